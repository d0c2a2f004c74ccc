"""A suggestion for reference alone, no written reply needed (domain.md §2.2): read, noted, done with."""

import pytest
import time_machine
from django.urls import reverse

from deputies.errors import Refused
from liaison.models import Conversation
from liaison.workflow import State
from suggestions import access
from suggestions.models import Clock, Reply, ReplyRating
from suggestions.queries.figures import Span, figures
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.public_forms import text_of
from tests.suggestions.formal import Formal, Role
from tests.suggestions.matters import told
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    """Signed by two, led by 住建局, who has signed it, with 城管局 beside it."""
    found = Formal(cast, more, reference_only=True).cosigned(more.tang, deputies=[more.tang_deputy]).handed()
    found.act(cast.zhao, "sign", found.part())
    return found


def moves(user, part) -> set[str]:
    part = type(part).objects.select_related("case__congress", "case__organisation", "unit").get(pk=part.pk)
    return {move.name for move in access.moves(user, part.case, part)}


def noted(formal, body="已阅，供参考。"):
    formal.act(formal.cast.he, "take_note", formal.part(), body=body)
    return formal


def test_the_lead_unit_closes_it_by_a_note(formal, cast, more):
    lead, co = formal.part(), formal.part(Role.CO)
    noted(formal, "已阅，明年编制照明规划时参考。")
    lead.refresh_from_db()
    assert (lead.state, lead.replied_at, lead.reason) == ("noted", None, "已阅，明年编制照明规划时参考。")
    assert (lead.clocks.get().state, lead.clocks.get().outcome) == ("stopped", "met")
    assert (formal.case.state, formal.case.replied_at) == ("completed", None)
    assert formal.case.closed_at == NOW
    co.refresh_from_db()
    assert (co.state, co.clocks.get().state) == ("spared", "void")
    assert not Reply.objects.exists()
    for who in (cast.li, more.tang, cast.qian):
        assert "青澜区住房和建设局已阅，供参考，不另书面答复" in told(who)
    conversation = Conversation.objects.get()
    assert conversation.state == State.ACCEPTED
    assert "承办单位已阅，作为工作参考，代表会把结果告诉您。" in conversation.entries.last().body


def test_nobody_is_asked_for_a_rating_and_it_counts_as_replied_nowhere(formal, cast, more):
    noted(formal)
    assert not Clock.objects.filter(purpose="rating").exists()
    for who in (cast.li, more.tang, cast.qian):
        with pytest.raises(Refused):
            formal.act(who, "rate", result=1, attitude=1, comment="没有回答", deputy=cast.li_deputy)
    assert not ReplyRating.objects.exists()
    found = figures(Span(user=cast.qian, since=TODAY.replace(month=1), until=TODAY, today=TODAY))
    assert found.parts["suggestion"]["handed"] == 2
    assert found.parts["suggestion"]["replied"] == 0
    assert (found.suggestions["resolved"].whole, found.suggestions["rated"].whole) == (0, 0)
    assert (found.deputies["n"], found.deputies["silent"]) == (0, 0)
    assert (found.unit_reply.count, found.tiers[3].converted) == (0, 1)


def test_only_what_is_for_reference_and_only_its_head(formal, cast, more):
    assert "take_note" in moves(cast.he, formal.part())
    assert {"draft", "report"} <= moves(cast.zhao, formal.part())
    assert "take_note" not in moves(cast.zhao, formal.part())
    formal.act(more.luo, "sign", formal.part(Role.CO))
    assert "take_note" not in moves(more.shi, formal.part(Role.CO))
    usual = Formal(cast, more).handed()
    usual.act(cast.zhao, "sign", usual.part())
    with pytest.raises(Refused, match="代表没有注明"):
        usual.act(cast.he, "take_note", usual.part(), body="已阅。")


def test_separate_units_note_and_reply_each_for_itself(cast, more):
    formal = Formal(cast, more, reference_only=True)
    formal.handed(Part(Role.SEPARATE, cast.department), Part(Role.SEPARATE, more.bureau))
    one, two = (formal.case.assignments.get(unit=unit) for unit in (cast.department, more.bureau))
    formal.act(cast.zhao, "sign", one)
    formal.act(more.luo, "sign", two)
    assert formal.act(cast.he, "take_note", one, body="已阅，供参考。").state == "handling"
    formal.contacted("before", "during", who=more.luo)
    replied = formal.act(more.shi, "release", two, **formal.answer("A"))
    assert replied.state == "replied"
    assert formal.suggestion.reply_class.code == "A"


def test_the_page_offers_it_first_and_the_deputy_reads_the_note(formal, cast, as_user):
    url = reverse("suggestions:case", args=[formal.case.pk])
    client = as_user(cast.he)
    page = client.get(url).content.decode()
    assert "代表注明供参考、不需要书面答复" in page
    door = reverse("suggestions:part_act", args=[formal.case.pk, formal.part().pk, "take_note"])
    assert "已阅，供参考。</textarea>" in client.get(door).content.decode()
    formal.case.refresh_from_db()
    empty = client.post(door, {"version": formal.case.version, "body": " "})
    assert "这一项要填。" in text_of(empty)
    done = client.post(door, {"version": formal.case.version, "body": "已阅，供参考。"}, follow=True)
    assert "已办好" in text_of(done)
    page = text_of(as_user(cast.li).get(url))
    assert "已阅，供参考。" in page
    assert "代表评价" not in page


def test_it_is_published_with_the_note_in_place_of_the_reply(formal, cast, as_user):
    noted(formal)
    form = as_user(cast.qian).get(reverse("suggestions:publish", args=[formal.case.pk])).context["form"]
    assert form["public_reply"].value() == "已阅，供参考。"
    formal.act(
        cast.qian, "archive", publish="full", public_title="路灯", public_text="灯。", public_reply="已阅。"
    )
    number = f"J{cast.congress.pk}-{cast.term.number}-{formal.suggestion.serial}"
    shown = text_of(as_user(cast.li).get(reverse("supervision:case", args=[number])))
    assert "已阅。" in shown
    assert "首次答复" not in shown
