"""Where a message went, on the staff's page of it; and the unit's reply quoted into the deputy's own answer."""

import re

import pytest
import time_machine
from django.urls import reverse

from liaison import access
from liaison.models import Conversation
from suggestions.access import cases_visible_to
from suggestions.models import Assignment, Case, Reply
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.public_forms import counting, statements, text_of
from tests.suggestions.case_world import matter, moved
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page(case_or_conversation):
    receipt = getattr(case_or_conversation, "receipt", None)
    return reverse("liaison:conversation", args=[receipt or case_or_conversation.conversations.get().receipt])


def answer_form(case, reply=None):
    url = reverse("liaison:act", args=[case.conversations.get().receipt, "answer"])
    return f"{url}?quote={reply.pk if reply else 0}"


def replied(cast, case, body="三盏灯都换了，12 月 1 日完工。"):
    part = case.assignments.get()
    moved(case, cast.zhao, "sign", part)
    moved(case, cast.he, "release", part, body=body, contact_person="赵经办", contact_phone="0571-88009911")
    return Reply.objects.get(assignment=part)


@pytest.mark.parametrize("held_by", ["deputy", "site", "office"])
@pytest.mark.parametrize("state", ["submitted", "accepted", "referred", "answered", "closed", "asked"])
def test_the_door_to_handing_over_stands_exactly_where_the_table_allows_it(cast, as_user, state, held_by):
    conversation = cast.message().conversation
    Conversation.objects.filter(pk=conversation.pk).update(state=state, held_by=held_by)
    conversation.refresh_from_db()
    opened = 0
    for who in ("li", "wang", "zhang", "qian"):
        user = cast.users[who]
        response = as_user(user).get(page(conversation))
        if response.status_code == 404:
            continue
        opened += 1
        expected = [move.name for move in access.moves_elsewhere(user, conversation)]
        assert re.findall(r'data-door="(\w+)"', text_of(response)) == expected
        if expected:
            assert reverse("suggestions:refer", args=[conversation.receipt]) in text_of(response)
    assert opened


def test_what_is_about_a_deputy_has_no_door(cast, as_user):
    conversation = cast.message().conversation
    Conversation.objects.filter(pk=conversation.pk).update(about="deputy", held_by="office")
    assert "data-door" not in text_of(as_user(cast.qian).get(page(conversation)))


@pytest.mark.parametrize("who", ["li", "qian"])
def test_the_page_says_where_it_went_and_leads_there(cast, as_user, who):
    case = matter(cast)
    shown = text_of(as_user(cast.users[who]).get(page(case)))
    assert "交办去向" in shown
    assert "青澜区住房和建设局" in shown
    assert "待签收" in shown
    assert "12月3日" in shown
    assert reverse("suggestions:case", args=[case.pk]) in shown
    assert "还没有答复群众。" in shown


def test_a_reply_is_quoted_into_the_answer_without_the_clerk(cast, as_user):
    case = matter(cast)
    reply = replied(cast, case)
    client = as_user(cast.li)
    shown = text_of(client.get(page(case)))
    assert "三盏灯都换了" in shown
    assert f"?quote={reply.pk}" in shown
    form = client.get(answer_form(case, reply)).context["form"]
    words = form["body"].value()
    assert words == "青澜区住房和建设局答复：\n三盏灯都换了，12 月 1 日完工。"
    conversation = case.conversations.get()
    client.post(
        reverse("liaison:act", args=[conversation.receipt, "answer"]),
        {"body": words, "version": conversation.version},
    )
    shown = text_of(client.get(page(case)))
    assert "11月18日 周三 10:00 答复代表" in shown
    assert "11月18日 周三 10:00 答复群众" in shown
    assert "引用办理答复" in shown  # a second answer may quote it too


def test_a_quote_of_another_case_of_a_draft_or_of_nothing_gives_an_empty_form(cast, as_user):
    case, other = matter(cast), matter(cast)
    foreign = replied(cast, other)
    client = as_user(cast.li)
    draft = Reply.objects.create(assignment=case.assignments.get(), round=1, body="草稿", drafted_at=NOW)
    Conversation.objects.filter(pk=case.conversations.get().pk).update(state="accepted")
    for reply in (foreign, draft, None):
        assert not client.get(answer_form(case, reply)).context["form"]["body"].value()
    url = reverse("liaison:act", args=[case.conversations.get().receipt, "answer"])
    for nonsense in ("x", "9" * 30, "-1", "²"):
        assert not client.get(url, {"quote": nonsense}).context["form"]["body"].value()


def test_an_opinion_of_a_co_handler_is_for_the_lead_unit(cast, as_user):
    more = extend(cast)
    case = matter(cast, Part(Role.LEAD, unit=cast.department), Part(Role.CO, unit=more.bureau))
    part = case.assignments.get(role="co")
    moved(case, more.luo, "sign", part)
    moved(case, more.shi, "release", part, body="灯杆归住建局。")
    opinion = Reply.objects.get(assignment=part)
    Conversation.objects.filter(cases=case).update(state="accepted")
    shown = text_of(as_user(cast.li).get(page(case)))
    assert "给了会办意见" in shown
    assert "灯杆归住建局。" not in shown
    assert not as_user(cast.li).get(answer_form(case, opinion)).context["form"]["body"].value()


def test_site_staff_who_answer_for_the_deputy_read_the_reply(cast, as_user):
    filed = cast.message()
    Conversation.objects.filter(pk=filed.conversation.pk).update(held_by="site")
    filed.conversation.refresh_from_db()
    case = matter(cast, user=cast.wang, filed=filed)
    replied(cast, case)
    shown = text_of(as_user(cast.wang).get(page(case)))
    assert "三盏灯都换了" in shown
    assert "引用办理答复" in shown
    may_open = cases_visible_to(cast.wang).filter(pk=case.pk).exists()
    assert (reverse("suggestions:case", args=[case.pk]) in shown) == may_open


def test_a_suggestion_in_draft_is_shown_to_its_deputy_alone(cast, as_user):
    case = matter(cast)
    Case.objects.filter(pk=case.pk).update(kind="suggestion", state="draft")
    for who, sees in (("li", True), ("qian", False)):
        shown = text_of(as_user(cast.users[who]).get(page(case)))
        assert ("写成的代表建议" in shown) == sees


def test_the_page_costs_the_same_for_one_unit_and_for_three(cast, as_user):
    more = extend(cast)
    costs = []
    for units in ([cast.department], [cast.department, more.bureau, more.quiet]):
        case = matter(cast, *[Part(Role.SEPARATE, unit=unit) for unit in units])
        client = as_user(cast.qian)
        client.get(page(case))
        with counting() as captured:
            client.get(page(case))
        costs.append(len(statements(captured)))
    assert costs[0] == costs[1]
