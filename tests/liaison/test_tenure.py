"""When a mandate pauses or ends, what is open goes on with somebody; the printed code stays as it is.

domain.md §5 Deputy; peers.md §12.4.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deputies import audit
from deputies.errors import Refused
from deputies.models import Deputy, Seat, Term
from deputies.services import mandates
from liaison import workflow
from liaison.models import ContactCode, Conversation, Entry, Notice, Placement
from liaison.services import acting, sweeps, tenure
from tests.cast import NOW, TODAY
from tests.liaison.test_sweeps import act, answered, closed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def suspend(cast):
    return tenure.suspend(deputy=cast.li_deputy, ground="detained", since=TODAY, actor=cast.qian, now=NOW)


def terminate(cast):
    return tenure.terminate(deputy=cast.li_deputy, ground="resigned", since=TODAY, actor=cast.qian, now=NOW)


def change_term(cast):
    return tenure.change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)


def told(user):
    return Notice.objects.filter(recipient=user)


def fresh(conversation):
    return Conversation.objects.get(pk=conversation.pk)


@pytest.fixture
def threads(cast):
    """One conversation of 李代表 in each state that a hand-over may find."""
    accepted, asked = cast.message().conversation, cast.message().conversation
    act(cast.li, accepted, "accept")
    act(cast.li, asked, "ask", body="是哪个门口？")
    proposed = cast.appointment().conversation
    act(cast.li, proposed, "propose", starts_at=NOW + DAY, where="梧桐联络站")
    rows = {
        "submitted": cast.message(contact_phone="13812341234").conversation,
        "accepted": accepted,
        "asked": asked,
        "answered": answered(cast),
        "closed": closed(cast),
        "requested": cast.appointment().conversation,
        "proposed": proposed,
        "about_unit": cast.message(about="unit").conversation,
    }
    Notice.objects.all().delete()
    return rows


OPEN = ["submitted", "accepted", "asked", "answered", "requested", "proposed"]


# --- suspension and termination ------------------------------------------------------------------------


@pytest.mark.parametrize("end", [suspend, terminate])
def test_what_is_open_goes_to_the_site_and_nothing_is_lost(cast, threads, end):
    before = {name: (row.body, row.entries.count()) for name, row in threads.items()}
    end(cast)
    for name, row in threads.items():
        after = fresh(row)
        assert after.body == before[name][0]
        assert after.deputy == cast.li_deputy, "the record of whom it was addressed to stays"
        if name in OPEN:
            assert after.held_by == "site"
            assert after.entries.count() == before[name][1] + 1
        else:
            assert after.entries.count() == before[name][1]
    assert fresh(threads["closed"]).held_by == "deputy"
    assert fresh(threads["about_unit"]).held_by == "office"
    assert fresh(threads["submitted"]).contact_phone == "13812341234"
    assert told(cast.wang).count() == len(OPEN)
    assert not told(cast.li).exists()
    assert not list(audit.faults())


def test_states_do_not_change_in_a_hand_over(cast, threads):
    before = {name: fresh(row).state for name, row in threads.items()}
    suspend(cast)
    assert {name: fresh(row).state for name, row in threads.items()} == before


@pytest.mark.parametrize("end", [suspend, terminate])
def test_new_messages_reach_the_site_and_the_code_stays(cast, end):
    token = cast.placement.token
    end(cast)
    assert cast.message().conversation.held_by == "site"
    assert Placement.objects.get(token=token).code.state == ContactCode.State.ACTIVE


def test_a_suspended_deputy_keeps_her_seat_and_takes_threads_again_when_she_resumes(cast, threads):
    suspend(cast)
    assert Seat.objects.get(pk=cast.seat.pk).holder == cast.li_deputy
    with pytest.raises(Refused):
        act(cast.wang, threads["submitted"], "hand_to_deputy")
    mandates.resume(deputy=cast.li_deputy, since=TODAY, actor=cast.qian, now=NOW)
    act(cast.wang, threads["submitted"], "hand_to_deputy")
    assert fresh(threads["submitted"]).held_by == "deputy"
    assert cast.message().conversation.held_by == "deputy"


def test_a_terminated_deputy_leaves_her_seat(cast):
    terminate(cast)
    assert Seat.objects.get(pk=cast.seat.pk).holder is None


def test_the_site_answers_what_it_took_over(cast, threads):
    terminate(cast)
    act(cast.wang, threads["submitted"], "answer", body="站里已报修。")
    entry = Entry.objects.filter(conversation=threads["submitted"]).latest("pk")
    assert (entry.kind, entry.author_label) == ("answer", "梧桐联络站")


def test_without_a_site_the_office_takes_over(cast):
    Seat.objects.filter(pk=cast.seat.pk).update(site=None)
    conversation = cast.message().conversation
    Notice.objects.all().delete()
    terminate(cast)
    assert fresh(conversation).held_by == "office"
    assert told(cast.qian).exists()


@pytest.mark.parametrize(
    ("verb", "ground"),
    [("suspend", "resigned"), ("suspend", "nonsense"), ("terminate", "detained"), ("terminate", "")],
)
def test_a_ground_that_the_law_does_not_know_changes_nothing(cast, verb, ground):
    conversation = cast.message().conversation
    with pytest.raises(Refused) as refusal:
        getattr(tenure, verb)(deputy=cast.li_deputy, ground=ground, since=TODAY, actor=cast.qian, now=NOW)
    assert refusal.value.field == "ground"
    assert Deputy.objects.get(pk=cast.li_deputy.pk).is_active
    assert fresh(conversation).held_by == "deputy"


def test_a_mandate_ends_once(cast):
    terminate(cast)
    with pytest.raises(Refused):
        terminate(cast)
    with pytest.raises(Refused):
        suspend(cast)


# --- change of term ------------------------------------------------------------------------------------


def test_open_threads_pass_to_the_successor_and_closed_ones_stay(cast, threads):
    closed_before = Conversation.objects.filter(pk=threads["closed"].pk).values().get()
    assert change_term(cast) == len(OPEN) + 1
    assert (fresh(threads["about_unit"]).held_by, fresh(threads["about_unit"]).deputy) == (
        "office",
        cast.chen_deputy,
    )
    for name in OPEN:
        after = fresh(threads[name])
        assert (after.deputy, after.held_by) == (cast.chen_deputy, "deputy")
        assert "陈立代表" in after.entries.latest("pk").body
    assert Conversation.objects.filter(pk=threads["closed"].pk).values().get() == closed_before
    assert told(cast.chen).count() == len(OPEN)
    assert not told(cast.li).exists()
    assert not list(audit.faults())


def test_the_successor_answers_what_she_took_over(cast, threads):
    change_term(cast)
    with pytest.raises(Refused):
        act(cast.li, threads["submitted"], "answer", body="我来答。")
    act(cast.chen, threads["submitted"], "answer", body="由我继续办。")
    entry = Entry.objects.filter(conversation=threads["submitted"]).latest("pk")
    assert entry.author_label == "陈立代表"


def test_the_printed_code_opens_the_successor(cast):
    change_term(cast)
    assert cast.addressee().deputy == cast.chen_deputy
    assert cast.message().conversation.deputy == cast.chen_deputy
    assert Placement.objects.count() == 1


def test_without_a_successor_the_site_goes_on(cast, threads):
    other = Deputy.objects.get(pk=cast.chen_deputy.pk)
    Deputy.objects.filter(pk=other.pk).update(seat=cast.vacant_seat)
    change_term(cast)
    for name in OPEN:
        assert (fresh(threads[name]).held_by, fresh(threads[name]).deputy) == ("site", cast.li_deputy)


def test_what_the_site_already_holds_stays_there_for_the_successor(cast, threads):
    sweeps.fall_back_silent(now=NOW + 3 * DAY)
    assert fresh(threads["submitted"]).held_by == "site"
    tenure.change_term(term=cast.next_term, actor=cast.qian, now=NOW + 4 * DAY, today=TODAY)
    after = fresh(threads["submitted"])
    assert (after.held_by, after.deputy) == ("site", cast.chen_deputy)


def test_what_is_about_the_deputy_stays_with_the_office(cast):
    conversation = cast.message(about="deputy").conversation
    change_term(cast)
    assert (fresh(conversation).held_by, fresh(conversation).deputy) == ("office", cast.li_deputy)
    assert cast.chen not in {notice.recipient for notice in Notice.objects.all()}


def test_a_request_to_reopen_is_still_decided_after_the_change(cast, threads):
    conversation = fresh(threads["closed"])
    acting.speak(conversation=conversation, name="request_reopen", now=NOW, data={"body": "又坏了。"})
    change_term(cast)
    act(cast.qian, conversation, "approve_reopen")
    after = fresh(conversation)
    assert after.state == workflow.State.ACCEPTED
    assert after.held_by == "site", "李代表 has left, her site goes on"


def test_a_change_of_term_happens_once_and_not_without_a_roster(cast):
    change_term(cast)
    with pytest.raises(Refused, match="已经是本届"):
        change_term(cast)
    empty = Term.objects.create(
        congress=cast.congress, number=20, starts_on=TODAY, ends_on=TODAY + 1800 * DAY, is_current=False
    )
    with pytest.raises(Refused, match="还没有导入"):
        tenure.change_term(term=empty, actor=cast.qian, now=NOW, today=TODAY)
    assert Seat.objects.get(pk=cast.seat.pk).holder == cast.chen_deputy


def test_another_congress_is_not_touched(cast):
    change_term(cast)
    assert Deputy.objects.get(pk=cast.sun_deputy.pk).is_active


def test_a_hand_over_that_fails_half_way_leaves_everything_as_it_was(cast, monkeypatch):
    conversation = cast.message().conversation

    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(tenure, "tell_new_holders", fail)
    with pytest.raises(RuntimeError):
        change_term(cast)
    assert Seat.objects.get(pk=cast.seat.pk).holder == cast.li_deputy
    assert fresh(conversation).deputy == cast.li_deputy
    assert not Term.objects.get(pk=cast.next_term.pk).is_current


def test_many_threads_pass_in_batches_in_few_statements(cast, monkeypatch):
    monkeypatch.setattr(tenure, "BATCH", 10)
    for _ in range(25):
        cast.message()
    with CaptureQueriesContext(connection) as captured:
        assert change_term(cast) == 25
    assert len(captured) < 70, "three batches, not 25 rows"
    assert not Conversation.objects.exclude(deputy=cast.chen_deputy).exists()
