"""One-time pages of units without accounts, and what people who handle may see of a constituent."""

from datetime import timedelta
from hashlib import sha256

import pytest

from deputies.errors import Conflict, Refused
from deputies.models import AuditEvent
from liaison.services.acting import speak
from suggestions.models import AnswerLink, Assignment, Extension
from suggestions.queries.answer_page import closed_because, link_of
from suggestions.services import contact, links
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions import people
from tests.suggestions.matters import fresh, moved, opened

pytestmark = pytest.mark.django_db
LEAD, RELAY = Assignment.Role.LEAD, Assignment.Role.RELAY


@pytest.fixture
def more(cast):
    return people.extend(cast)


@pytest.fixture
def part(cast, more) -> Assignment:
    return opened(cast, parts=[Part(LEAD, more.quiet)]).assignments.get()


def made(cast, part, user=None, now=NOW) -> AnswerLink:
    token = links.make_link(user=user or cast.zhang, assignment=fresh(part), now=now)
    return link_of(links.digest(token))


def test_the_token_is_told_once_and_kept_as_a_digest(cast, part):
    token = links.make_link(user=cast.li, assignment=part, now=NOW)
    link = AnswerLink.objects.get()
    assert link.token_digest == sha256(token.encode()).hexdigest()
    assert len(token) >= 32
    assert (link.expires_on, link.made_by) == (TODAY + timedelta(days=30), cast.li)
    event = AuditEvent.objects.filter(chain=f"case:{part.case_id}").order_by("-seq").first()
    assert event.verb == "send_link"
    assert token not in str(event.data)
    assert link_of(links.digest(token + "x")) is None


@pytest.mark.parametrize("who", ["zhao", "he", "feng", "wu", "sun", "gao", "lin", "audit", "admin", "bai"])
def test_only_those_who_handed_over_make_a_link(cast, part, who):
    with pytest.raises(Refused):
        links.make_link(user=cast.users[who], assignment=part, now=NOW)
    assert not AnswerLink.objects.exists()


def test_a_relayed_deputy_needs_no_link(cast, more):
    part = opened(cast, tier=5, parts=[Part(RELAY, deputy=more.jin_deputy)]).assignments.get()
    with pytest.raises(Refused, match="接力代表不用"):
        links.make_link(user=cast.li, assignment=part, now=NOW)


def test_a_unit_signs_and_answers_by_its_link_once(cast, part):
    link = made(cast, part)
    assert links.answer(link=link, name="sign", data={}, now=NOW).state == "signed"
    assert not closed_because(fresh(link), TODAY)
    answered = links.answer(link=link, name="release", data={"body": "已加装避雷针"}, now=NOW, version=3)
    assert (answered.state, answered.handler) == ("replied", None)
    assert fresh(answered.case).state == "replied"
    link = fresh(link)
    assert (link.first_opened_at, link.used_at) == (NOW, NOW)
    assert answered.replies.get().released_by is None
    with pytest.raises(Refused, match="已经通过这个链接答复"):
        links.answer(link=link, name="release", data={"body": "再来"}, now=NOW)
    signed = AuditEvent.objects.get(chain=f"case:{part.case_id}", verb="sign")
    assert (signed.actor, signed.capacity, signed.data["signed"]) == (
        None,
        "link",
        "青澜区气象局（一次性链接）",
    )


def test_a_link_can_ask_for_more_time_and_give_back_but_nothing_else(cast, part):
    link = made(cast, part)
    links.answer(link=link, name="sign", data={}, now=NOW)
    until = TODAY + timedelta(days=20)
    links.answer(link=link, name="ask_extension", data={"until": until, "reason": "等设备"}, now=NOW)
    assert Extension.objects.get().asked_by is None
    for name in ("draft", "revise", "report", "urge", "cancel", "send_back", "dispute", "nonsense"):
        with pytest.raises(Refused):
            links.answer(link=link, name=name, data={"body": "x", "reason": "x"}, now=NOW)
    links.answer(link=link, name="request_return", data={"reason": "不归气象"}, now=NOW)
    assert fresh(part).state == "return_requested"


def test_the_newest_link_is_the_only_one(cast, part):
    old, new = made(cast, part), made(cast, part)
    with pytest.raises(Refused, match="最新收到的链接"):
        links.answer(link=old, name="sign", data={}, now=NOW)
    links.answer(link=new, name="sign", data={}, now=NOW)
    links.revoke(part, now=NOW)
    with pytest.raises(Refused, match="已经作废"):
        links.answer(link=new, name="release", data={"body": "x"}, now=NOW)


def test_a_link_lives_thirty_days(cast, part):
    link = made(cast, part)
    with pytest.raises(Refused, match="已经过期"):
        links.answer(link=link, name="sign", data={}, now=NOW + timedelta(days=31))
    links.answer(link=link, name="sign", data={}, now=NOW + timedelta(days=30))


def test_a_link_ends_with_the_assignment(cast, part, more):
    link = made(cast, part)
    links.answer(link=link, name="request_return", data={"reason": "不归我们"}, now=NOW)
    moved(cast.zhang, part.case, "accept_return", fresh(part), unit=more.bureau)
    with pytest.raises(Refused, match="改派或者撤销"):
        links.answer(link=link, name="sign", data={}, now=NOW)


def test_somebody_who_acted_first_wins_over_a_link(cast, part):
    link = made(cast, part)
    with pytest.raises(Conflict):
        links.answer(link=link, name="sign", data={}, now=NOW, version=1)


def test_a_reply_sent_back_needs_a_new_link(cast, part):
    link = made(cast, part)
    links.answer(link=link, name="sign", data={}, now=NOW)
    links.answer(link=link, name="release", data={"body": "好了"}, now=NOW)
    moved(cast.li, part.case, "send_back", fresh(part), reason="没好")
    again = made(cast, part)
    assert links.answer(link=again, name="release", data={"body": "真好了"}, now=NOW).state == "replied"


# --- contact data ------------------------------------------------------------------------------------


def shared(cast, share=True, **left):
    left = {"contact_name": "周大明", "contact_phone": "13812341234"} | left
    return cast.message(share_contact=share, **left).conversation


def test_who_handles_sees_a_shared_number_with_a_reason_and_leaves_a_trace(cast, more):
    conversation = shared(cast)
    case = opened(cast, conversations=[conversation])
    for user, capacity in ((cast.zhao, "clerk"), (cast.he, "head")):
        seen = contact.reveal(user=user, case=case, conversation=conversation, reason="约看现场", now=NOW)
        assert (seen.name, seen.phone) == ("周大明", "13812341234")
        for chain in (f"conversation:{conversation.pk}", f"case:{case.pk}"):
            event = AuditEvent.objects.filter(chain=chain, verb="reveal_contact").order_by("pk").last()
            assert (event.actor, event.capacity, event.data["reason"]) == (user, capacity, "约看现场")
            assert "138" not in str(event.data)


def test_a_relayed_deputy_sees_it_too(cast, more):
    conversation = shared(cast)
    case = opened(cast, conversations=[conversation], tier=5, parts=[Part(RELAY, deputy=more.jin_deputy)])
    seen = contact.reveal(user=more.jin, case=case, conversation=conversation, reason="回访", now=NOW)
    assert seen.phone == "13812341234"


@pytest.mark.parametrize("who", ["luo", "shi", "tang", "jin"])
def test_another_unit_or_deputy_sees_nothing(cast, more, who):
    conversation = shared(cast)
    case = opened(cast, conversations=[conversation])
    with pytest.raises(Refused, match="正在办理"):
        contact.reveal(user=getattr(more, who), case=case, conversation=conversation, reason="x", now=NOW)


@pytest.mark.parametrize(
    "who", ["li", "zhang", "qian", "feng", "wang", "gao", "lin", "sun", "bai", "audit", "admin"]
)
def test_others_use_the_door_of_the_message_or_none(cast, who):
    conversation = shared(cast)
    case = opened(cast, conversations=[conversation])
    with pytest.raises(Refused):
        contact.reveal(user=cast.users[who], case=case, conversation=conversation, reason="x", now=NOW)
    assert not AuditEvent.objects.filter(verb="reveal_contact").exists()


def test_without_consent_reason_or_number_there_is_nothing_to_see(cast, more):
    closed, empty, elsewhere = (
        shared(cast, share=False),
        shared(cast, contact_name="", contact_phone=""),
        shared(cast),
    )
    case = opened(cast, conversations=[closed, empty])
    for conversation, reason, says in (
        (closed, "约看现场", "没有同意"),
        (empty, "约看现场", "没有留"),
        (empty, "  ", "请写明"),
        (elsewhere, "约看现场", "不在这件事里"),
    ):
        with pytest.raises(Refused, match=says):
            contact.reveal(user=cast.zhao, case=case, conversation=conversation, reason=reason, now=NOW)
    assert not AuditEvent.objects.filter(verb="reveal_contact").exists()


def test_a_unit_that_gave_the_case_back_or_finished_sees_nothing_more(cast, more):
    conversation = shared(cast)
    case = opened(cast, conversations=[conversation])
    part = moved(cast.zhao, case, "request_return", case.assignments.get(), reason="不归我们")
    moved(cast.li, case, "accept_return", part, unit=more.bureau)
    with pytest.raises(Refused):
        contact.reveal(user=cast.zhao, case=case, conversation=conversation, reason="x", now=NOW)
    assert contact.reveal(user=more.luo, case=case, conversation=conversation, reason="x", now=NOW).phone
    speak(conversation=conversation, name="withdraw", now=NOW, data={})
    with pytest.raises(Refused, match="已经撤回"):
        contact.reveal(user=more.luo, case=case, conversation=fresh(conversation), reason="x", now=NOW)
    moved(cast.li, case, "recall", reason="撤回")
    with pytest.raises(Refused, match="正在办理"):
        contact.reveal(user=more.luo, case=fresh(case), conversation=conversation, reason="x", now=NOW)
