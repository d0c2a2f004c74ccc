"""The bar of acts is the table of moves; what it does not offer is refused and changes nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deputies.models import AuditEvent, Membership, Role
from liaison import access, workflow
from liaison.models import Conversation, Entry, Notice
from liaison.services.acting import act, speak
from liaison.services.referring import refer
from liaison.services.sweeps import fall_back_silent
from liaison.workflow import State
from tests.cast import NOW
from tests.public_forms import photo_with_place

pytestmark = pytest.mark.django_db
READERS = ("li", "wang", "zhang", "qian", "sun", "bai", "zhao", "lin", "audit", "admin")
DATA = {
    "body": "已经修好了。",
    "channel": "hotline",
    "date": "2026-11-21",
    "time": "09:30",
    "where": "梧桐联络站",
    "minutes": "谈了电梯的事。",
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page(conversation):
    return reverse("liaison:conversation", args=[conversation.receipt])


def door(conversation, name):
    return reverse("liaison:act", args=[conversation.receipt, name])


def fresh(conversation):
    return Conversation.objects.get(pk=conversation.pk)


def moved(conversation, user, name, **data):
    conversation = fresh(conversation)
    return act(
        user=user, conversation=conversation, name=name, now=NOW, version=conversation.version, data=data
    )


def said(conversation, name, **data):
    return speak(conversation=fresh(conversation), name=name, now=NOW, data=data)


def reach(cast, kind, state):
    """Bring a new conversation into a state by the moves of the table alone."""
    filed = cast.message() if kind == "message" else cast.appointment()
    conversation = filed.conversation
    steps = {
        State.ACCEPTED: ["accept"],
        State.ASKED: ["ask"],
        State.REFERRED: ["refer"],
        State.ANSWERED: ["answer"],
        State.NOT_ACCEPTED: ["not_accept"],
        State.SPAM: ["mark_spam"],
        State.WITHDRAWN: ["withdraw"],
        State.CLOSED: ["answer", "rate"],
        State.REOPEN_REQUESTED: ["answer", "rate", "request_reopen"],
        State.PROPOSED: ["propose"],
        State.COUNTER_PROPOSED: ["propose", "counter_propose"],
        State.CONFIRMED: ["propose", "confirm"],
        State.HELD: ["propose", "confirm", "hold"],
        State.NO_SHOW: ["propose", "confirm", "no_show"],
        State.DECLINED: ["decline"],
        State.CANCELLED: ["cancel"],
    }.get(state, [])
    if kind == "appointment" and state == State.CLOSED:
        steps = ["propose", "confirm", "hold", "rate"]
    data = DATA | {"starts_at": NOW + timedelta(days=2), "result": 3, "attitude": 3}
    for name in steps:
        if name == "refer":
            refer(user=cast.li, conversation=fresh(conversation), words="已交住建局办理。", now=NOW)
        elif workflow.CONSTITUENT & workflow.MOVES[kind][name].capacities:
            said(conversation, name, **data)
        else:
            moved(conversation, cast.li, name, **data)
    conversation = fresh(conversation)
    assert conversation.state == state
    return conversation


def states_of(kind):
    after = {target for move in workflow.MOVES[kind].values() for target in move.targets.values()}
    return sorted(after | {workflow.FIRST_STATE[kind]})


@pytest.mark.parametrize(
    ("kind", "state"), [(kind, state) for kind in ("message", "appointment") for state in states_of(kind)]
)
def test_the_page_offers_exactly_the_moves_of_the_table(cast, as_user, kind, state):
    conversation = reach(cast, kind, state)
    for held_by in ("deputy", "site", "office"):
        Conversation.objects.filter(pk=conversation.pk).update(held_by=held_by)
        conversation = fresh(conversation)
        for who in READERS:
            user = type(cast.li).objects.get(username=who)
            response = as_user(user).get(page(conversation))
            if not access.conversations_visible_to(user).filter(pk=conversation.pk).exists():
                assert response.status_code == 404, (who, held_by)
                continue
            offered = re.findall(r'data-move="(\w+)"', response.content.decode())
            expected = [move.name for move in access.moves(user, conversation)]
            assert sorted(offered) == sorted(expected), (who, held_by, state)


@pytest.mark.parametrize("kind", ["message", "appointment"])
def test_what_is_not_offered_is_refused_and_changes_nothing(cast, as_user, kind):
    conversation = (cast.message() if kind == "message" else cast.appointment()).conversation
    before = Conversation.objects.values().get(pk=conversation.pk)
    tried = 0
    for who in READERS:
        user = type(cast.li).objects.get(username=who)
        offered = {move.name for move in access.moves(user, fresh(conversation))}
        visible = access.conversations_visible_to(user).exists()
        for name in {*workflow.MOVES["message"], *workflow.MOVES["appointment"]} - (
            offered if visible else set()
        ):
            response = as_user(user).post(door(conversation, name), DATA | {"version": 1})
            assert response.status_code in ((200, 403, 404) if visible else (404,)), (who, name)
            tried += 1
    assert tried > 150
    assert Conversation.objects.values().get(pk=conversation.pk) == before
    assert not Entry.objects.exists()


def test_a_deputy_answers_with_a_photo_and_the_case_shows_it(cast, as_user):
    conversation = cast.message().conversation
    response = as_user(cast.li).post(
        door(conversation, "answer"), {"version": 1, "body": "路灯明天修。", "photos": [photo_with_place()]}
    )
    assert response.status_code == 302
    assert response.url == page(conversation)
    assert fresh(conversation).state == State.ANSWERED
    shown = as_user(cast.li).get(page(conversation)).content.decode()
    assert "路灯明天修。" in shown
    assert shown.count("?size=small") == 1


def test_a_form_that_is_refused_keeps_what_was_typed(cast, as_user):
    conversation = cast.message().conversation
    response = as_user(cast.li).post(door(conversation, "not_accept"), {"version": 1, "body": "不归代表管。"})
    assert response.status_code == 200
    assert "不归代表管。" in response.content.decode()
    assert response.context["form"].errors["channel"] == ["请选一个能办这件事的地方。"]
    assert fresh(conversation).version == 1


def test_a_meeting_in_the_past_is_refused_beside_its_field(cast, as_user):
    conversation = cast.appointment().conversation
    given = {"version": 1, "date": "2026-11-17", "time": "09:00", "where": "站里"}
    response = as_user(cast.li).post(door(conversation, "propose"), given)
    assert response.context["form"].errors["date"] == ["见面时间要在现在之后。"]
    assert 'value="2026-11-17"' in response.content.decode()


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_slip_of_the_year_is_told(cast, as_user, year):
    conversation = cast.appointment().conversation
    given = {"version": 1, "date": f"{year}-12-31", "time": "23:59", "where": "站里"}
    response = as_user(cast.li).post(door(conversation, "propose"), given)
    assert response.context["form"].errors["date"]
    assert fresh(conversation).version == 1


def test_a_photo_that_cannot_be_taken_leaves_nothing_half_saved(cast, as_user):
    conversation = cast.message().conversation
    response = as_user(cast.li).post(
        door(conversation, "answer"),
        {"version": 1, "body": "看照片。", "photos": [SimpleUploadedFile("lamp.jpg", b"not a picture")]},
    )
    assert response.context["form"].errors["photos"]
    assert "看照片。" in response.content.decode()
    assert fresh(conversation).version == 1


def test_two_people_answer_at_once_one_answer_and_one_clear_conflict(cast, as_user):
    conversation = cast.message().conversation
    moved(conversation, cast.li, "hand_to_site")
    seen = fresh(conversation).version
    first = as_user(cast.wang).post(
        door(conversation, "answer"), {"version": seen, "body": "王：物业今晚修。"}
    )
    assert first.status_code == 302
    second = as_user(cast.zhang).post(
        door(conversation, "answer"), {"version": seen, "body": "张：市政明天修。"}
    )
    text = second.content.decode()
    assert second.status_code == 409
    assert "王：物业今晚修。" in text
    assert "张：市政明天修。" in text
    assert "王秘书" in text
    assert Entry.objects.filter(kind=Entry.Kind.ANSWER).count() == 1

    version = re.search(r'name="version" value="(\d+)"', text)[1]
    again = as_user(cast.zhang).post(
        door(conversation, "answer"), {"version": version, "body": "张：市政明天修。"}
    )
    assert again.status_code == 302
    assert Entry.objects.filter(kind=Entry.Kind.ANSWER).count() == 2


def test_a_conflict_after_which_the_move_is_gone_still_gives_the_words_back(cast, as_user):
    conversation = cast.message().conversation
    moved(conversation, cast.li, "not_accept", body="请打热线。", channel="hotline")
    response = as_user(cast.li).post(door(conversation, "ask"), {"version": 1, "body": "是哪一盏灯？"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "是哪一盏灯？" in text
    assert "readonly" in text
    assert 'name="version"' not in text


def test_a_move_whose_time_has_passed_is_explained(cast, as_user):
    conversation = reach(cast, "message", State.CLOSED)
    response = as_user(cast.li).get(door(conversation, "answer"), follow=True)
    assert response.redirect_chain == [(page(conversation), 302)]
    assert "不能“答复”" in response.content.decode()


def test_the_form_alone_is_sent_to_htmx(cast, as_user):
    conversation = cast.message().conversation
    moved(conversation, cast.li, "hand_to_site")
    response = as_user(cast.wang).get(door(conversation, "ask"), headers={"hx-request": "true"})
    assert "<html" not in response.content.decode()
    assert "送出追问" in response.content.decode()


def test_each_act_names_what_it_does(cast, as_user):
    conversation = cast.message().conversation
    for name, words in (("hand_to_site", "请梧桐联络站代为办理？"), ("mark_spam", conversation.receipt)):
        assert words in as_user(cast.li).get(door(conversation, name)).content.decode()


def test_notes_are_marked_for_colleagues(cast, as_user):
    conversation = cast.message().conversation
    moved(conversation, cast.li, "note", body="找过物业。")
    text = as_user(cast.zhang).get(page(conversation)).content.decode()
    assert "ui-entry--private" in text
    assert "内部备注，群众看不到" in text


def test_history_says_who_and_when(cast, as_user):
    conversation = cast.message().conversation
    moved(conversation, cast.li, "accept")
    history = as_user(cast.li).get(page(conversation)).context["history"]
    assert [(line["verb"], line["who"]) for line in history] == [("送出", "群众"), ("接单", "李敏")]


def test_what_is_about_a_deputy_never_reaches_her_her_site_or_street(cast, as_user):
    conversation = cast.message(about="deputy").conversation
    for who in ("li", "wang", "zhang", "bai", "sun"):
        user = type(cast.li).objects.get(username=who)
        assert as_user(user).get(page(conversation)).status_code == 404, who
        assert (
            as_user(user).post(door(conversation, "answer"), {"version": 1, "body": "x"}).status_code == 404
        )
    assert as_user(cast.qian).get(page(conversation)).status_code == 200


def test_congress_staff_who_are_that_deputy_do_not_see_it(cast, as_user):
    conversation = cast.message(about="deputy").conversation
    Membership.objects.create(
        user=cast.li, organisation=cast.congress, role=Role.CONGRESS_STAFF, since=NOW.date()
    )
    assert as_user(cast.li).get(page(conversation)).status_code == 404
    assert as_user(cast.qian).get(page(conversation)).status_code == 200


def test_a_site_takes_over_what_a_silent_deputy_left(cast, as_user):
    conversation = cast.message(now=NOW - timedelta(days=4)).conversation
    fall_back_silent(now=NOW)
    shown = as_user(cast.wang).get(page(conversation))
    assert {move.name for move in shown.context["moves"]} >= {"accept", "answer", "hand_to_deputy"}
    assert not as_user(cast.li).get(page(conversation)).context["moves"]


def test_a_case_of_any_length_costs_a_constant_number_of_statements(
    cast, as_user, django_assert_max_num_queries
):
    conversation = cast.message().conversation
    for number in range(12):
        said(conversation, "say", body=f"再补充一句 {number}")
    client = as_user(cast.qian)
    client.get(page(conversation))
    with django_assert_max_num_queries(13):
        client.get(page(conversation))


def test_a_press_without_a_version_is_refused(cast, as_user):
    conversation = cast.message().conversation
    for version in ("", "x", "9" * 30):
        response = as_user(cast.li).post(door(conversation, "accept"), {"version": version})
        assert response.status_code in (200, 409)
    assert fresh(conversation).version == 1
    assert Notice.objects.count() == 1
    assert AuditEvent.objects.filter(chain=f"conversation:{conversation.pk}").count() == 1
