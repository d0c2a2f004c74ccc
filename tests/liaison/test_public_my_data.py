from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from deputies.audit import faults
from deputies.models import AuditEvent
from liaison import phones
from liaison.models import Conversation, Delivery, Notice
from liaison.notices import TextMessage, tell_numbers
from liaison.services import acting, my_data
from tests.cast import NOW
from tests.public_forms import new_phone, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def filed(cast):
    return cast.message(contact_name="周建国", contact_phone="13812341234", share_contact=True)


@pytest.fixture
def address(filed):
    return reverse("liaison:my_data", args=[filed.conversation.receipt])


@pytest.fixture
def phone(filed):
    phone = new_phone()
    phone.post(reverse("liaison:find"), {"receipt": filed.conversation.receipt, "pin": filed.pin})
    return phone


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("pk").last()


def test_a_person_sees_what_is_kept_about_her(phone, address):
    page = text_of(phone.get(address))
    assert "周建国" in page
    assert "13812341234" in page
    assert "第 1 版隐私说明" in page
    assert "周建国" not in text_of(new_phone().get(address))


def test_contact_data_are_corrected_and_consent_is_taken_back(phone, address):
    given = {"do": "correct", "contact_name": "周建华", "contact_phone": "0571 8888 1234"}
    assert phone.post(address, given).status_code == 302
    kept = Conversation.objects.get()
    assert (kept.contact_name, kept.contact_phone, kept.share_contact) == ("周建华", "0571-88881234", False)
    event = last_event()
    assert (event.verb, event.actor, event.capacity) == ("correct_contact", None, "constituent")
    assert event.data == {"fields": ["contact_name", "contact_phone", "share_contact"]}
    assert not list(faults())


def test_a_wrong_number_is_refused_and_shown_again(phone, address):
    page = text_of(phone.post(address, {"do": "correct", "contact_name": "周", "contact_phone": "12"}))
    assert 'value="12"' in page
    assert "ui-field__error" in page
    assert Conversation.objects.get().contact_phone == "13812341234"


def test_nothing_changed_is_not_written_down(filed):
    events = AuditEvent.objects.count()
    my_data.correct_contact(
        conversation=filed.conversation, name="周建国", phone="13812341234", share=True, now=NOW
    )
    assert AuditEvent.objects.count() == events


def test_erasing_takes_name_number_and_waiting_text_messages(phone, address, filed):
    waiting = TextMessage(
        phone="13812341234", title="有新进展", url="/track/", key=f"constituent:{filed.conversation.pk}:2"
    )
    tell_numbers([waiting], now=NOW)
    assert Delivery.objects.filter(number__isnull=False).exists()
    assert phone.post(address, {"do": "erase"}).status_code == 302
    kept = Conversation.objects.get()
    assert (kept.contact_name, kept.contact_phone, kept.share_contact) == (None, None, False)
    assert kept.body
    assert not Delivery.objects.filter(number__isnull=False).exists()
    assert last_event().verb == "erase_contact"
    assert last_event().data == {}
    assert "删除我的称呼和电话" not in text_of(phone.get(address))


def test_consent_to_publish_is_taken_back_and_the_office_told(cast, phone, address, filed):
    acting.act(
        user=cast.li,
        conversation=filed.conversation,
        name="answer",
        now=NOW,
        version=1,
        data={"body": "已修好。"},
    )
    rating = {"result": 3, "attitude": 3, "publish_consent": True}
    acting.speak(conversation=filed.conversation, name="rate", now=NOW, data=rating)
    assert "收回公开的同意" in text_of(phone.get(address))
    assert phone.post(address, {"do": "unpublish"}).status_code == 302
    assert not Conversation.objects.get().ratings.get().publish_consent
    assert Notice.objects.filter(recipient=cast.qian, title__contains="不再同意公开").count() == 1
    assert "收回公开的同意" not in text_of(phone.get(address))
    assert not my_data.withdraw_publish_consent(conversation=filed.conversation, now=NOW)


def test_a_shared_phone_forgets_the_receipt(phone, address, filed):
    assert phone.post(address, {"do": "forget"}).status_code == 302
    assert "周建国" not in text_of(phone.get(address))
    assert filed.conversation.receipt not in phone.cookies[phones.RECEIPTS].value


@pytest.mark.parametrize("do", ["correct", "erase", "unpublish", "forget"])
def test_a_stranger_changes_nothing(address, do):
    assert new_phone().post(address, {"do": do, "contact_name": "别人"}).status_code == 200
    assert Conversation.objects.get().contact_name == "周建国"


def test_after_ninety_days_the_phone_asks_for_the_pin(phone, address):
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        assert "周建国" not in text_of(phone.get(address))
