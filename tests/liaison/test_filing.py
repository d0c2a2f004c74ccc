import pytest

from deputies.models import Deputy, User
from liaison.access import conversations_visible_to, moves
from liaison.models import Notice
from liaison.services import acting, tenure
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_message_reaches_the_deputy(cast):
    filed = cast.message()
    assert filed.conversation.held_by == "deputy"
    assert Notice.objects.get().recipient == cast.li


def test_what_is_about_a_unit_belongs_to_the_congress_not_to_the_street(cast):
    for about in ("unit", "deputy"):
        conversation = cast.message(about=about).conversation
        assert (conversation.held_by, conversation.organisation) == ("office", cast.congress)
        for member in (cast.li, cast.zhang, cast.wang):
            assert not conversations_visible_to(member).filter(pk=conversation.pk).exists()
        assert conversations_visible_to(cast.qian).filter(pk=conversation.pk).exists()
        offered = {move.name for move in moves(cast.qian, conversation)}
        assert not offered & {"hand_to_site", "hand_to_deputy"}
    told = Notice.objects.exclude(recipient=None).values_list("recipient__username", flat=True)
    assert set(told) == {"qian"}


def test_congress_staff_sign_with_their_own_office(cast):
    conversation = acting.act(
        user=cast.qian, conversation=cast.message().conversation, name="answer", now=NOW, version=1, data={"body": "已了解。"}
    )  # fmt: skip
    assert conversation.entries.get().author_label == "青澜区人大"


@pytest.mark.parametrize(("end", "ground"), [(tenure.suspend, "detained"), (tenure.terminate, "recalled")])
def test_whoever_may_not_act_as_a_deputy_no_longer_reads(cast, end, ground):
    answered = acting.act(
        user=cast.li, conversation=cast.message().conversation, name="answer", now=NOW, version=1, data={"body": "好。"}
    )  # fmt: skip
    assert conversations_visible_to(cast.li).filter(pk=answered.pk).exists()
    end(deputy=cast.li_deputy, ground=ground, since=TODAY, actor=cast.qian, now=NOW)
    former = User.objects.get(username="li")
    assert not conversations_visible_to(former).exists()


def test_whoever_is_elected_again_keeps_what_she_answered(cast):
    answered = acting.act(
        user=cast.li, conversation=cast.message().conversation, name="answer", now=NOW, version=1, data={"body": "好。"}
    )  # fmt: skip
    closed = acting.speak(conversation=answered, name="rate", now=NOW, data={"result": 3, "attitude": 3})
    Deputy.objects.filter(pk=cast.chen_deputy.pk).update(user=cast.li)
    tenure.change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)
    again = User.objects.get(username="li")
    assert conversations_visible_to(again).filter(pk=closed.pk).exists()


def test_words_for_a_deputy_without_an_account_go_to_her_site(cast, client):
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(user=None)
    filed = cast.message()
    assert filed.conversation.held_by == "site"
    assert filed.conversation.deputy == cast.li_deputy
    assert {notice.recipient for notice in Notice.objects.exclude(recipient=None)} == {cast.wang}
    assert "hand_to_deputy" not in {move.name for move in moves(cast.wang, filed.conversation)}
    form = client.get(f"/c/{cast.placement.token}/message/").text
    assert "给李敏代表留言" in form
    assert "由梧桐联络站的工作人员先接下来" in form
    assert "代表三天没有回应" not in client.get(f"/c/{cast.placement.token}/").text


def test_a_notice_names_the_receipt(cast):
    filed = cast.message()
    assert Notice.objects.get(recipient=cast.li).title == f"新留言待接收 · {filed.conversation.receipt}"
