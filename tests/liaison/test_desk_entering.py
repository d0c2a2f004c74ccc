"""Entry on behalf of a caller or visitor: who may, for whom, and what is handed over."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from PIL import Image

from deputies.models import AuditEvent
from liaison import receipts
from liaison.models import Attachment, Conversation, PrivacyNotice, ReceptionDay
from liaison.services.filing import pin_key
from tests.cast import NOW, TODAY
from tests.public_forms import photo_with_place

pytestmark = pytest.mark.django_db
URL = "/desk/liaison/conversations/new/"
SAID = {
    "source": "phone",
    "kind": "message",
    "body": "菜场门口积水，老人滑倒好几次。",
    "place": "长宁菜场西门",
    "about": "matter",
    "contact_name": "周大山",
    "contact_phone": "138 1234 1234",
    "privacy": "on",
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def address(cast):
    return f"{URL}?seat={cast.seat.pk}"


def hidden(client, url):
    """Read the hidden fields of the form as a browser would."""
    form = client.get(url).context["form"]
    return {field.name: field.value() for field in form.hidden_fields()}


def test_a_caller_gets_a_receipt_and_pin_to_take_along(cast, as_user):
    client = as_user(cast.wang)
    given = (
        SAID | hidden(client, address(cast)) | {"photos": [photo_with_place()], "category": cast.category.pk}
    )
    response = client.post(address(cast), given)
    text = response.content.decode()
    conversation = Conversation.objects.get()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert conversation.receipt in text
    pin = re.search(r"<dd>(\d{6})</dd>", text)[1]
    assert receipts.pin_matches(conversation.receipt, pin, conversation.pin_digest, pin_key())
    assert (conversation.source, conversation.entered_by) == ("phone", cast.wang)
    assert (conversation.held_by, conversation.contact_phone) == ("deputy", "13812341234")
    assert conversation.category == cast.category
    with Image.open(Attachment.objects.get().file) as kept:
        assert not kept.getexif()
    assert AuditEvent.objects.get(verb="file").actor == cast.wang


def test_a_form_sent_twice_makes_one_message_and_shows_one_pin(cast, as_user):
    client = as_user(cast.wang)
    given = SAID | hidden(client, address(cast))
    first, second = (client.post(address(cast), given).content.decode() for _time in range(2))
    assert Conversation.objects.count() == 1
    assert re.findall(r"<dd>(.+?)</dd>", first) == re.findall(r"<dd>(.+?)</dd>", second)


def test_a_key_of_another_person_or_form_is_not_taken(cast, as_user):
    given = SAID | hidden(as_user(cast.zhang), address(cast))
    response = as_user(cast.wang).post(address(cast), given)
    assert response.context["form"].errors["idempotency_key"]
    assert not Conversation.objects.exists()


def test_contact_is_optional_and_consent_is_not(cast, as_user):
    client = as_user(cast.wang)
    given = SAID | hidden(client, address(cast)) | {"contact_name": "", "contact_phone": ""}
    refused = client.post(address(cast), {name: given[name] for name in given if name != "privacy"})
    assert "征得同意" in refused.context["form"].errors["privacy"][0]
    assert "菜场门口积水" in refused.content.decode()
    client.post(address(cast), given)
    assert Conversation.objects.get().contact_phone is None


def test_a_visitor_asks_to_meet_on_a_reception_day_or_at_a_wished_time(cast, as_user):
    day = ReceptionDay.objects.create(
        site=cast.site, date=TODAY + timedelta(days=2), starts=time(9), ends=time(11), capacity=1
    )
    day.deputies.add(cast.li_deputy)
    client = as_user(cast.wang)
    wish = SAID | {"source": "visit", "kind": "appointment"}
    refused = client.post(address(cast), wish | hidden(client, address(cast)))
    assert refused.context["form"].errors["wish"]
    client.post(address(cast), wish | hidden(client, address(cast)) | {"reception_day": day.pk})
    assert Conversation.objects.get().state == "confirmed"
    client.post(address(cast), wish | hidden(client, address(cast)) | {"wish": "周六上午"})
    assert Conversation.objects.filter(state="requested", appointment__wish="周六上午").count() == 1
    assert "reception_day" not in client.get(address(cast)).context["form"].fields


def test_words_about_the_deputy_go_past_her_and_the_site(cast, as_user):
    client = as_user(cast.wang)
    client.post(address(cast), SAID | hidden(client, address(cast)) | {"about": "deputy"})
    conversation = Conversation.objects.get()
    assert conversation.held_by == "office"
    assert client.get(f"/desk/liaison/conversations/{conversation.receipt}/").status_code == 404


def test_a_site_is_addressed_too(cast, as_user):
    client, url = as_user(cast.zhang), f"{URL}?site={cast.site.pk}"
    client.post(url, SAID | hidden(client, url) | {"source": "paper"})
    conversation = Conversation.objects.get()
    assert (conversation.held_by, conversation.site, conversation.deputy) == ("site", cast.site, None)


def test_people_are_found_by_name_and_pinyin_in_ones_own_area_alone(cast, as_user):
    def found(user, query):
        return [seat.pk for seat in as_user(user).get(URL, {"q": query}).context["seats"]]

    assert found(cast.wang, "") == found(cast.zhang, "limin") == found(cast.qian, "李") == [cast.seat.pk]
    assert found(cast.wang, "孙强") == found(cast.bai, "李") == []


def test_only_staff_of_the_site_or_area_enter_words(cast, as_user):
    expected = {"li": 403, "lin": 403, "audit": 403, "admin": 403, "zhao": 403, "bai": 404, "sun": 403}
    for who, status in expected.items():
        client = as_user(getattr(cast, who))
        assert client.post(address(cast), SAID).status_code == status, who
    for nonsense in ("x", "0", "9" * 30, "²"):
        assert as_user(cast.wang).get(f"{URL}?seat={nonsense}").status_code == 404
    assert not Conversation.objects.exists()


def test_without_a_privacy_notice_nothing_is_taken(cast, as_user):
    PrivacyNotice.objects.all().delete()
    assert "还不能代录" in as_user(cast.wang).get(address(cast)).content.decode()
