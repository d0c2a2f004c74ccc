"""Contact data stands behind stars; each look at it is written down with who and why."""

import pytest
import time_machine
from django.urls import reverse

from deputies.errors import Refused
from deputies.models import AuditEvent
from liaison.services import contact
from liaison.services.acting import act
from tests.cast import NOW

pytestmark = pytest.mark.django_db
NAME, PHONE = "周大山", "13812341234"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def conversation(cast):
    return cast.message(contact_name=NAME, contact_phone=PHONE).conversation


def door(conversation):
    return reverse("liaison:reveal", args=[conversation.receipt])


def looks():
    return AuditEvent.objects.filter(verb="reveal_contact")


def test_the_case_shows_stars_to_everybody(cast, as_user, conversation):
    for user in (cast.li, cast.zhang, cast.qian):
        text = (
            as_user(user).get(reverse("liaison:conversation", args=[conversation.receipt])).content.decode()
        )
        assert "周**" in text
        assert "138****1234" in text
        assert PHONE not in text
        assert NAME not in text


def test_a_look_is_written_down_with_who_and_why_and_is_not_kept_by_the_browser(cast, as_user, conversation):
    response = as_user(cast.li).post(door(conversation), {"reason": "约时间看现场"})
    assert PHONE in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = looks().get()
    assert (event.actor, event.capacity, event.data) == (cast.li, "deputy", {"reason": "约时间看现场"})
    assert event.chain == f"conversation:{conversation.pk}"
    again = as_user(cast.li).get(door(conversation)).content.decode()
    assert PHONE not in again
    history = as_user(cast.qian).get(reverse("liaison:conversation", args=[conversation.receipt]))
    assert "约时间看现场" in history.content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_shown(cast, as_user, conversation, reason):
    text = as_user(cast.li).post(door(conversation), {"reason": reason}).content.decode()
    assert "请写明为什么要联系。" in text
    assert PHONE not in text
    assert not looks().exists()


def test_only_who_can_act_on_it_may_look(cast, as_user, conversation):
    expected = {"zhang": 403, "wang": 404, "sun": 404, "bai": 404, "lin": 404, "admin": 404, "audit": 404}
    for who, status in expected.items():
        response = as_user(getattr(cast, who)).post(door(conversation), {"reason": "看看"})
        assert response.status_code == status, who
        assert PHONE not in response.content.decode()
    assert not looks().exists()


def test_the_right_to_look_moves_with_the_conversation(cast, as_user, conversation):
    act(user=cast.li, conversation=conversation, name="hand_to_site", now=NOW, version=1, data={})
    assert as_user(cast.li).post(door(conversation), {"reason": "看看"}).status_code == 403
    assert PHONE in as_user(cast.wang).post(door(conversation), {"reason": "回电"}).content.decode()
    assert looks().get().capacity == "site"


def test_who_left_no_contact_data_is_reached_through_the_thread(cast, as_user):
    conversation = cast.message().conversation
    text = as_user(cast.li).post(door(conversation), {"reason": "回电"}).content.decode()
    assert "没有留联系方式" in text
    assert not looks().exists()


def test_the_service_itself_refuses_outsiders(cast, conversation):
    with pytest.raises(Refused):
        contact.reveal(conversation=conversation, user=cast.zhang, reason="看看", now=NOW)
