import pytest

from liaison.access import conversations_visible_to, moves
from liaison.models import Notice
from liaison.services import acting
from tests.cast import NOW

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
