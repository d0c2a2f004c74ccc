import pytest

from liaison.models import Conversation, Notice
from liaison.services import acting
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_a_message_reaches_the_deputy(cast):
    filed = cast.message()
    assert filed.conversation.held_by == "deputy"
    assert Notice.objects.get().recipient == cast.li
