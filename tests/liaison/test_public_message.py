from datetime import date, time

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from deputies.models import Deputy
from liaison import limits
from liaison.models import Attachment, Category, Channel, Conversation, Notice, PrivacyNotice, ReceptionDay
from liaison.services import tenure
from tests import public_forms
from tests.cast import NOW, TODAY
from tests.public_forms import WORDS, counting, hidden, new_phone, send, statements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def address(cast):
    return reverse("liaison:message", args=[cast.placement.token])


@pytest.fixture
def meeting(cast):
    return reverse("liaison:appointment", args=[cast.placement.token])


def test_from_code_to_receipt_in_three_screens_without_scripts(cast, address):
    phone = new_phone()
    assert address in text_of(phone.get(reverse("liaison:code", args=[cast.placement.token])))
    response = send(phone, address, category=cast.category.pk, place="东门", contact_phone="１３８ 1234 1234")
    message = Conversation.objects.get()
    receipt = reverse("liaison:receipt", args=[message.receipt])
    assert (response.status_code, response["Location"]) == (302, receipt)
    assert (message.body, message.place, message.category) == (WORDS, "东门", cast.category)
    assert (message.contact_phone, message.share_contact, message.privacy_version) == (
        "13812341234",
        False,
        1,
    )
    page = text_of(phone.get(receipt))
    assert "您的话已送到李敏代表手机上" in page
    assert message.receipt in page
    assert "11月19日 周四 10:00 前" in page
    assert f'data-draft-done="message-{cast.placement.token}"' in page
    assert Notice.objects.get().recipient == cast.li


def test_a_message_takes_eight_statements_in_one_commit(cast, address):
    Channel.objects.create(user=cast.li, kind="email", address="li@example.org")
    phone = new_phone()
    given = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    with counting() as captured:
        assert phone.post(address, given).status_code == 302
    assert len(statements(captured)) <= 8
    writes = [sql for sql in statements(captured) if not sql.startswith("SELECT")]
    assert len(writes) == 4  # message, audit, notice, delivery
    assert sum(query["sql"].startswith("SAVEPOINT") for query in captured.captured_queries) == 1


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(cast, address):
    response = send(new_phone(), address, body="灯", place="东门", contact_phone="12", privacy=None)
    page = text_of(response)
    assert response.status_code == 200
    for words in (
        "至少 5 个字",
        "送出前请先看隐私说明",
        "电话",
        ">\n灯</textarea>",
        'value="东门"',
        'value="12"',
    ):
        assert words in page
    assert '<details class="fold" open>' in page
    assert not Conversation.objects.exists()


def test_line_breaks_count_once_however_they_are_sent(cast, address):
    body = "一\r\n" * 1000
    assert send(new_phone(), address, body=body).status_code == 302
    assert send(new_phone(), address, body="灯" * 2001).status_code == 200
    assert Conversation.objects.count() == 1


def test_the_same_form_sent_again_gives_the_same_receipt_and_pin(cast, address):
    phone = new_phone()
    given = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    pages = [text_of(phone.post(address, given, follow=True)) for _again in range(2)]
    message = Conversation.objects.get()
    assert all(message.receipt in page for page in pages)
    assert pages[0].split("receipt__pin")[1][:10] == pages[1].split("receipt__pin")[1][:10]
    later = text_of(phone.post(address, given | {"body": "改了几个字，看看怎样。"}, follow=True))
    assert "内容以那一次为准" in later
    assert Conversation.objects.get().body == WORDS


@pytest.mark.parametrize("key", ["", "made-up", "0123456789abcdef:1:forged", "x" * 9000])
def test_a_forged_key_is_replaced_and_nothing_is_lost(cast, address, key):
    phone = new_phone()
    response = send(phone, address, idempotency_key=key)
    assert "请再按一次" in text_of(response)
    assert "data-renewed" in text_of(response)
    again = phone.post(address, hidden(response) | {"body": WORDS, "privacy": "on"})
    assert again.status_code == 302


def test_a_key_is_good_for_one_form_and_for_a_month(cast, address, meeting):
    phone = new_phone()
    key = hidden(phone.get(meeting))["idempotency_key"]
    assert "请再按一次" in text_of(send(phone, address, idempotency_key=key))
    given = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    with time_machine.travel(NOW.replace(month=12, day=20), tick=False):
        assert "请再按一次" in text_of(phone.post(address, given))


def test_a_new_privacy_notice_is_shown_before_it_is_accepted(cast, address):
    phone = new_phone()
    given = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    PrivacyNotice.objects.create(version=2, effective_from=NOW, summary="新的一条", text="新全文")
    response = phone.post(address, given)
    assert "隐私说明刚刚更新" in text_of(response)
    assert "新的一条" in text_of(response)
    assert phone.post(address, given | hidden(response)).status_code == 302
    assert Conversation.objects.get().privacy_version == 2


def test_a_machine_that_fills_every_field_is_refused_and_a_person_told(cast, address):
    response = send(new_phone(), address, website="http://spam.example")
    assert "请清空后再送出" in text_of(response)
    assert not Conversation.objects.exists()


def test_one_address_sends_twenty_an_hour_and_a_repeat_always_passes(cast, address):
    phone = new_phone()
    first = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    assert phone.post(address, first).status_code == 302
    for _number in range(limits.WRITES - 1):
        assert send(phone, address).status_code == 302
    response = send(phone, address, place="东门")
    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert "这个网络一小时里送来的太多" in text_of(response)
    assert WORDS in text_of(response)
    assert 'value="东门"' in text_of(response)
    assert phone.post(address, first).status_code == 302
    assert send(new_phone(), address).status_code == 302
    with time_machine.travel(NOW.replace(hour=11, minute=1), tick=False):
        assert send(phone, address).status_code == 302


def test_what_is_about_the_deputy_never_reaches_her(cast, address):
    response = send(new_phone(), address, about="deputy", follow=True)
    assert Conversation.objects.get().held_by == "office"
    assert "不会转给您反映的人或单位" in text_of(response)
    told = Notice.objects.exclude(recipient=None).values_list("recipient__username", flat=True)
    assert list(told) == ["qian"]


def test_while_a_deputy_is_suspended_the_site_takes_the_message(cast, address):
    tenure.suspend(
        deputy=cast.li_deputy, ground=Deputy.Ground.DETAINED, since=TODAY, actor=cast.qian, now=NOW
    )
    page = text_of(send(new_phone(), address, follow=True))
    assert Conversation.objects.get().held_by == "site"
    assert "您的话已送到梧桐联络站" in page


def test_photos_are_kept_without_place_and_device(cast, address):
    photos = [public_forms.photo_with_place() for _number in range(2)]
    assert send(new_phone(), address, photos=photos).status_code == 302
    assert Attachment.objects.count() == 2
    for attachment in Attachment.objects.all():
        assert "IMG_1" not in attachment.file.name
        data = attachment.file.read()
        assert b"SecretPhone" not in data
        assert not Image.open(attachment.file).getexif()


@pytest.mark.parametrize("hostile", ["svg_file", "heavy_file", "bomb", "polyglot"])
def test_a_hostile_file_is_refused_in_words_and_nothing_is_half_saved(cast, address, hostile):
    before = set(default_storage.listdir("photos")[1]) if default_storage.exists("photos") else set()
    photos = [public_forms.photo_with_place(), getattr(public_forms, hostile)()]
    response = send(new_phone(), address, photos=photos)
    page = text_of(response)
    assert response.status_code == 200
    assert "第 2 张照片：" in page
    assert "您写的字都还在，请换一张再送" in page
    assert WORDS in page
    assert not Conversation.objects.exists()
    assert not Attachment.objects.exists()
    after = set(default_storage.listdir("photos")[1]) if default_storage.exists("photos") else set()
    assert after == before


def test_ten_photos_are_too_many(cast, address):
    photos = [public_forms.photo_with_place() for _number in range(10)]
    assert "照片最多 9 张" in text_of(send(new_phone(), address, photos=photos))


def test_the_subject_must_be_one_that_is_offered(cast, address):
    closed = Category.objects.create(key="old", name="旧类别", example="", is_active=False)
    for wrong in (closed.pk, 99999, "x", "'; --"):
        assert send(new_phone(), address, category=wrong).status_code == 200
    assert not Conversation.objects.exists()


def test_a_place_on_a_reception_day_is_taken_at_once(cast, meeting):
    day, full = (
        ReceptionDay.objects.create(
            site=cast.site, date=date(2026, 12, on), starts=time(9), ends=time(11), capacity=1
        )
        for on in (15, 16)
    )
    day.deputies.add(cast.li_deputy)
    full.deputies.add(cast.li_deputy)
    cast.appointment(reception_day=full)
    page = text_of(new_phone().get(meeting))
    assert "还有 1 个位子" in page
    assert "已约满" in page
    page = text_of(send(new_phone(), meeting, reception_day=full.pk))
    assert "名额刚刚约满" in page
    page = text_of(send(new_phone(), meeting, reception_day=day.pk, follow=True))
    assert Conversation.objects.filter(kind="appointment", state="confirmed").count() == 2
    assert "12月15日 周二 09:00" in page
    assert "梧桐联络站 长宁路 18 号" in page


def test_a_wished_time_in_words_is_enough(cast, meeting):
    assert "请选一个接待日，或者写下您方便的时间" in text_of(send(new_phone(), meeting))
    page = text_of(send(new_phone(), meeting, wish="周末上午", follow=True))
    assert Conversation.objects.get().appointment.wish == "周末上午"
    assert "李敏代表提出见面时间" in page


def test_a_day_of_somebody_else_cannot_be_chosen(cast, meeting):
    other = ReceptionDay.objects.create(
        site=cast.site, date=date(2026, 12, 15), starts=time(9), ends=time(11)
    )
    assert send(new_phone(), meeting, reception_day=other.pk).status_code == 200
    assert not Conversation.objects.exists()


def test_the_pages_speak_english_to_those_who_ask(cast, address):
    phone = new_phone()
    phone.cookies["django_language"] = "en"
    response = phone.get(address)
    assert response["Content-Language"] == "en"
    assert '<html lang="en"' in text_of(response)
