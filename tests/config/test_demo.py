"""The demo world, built once for the module and rolled back after it."""

from collections import Counter
from datetime import datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

import deputies.demo
import liaison.demo
from config.management.commands.seed_demo import LOGINS
from deputies import audit
from deputies.models import Deputy, Membership, Organisation, Role, Site, User
from deputies.services.calendar import checked_in_years, load_years
from liaison.demo import topics
from liaison.demo.fates import Talk, by_day
from liaison.demo.stories import APPOINTMENTS, MESSAGES
from liaison.models import (
    Attachment,
    ContactCode,
    Conversation,
    Delivery,
    PrivacyNotice,
    ReceptionDay,
    ResponseFigure,
)
from liaison.privacy import find_personal_data
from liaison.services import tenure
from liaison.workflow import APPOINTMENT, FINAL, MESSAGE, MOVES, WAITING_FOR_STAFF, State
from suggestions import workflow
from suggestions.demo.matters import MATTERS
from suggestions.demo.proposals import PROPOSALS
from suggestions.models import (
    AnswerLink,
    Assignment,
    Case,
    Clock,
    Commitment,
    CoSigner,
    Extension,
    Reminder,
    Reply,
    ReplyScheme,
    RoutingRule,
    Survey,
)
from suggestions.workflow import AssignmentState, CaseState
from supervision.models import PublishedCase, WorkPlan

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(settings, media):
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker, media):
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        load_years(checked_in_years(), now=NOW)
        out = StringIO()
        with time_machine.travel(NOW, tick=False):
            call_command("seed_demo", stdout=out)
            yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def world(printed):
    """Changes of one test are undone before the next."""
    with transaction.atomic():
        yield Organisation.objects.get(name__startswith="青澜区人民代表大会常务")
        transaction.set_rollback(True)


def sign_in(username) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_logins_of_every_role_are_printed_and_work(world, printed):
    assert deputies.demo.PASSWORD in printed
    assert len(deputies.demo.PASSWORD) >= 10
    for username, _who in LOGINS:
        assert f"  {username} " in printed
        assert User.objects.get(username=username).check_password(deputies.demo.PASSWORD)
    printed_roles = set(
        Membership.objects.filter(user__username__in=dict(LOGINS)).values_list("role", flat=True)
    )
    assert printed_roles == set(Role.values)


def test_repeating_changes_nothing(world):
    before = rows()
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "已经在了" in out.getvalue()
    assert before == rows()


def rows() -> list:
    """Return how many there are of what a second run might add to."""
    tables = (User, Organisation, Clock, Reply, Reminder, RoutingRule, ReplyScheme, AnswerLink)
    stand = (Conversation, Case, Assignment)
    return [
        *(model.objects.count() for model in tables),
        *(Counter(model.objects.values_list("state", flat=True)) for model in stand),
    ]


def test_repeating_a_year_later_publishes_new_reception_days(world):
    with time_machine.travel(NOW.replace(year=2027), tick=False):
        call_command("seed_demo", stdout=StringIO())
        assert ReceptionDay.objects.filter(date__gt=datetime(2027, 12, 1)).exists()


def test_the_district_has_its_size(world):
    assert world.districts.count() == 24
    assert world.seats.count() == 40
    assert Deputy.objects.filter(level=4).count() == 40
    assert set(Deputy.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}
    assert set(Deputy.objects.values_list("status", flat=True)) >= {
        "active",
        "suspended",
        "terminated",
        "elected",
    }
    assert Organisation.objects.filter(kind=Organisation.Kind.COMMUNITY).count() == 14
    assert set(Organisation.objects.values_list("kind", flat=True)) >= {
        "court",
        "procuratorate",
        "supervisory_commission",
        "media",
        "government_office",
        "department",
    }
    assert set(Site.objects.values_list("kind", flat=True)) == set(Site.Kind.values)
    assert all(site.standards.count() == 5 for site in Site.objects.all())
    assert Deputy.objects.seated().filter(photo="").exists()
    assert Deputy.objects.seated().exclude(photo="").filter(photo_consent=False).exists()


def test_conversations_stand_in_every_state(world):
    for kind in (MESSAGE, APPOINTMENT):
        reachable = {after for move in MOVES[kind].values() for after in move.targets.values()}
        found = {
            State(state) for state in Conversation.objects.filter(kind=kind).values_list("state", flat=True)
        }
        assert not reachable - found
    said = sum(len(story.said) for story in [*MATTERS, *PROPOSALS])
    assert Conversation.objects.count() == len(MESSAGES) + len(APPOINTMENTS) + said + topics.count()
    assert set(Conversation.objects.values_list("held_by", flat=True)) == {"deputy", "site", "office"}
    assert set(Conversation.objects.values_list("about", flat=True)) == {"matter", "deputy", "unit"}
    assert {"code", "phone", "visit", "paper"} <= set(Conversation.objects.values_list("source", flat=True))
    assert Conversation.objects.filter(fell_back_at__isnull=False).exists()
    assert Conversation.objects.filter(due_at__lt=NOW).exists()
    assert Attachment.objects.exists()


def test_everything_lies_in_the_past_and_the_chains_hold(world):
    assert not list(audit.faults())
    assert not Conversation.objects.filter(submitted_at__gt=NOW).exists()
    for conversation in Conversation.objects.prefetch_related("entries"):
        moments = [conversation.submitted_at, *(entry.at for entry in conversation.entries.all())]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
    assert not Delivery.objects.exists()


def test_what_is_open_waits_for_somebody_who_can_act(world):
    suspended = Deputy.objects.get(status="suspended")
    vacant = world.seats.get(holder=None)
    for conversation in Conversation.objects.filter(seat__in=(suspended.seat_id, vacant.pk)):
        assert conversation.held_by != "deputy" or conversation.state in ("closed", "spam")


def reachable(subject: str) -> set[str]:
    return {after.value for move in workflow.MOVES[subject].values() for after in move.targets.values()}


def states_of(**kind) -> set[str]:
    return set(Case.objects.filter(**kind).values_list("state", flat=True))


def test_cases_stand_in_every_state(world):
    suggestions = states_of(kind="suggestion")
    assert states_of(kind="matter") == reachable(workflow.MATTER)
    assert suggestions == reachable(workflow.SUGGESTION) | {CaseState.DRAFT.value}
    parts = set(Assignment.objects.values_list("role", "state"))
    assert {state for _role, state in parts} == {state.value for state in AssignmentState}
    assert {role for role, _state in parts} == set(Assignment.Role.values)
    assert set(Case.objects.values_list("tier", flat=True)) == {2, 3, 4, 5}
    assert Case.objects.count() == len(MATTERS) + len(PROPOSALS)


def test_clocks_are_met_missed_extended_paused_due_soon_and_late(world):
    running = Clock.objects.filter(state="running")
    today = NOW.date()
    assert set(Clock.objects.values_list("outcome", flat=True)) == {"", "met", "extended", "missed"}
    assert set(Clock.objects.values_list("state", flat=True)) == set(Clock.State.values)
    assert running.filter(due_on__lt=today, purpose="reply").exists()
    assert running.filter(due_on__range=(today, today + timedelta(days=5)), purpose="reply").exists()
    assert {"asked", "approved"} <= set(Extension.objects.values_list("state", flat=True))
    assert Reminder.objects.filter(stage="overdue").exists()


def test_cases_show_what_people_do_with_each_other(world):
    """Messages merged, photos shown, a relay of two hops, co-handlers, links, drafts before the head, promises."""
    fed = Case.objects.annotate(messages=Count("sources")).values_list("kind", "messages")
    assert {("matter", 3), ("suggestion", 3)} <= set(fed)
    assert Case.objects.filter(show_photos=True, conversations__attachments__isnull=False).exists()
    assert Assignment.objects.filter(role="relay", parent__isnull=False).exists()
    handled = Case.objects.filter(kind="suggestion", state="handling", assignments__role="co")
    assert handled.annotate(helpers=Count("assignments")).filter(helpers=2).exists()
    links = AnswerLink.objects.values_list("used_at", "revoked_at")
    assert {(used is None, gone is None) for used, gone in links} == {(True, True), (False, True)}
    assert set(Reply.objects.values_list("state", flat=True)) == set(Reply.State.values)
    assert set(CoSigner.objects.values_list("state", flat=True)) == set(CoSigner.State.values)
    assert Commitment.objects.filter(due_on__gt=NOW).exists()
    assert Survey.objects.get().conversations.count() == 3


def test_formal_suggestions_reach_over_the_year_and_are_numbered_without_gaps(world):
    numbered = Case.objects.filter(suggestion__serial__isnull=False).order_by("opened_at")
    assert sorted(case.suggestion.serial for case in numbered) == list(range(1, len(numbered) + 1))
    tracked = Case.objects.get(kind="suggestion", state="tracking")
    assert tracked.opened_at.year < NOW.year
    assert tracked.suggestion.reply_class.needs_tracking
    published = Case.objects.get(kind="suggestion", state="archived").suggestion
    assert (published.first_class.code, published.reply_class.code, published.publish) == ("B", "A", "full")
    assert Client().get("/published/").content.decode().count(published.public_title) >= 1


def test_what_units_read_says_nothing_of_constituents(world):
    for case in Case.objects.prefetch_related("conversations"):
        assert not find_personal_data(case.brief), case.title
        for message in case.conversations.all():
            assert not message.contact_name or message.contact_name not in case.brief + case.title


def test_codes_reach_every_seat_and_site(world):
    assert not ContactCode.objects.exclude(state="active").exists()
    assert ContactCode.objects.filter(seat__isnull=False).count() == world.seats.model.objects.count()
    assert ContactCode.objects.filter(site__isnull=False).count() == Site.objects.count()


def test_reception_days_lie_behind_and_ahead_with_one_cancelled(world):
    assert ReceptionDay.objects.filter(date__lt=NOW).exists()
    assert ReceptionDay.objects.filter(date__gt=NOW, state="published").count() > 20
    assert ReceptionDay.objects.filter(state="cancelled").count() == 1


def test_the_plan_has_eighteen_items_in_five_parts(world):
    plan = WorkPlan.objects.get()
    parts = list(plan.items.values_list("part", flat=True))
    assert (len(parts), len(set(parts)), plan.year) == (18, 5, 2026)
    assert plan.items.filter(done_on=None).exists()
    assert plan.items.filter(done_on__isnull=False).exists()


def test_published_cases_hold_no_personal_data(world):
    assert PublishedCase.objects.count() >= 5
    for case in PublishedCase.objects.all():
        assert "501" not in case.words + case.answer
        assert not [span for span in find_personal_data(case.words + case.answer) if span.kind == "mobile"]


def test_figures_are_fresh_and_the_notice_has_its_five_lines(world):
    assert ResponseFigure.objects.filter(answered__gt=0).count() > 5
    assert len(PrivacyNotice.objects.get().summary.splitlines()) == 5


def test_a_change_of_term_can_be_shown(world):
    term = Deputy.objects.filter(status="elected").first().term
    handed = tenure.change_term(term=term, actor=User.objects.get(username="qian"), now=NOW, today=NOW.date())
    assert handed >= 3
    assert term.congress.seats.filter(holder=None).count() == 1


@pytest.mark.parametrize("username", [username for username, _who in LOGINS])
def test_the_desk_opens_for_every_login(world, username):
    assert sign_in(username).get(reverse("desk")).status_code == 200


def test_samples_open_on_the_tracking_page(world):
    samples = liaison.demo.samples()
    assert len(samples) == 4
    answer = Client().post(reverse("liaison:find"), {"receipt": samples[0].receipt, "pin": samples[0].pin})
    assert answer.status_code == 302


@pytest.mark.parametrize("day", [(2026, 1, 1, 3), (2028, 2, 29, 23)])
@pytest.mark.django_db
def test_the_world_can_be_built_on_any_day(day):
    with time_machine.travel(datetime(*day, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False):
        call_command("seed_demo", stdout=StringIO())
    assert not list(audit.faults())


@pytest.mark.django_db
def test_only_a_demonstration_gets_a_demo_world(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("seed_demo")
    assert not Organisation.objects.exists()


def test_a_house_with_other_people_in_it_is_left_alone(cast):
    with pytest.raises(CommandError, match="已有别的单位"):
        call_command("seed_demo")


# --- much of everything, to measure with -------------------------------------------------------------


@pytest.mark.django_db
def test_measurements_get_as_many_rows_as_asked_for_again_and_again():
    for _ in range(2):
        call_command("seed_scale", deputies=53, messages=120, stdout=StringIO(), stderr=StringIO())
    assert Deputy.objects.seated().count() == 106
    assert Deputy.objects.filter(held_seat__isnull=False).count() == 106
    assert ContactCode.objects.count() == 106
    assert Conversation.objects.count() == 240
    assert not list(audit.faults())
    for conversation in Conversation.objects.all():
        assert (conversation.closed_at is None) == (State(conversation.state) not in FINAL)
        assert conversation.due_at is None or State(conversation.state) in WAITING_FOR_STAFF
        assert conversation.submitted_at <= (conversation.first_response_at or conversation.state_since)


@pytest.mark.django_db
def test_measurements_are_for_demonstrations(settings):
    with pytest.raises(CommandError, match="还没有代表"):
        call_command("seed_scale", deputies=0, messages=1, stderr=StringIO())
    with pytest.raises(CommandError, match="不能是负的"):
        call_command("seed_scale", deputies=-1, messages=1)
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("seed_scale")


def test_what_came_later_stays_later_when_nights_are_moved_into_the_day():
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0, second=0, microsecond=0)
    moved = [by_day(midnight + timedelta(minutes=10 * step)) for step in range(144)]
    assert moved == sorted(moved)
    assert {moment.date() for moment in moved} == {midnight.date()}
    assert time(7, 59) <= moved[0].time()
    assert moved[-1].time() < time(21, 1)


@pytest.mark.parametrize("hour", [0, 7, 12, 20, 23])
def test_nobody_acts_before_the_words_were_sent(hour):
    sent = timezone.localtime(NOW).replace(hour=hour, minute=43)
    talk = Talk(story=None, number=0, sent=sent, now=NOW, users={}, key="")
    assert all(talk.after(tenth / 10) >= sent for tenth in range(20))
