import pytest
from django.urls import reverse

from liaison.models import Conversation, Entry
from tests import cast as people
from tests.liaison.test_concurrency import at_once
from tests.public_forms import WORDS, hidden, new_phone, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return people.build()


def test_fifty_taps_on_one_form_give_one_receipt_and_one_pin(cast):
    address = reverse("liaison:message", args=[cast.placement.token])
    given = hidden(new_phone().get(address)) | {"body": WORDS, "privacy": "on"}
    pages = at_once(50, lambda n: text_of(new_phone().post(address, given, follow=True)))
    message = Conversation.objects.get()
    assert all(message.receipt in page for page in pages)
    assert len({page.split('receipt__pin">')[1][:6] for page in pages}) == 1


def test_a_double_tap_in_the_thread_says_it_once(cast):
    filed = cast.message()
    progress = reverse("liaison:track", args=[filed.conversation.receipt])
    phone = new_phone()
    phone.post(reverse("liaison:find"), {"receipt": filed.conversation.receipt, "pin": filed.pin})
    given = hidden(phone.get(progress)) | {"body": "补充：是东门。"}

    def tap(number):
        twin = new_phone()
        twin.cookies = phone.cookies
        return twin.post(f"{progress}say/", given).status_code

    assert set(at_once(8, tap)) == {302}
    assert Entry.objects.count() == 1
