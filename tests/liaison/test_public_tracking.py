import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.urls import reverse

from liaison import limits, phones, qr
from liaison.models import Attachment, Conversation, Entry
from liaison.services import acting
from tests import public_forms
from tests.cast import NOW
from tests.public_forms import counting, hidden, new_phone, send, statements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
FIND = reverse("liaison:find")
NEVER = "00000000"


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(filed, page="track", **kwargs):
    return reverse(f"liaison:{page}", kwargs={"receipt": filed.conversation.receipt, **kwargs})


def try_pin(phone, receipt, pin):
    return phone.post(FIND, {"receipt": receipt, "pin": pin})


@pytest.fixture
def enter():
    """Open a filed conversation on a new phone with its PIN."""

    def with_pin(filed):
        phone = new_phone()
        response = try_pin(phone, filed.conversation.receipt, filed.pin)
        assert response.status_code == 302
        return phone

    return with_pin


def staff(cast, filed, name, user=None, **data):
    conversation = Conversation.objects.get(pk=filed.conversation.pk)
    return acting.act(
        user=user or cast.li,
        conversation=conversation,
        name=name,
        now=NOW,
        version=conversation.version,
        data=data,
    )


def say(phone, filed, name, **data):
    return phone.post(page_of(filed, "speak", name=name), data)


def test_receipt_and_pin_open_the_progress_however_they_were_typed(cast):
    filed = cast.message()
    phone = new_phone()
    typed = filed.conversation.receipt.lower().replace("-", " ")
    response = try_pin(phone, typed, f" {filed.pin[:3]} {filed.pin[3:]}")
    assert (response.status_code, response["Location"]) == (302, page_of(filed))
    assert "小区门口的路灯坏了三盏" in text_of(phone.get(page_of(filed)))
    assert filed.conversation.receipt in text_of(phone.get(FIND))


def test_without_the_pin_nothing_tells_whether_a_receipt_exists(cast):
    filed = cast.message()
    real, made_up = filed.conversation.receipt, "261118-CCCCCCCC"
    phone = new_phone()
    pages = [text_of(phone.get(reverse("liaison:track", args=[which]))) for which in (real, made_up)]
    known, unknown = (
        re.sub(r'csrfmiddlewaretoken" value="\w+"|\d{6}-[0-9A-Z]{8}', "", page) for page in pages
    )
    assert known == unknown
    assert "路灯" not in pages[0]
    answers = [try_pin(phone, which, "918273") for which in (real, made_up)]
    assert "对不上" in text_of(answers[0])
    assert "对不上" in text_of(answers[1])


def test_five_wrong_pins_lock_a_receipt_for_a_quarter_of_an_hour(cast):
    filed, other = cast.message(), cast.message()
    receipt = filed.conversation.receipt
    guesses = (f"{number:06}" for number in count(271_000) if f"{number:06}" != filed.pin)
    for _time in range(limits.WRONG_PINS_OF_RECEIPT):
        assert try_pin(new_phone(), receipt, next(guesses)).status_code == 200
    locked = try_pin(new_phone(), receipt, filed.pin)
    assert locked.status_code == 429
    assert "请过 15 分钟再试" in text_of(locked)
    assert try_pin(new_phone(), other.conversation.receipt, other.pin).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=15, seconds=1), tick=False):
        assert try_pin(new_phone(), receipt, filed.pin).status_code == 302


def test_an_address_that_guesses_everywhere_is_locked_too(cast):
    filed, phone = cast.message(), new_phone()
    for number in range(limits.WRONG_PINS_OF_ADDRESS):
        receipt = f"261118-CCCCCC{'CDFHJKMNPRTVWXYCDFHJ'[number]}{'CD'[number // 15]}"
        assert try_pin(phone, receipt, "918273").status_code == 200
    assert try_pin(phone, filed.conversation.receipt, filed.pin).status_code == 429
    assert try_pin(new_phone(), filed.conversation.receipt, filed.pin).status_code == 302


@pytest.mark.parametrize("receipt", ["nonsense", "1", "261118-OOOOOOOO0", "代表"])
def test_a_malformed_receipt_is_explained(cast, receipt):
    assert "回执号不对" in text_of(try_pin(new_phone(), receipt, "918273"))
    assert new_phone().get(reverse("liaison:track", args=[receipt])).status_code == 404


def test_the_progress_takes_four_statements_whatever_was_said(cast, enter):
    filed = cast.message()
    phone = enter(filed)
    for _time in range(4):
        staff(cast, filed, "ask", body="东门还是西门？")
        send_words(phone, filed, "东门，晚上七点以后。", photos=[public_forms.photo_with_place()])
    staff(cast, filed, "answer", body="今晚修。")
    with counting() as captured:
        response = phone.get(page_of(filed))
    assert len(statements(captured)) <= 4
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert text_of(response).count("size=small") == 4


def send_words(phone, filed, body, **more):
    given = hidden(phone.get(page_of(filed)))
    return say(phone, filed, "say", body=body, **given, **more)


def test_the_thread_shows_who_spoke_and_no_internal_note(cast, enter):
    filed = cast.message()
    staff(cast, filed, "accept")
    staff(cast, filed, "note", body="内部：问过城管了")
    staff(cast, filed, "answer", body="今晚修好。")
    page = text_of(enter(filed).get(page_of(filed)))
    assert "李敏代表" in page
    assert "今晚修好" in page
    assert "问过城管" not in page
    for label in ("点单", "接单", "领单", "验单"):
        assert label in page
    assert page.count("ui-timeline__phase--done") == 3
    assert "12月18日" in page  # thirty days to rate


def test_further_words_and_photos_reach_the_deputy_once(cast, enter):
    filed = cast.message()
    phone = enter(filed)
    given = hidden(phone.get(page_of(filed))) | {"body": "补充：是东门。"}
    for _tap in range(2):
        response = say(phone, filed, "say", **given, photos=[public_forms.photo_with_place()])
        assert (response.status_code, response["Location"]) == (302, page_of(filed))
    assert Entry.objects.filter(body="补充：是东门。").count() == 1
    kept = Attachment.objects.get()
    assert b"SecretPhone" not in kept.file.read()
    page = text_of(phone.get(page_of(filed)))
    assert f'data-draft-done="say-{filed.conversation.receipt}"' in page


@pytest.mark.parametrize("hostile", ["svg_file", "heavy_file", "bomb", "polyglot"])
def test_a_hostile_file_in_the_thread_leaves_nothing_behind(cast, enter, hostile):
    filed = cast.message()
    phone = enter(filed)
    response = send_words(phone, filed, "补充照片", photos=[getattr(public_forms, hostile)()])
    assert "第 1 张照片：" in text_of(response)
    assert "补充照片" in text_of(response)
    assert not Entry.objects.exists()
    assert not Attachment.objects.exists()


def test_words_that_came_too_late_are_kept_on_the_page(cast, enter):
    filed = cast.message()
    phone = enter(filed)
    given = hidden(phone.get(page_of(filed)))
    staff(cast, filed, "mark_spam")
    response = say(phone, filed, "say", body="不是广告，是真事。", **given)
    assert response.status_code == 409
    assert "不是广告，是真事。" in text_of(response)
    assert "不能“补充”" in text_of(response)
    staff(cast, filed, "restore", user=cast.qian)
    assert say(phone, filed, "say", body="不是广告，是真事。", **given).status_code == 302


def test_result_and_attitude_are_rated_apart_and_once(cast, enter):
    filed = cast.message()
    staff(cast, filed, "answer", body="已修好。")
    phone = enter(filed)
    assert "请您评价" in text_of(phone.get(page_of(filed)))
    assert "请选一项" in text_of(say(phone, filed, "rate", result=2))
    assert (
        say(phone, filed, "rate", result=2, attitude=3, comment="还行", publish_consent="on").status_code
        == 302
    )
    conversation = Conversation.objects.get()
    rating = conversation.ratings.get()
    assert (conversation.state, rating.result, rating.attitude, rating.publish_consent) == (
        "closed",
        2,
        3,
        True,
    )
    page = text_of(phone.get(page_of(filed)))
    assert "事情办得：基本满意；态度：满意" in page
    assert 'id="rate"' not in page
    assert say(phone, filed, "rate", result=1, attitude=1).status_code == 409


def test_a_closed_matter_is_taken_up_again_by_a_human_and_once(cast, enter):
    filed = cast.message()
    staff(cast, filed, "answer", body="已修好。")
    phone = enter(filed)
    say(phone, filed, "rate", result=1, attitude=3)
    assert "没有办好，请求重办" in text_of(phone.get(page_of(filed)))
    assert say(phone, filed, "request_reopen", body="还有一盏没亮。").status_code == 302
    staff(cast, filed, "approve_reopen", user=cast.qian)
    staff(cast, filed, "answer", body="这次都亮了。")
    say(phone, filed, "rate", result=3, attitude=3)
    assert "没有办好，请求重办" not in text_of(phone.get(page_of(filed)))
    assert say(phone, filed, "request_reopen", body="再来一次试试。").status_code == 409


def test_withdrawing_asks_once_and_ends_it(cast, enter):
    filed = cast.message()
    phone = enter(filed)
    assert f"撤回 {filed.conversation.receipt}" in text_of(phone.get(page_of(filed)))
    assert say(phone, filed, "withdraw").status_code == 302
    assert Conversation.objects.get().state == "withdrawn"
    assert "已撤回" in text_of(phone.get(page_of(filed)))


def test_an_appointment_from_wish_to_meeting(cast, enter):
    filed = cast.appointment()
    phone = enter(filed)
    first, second = NOW + timedelta(days=3), NOW + timedelta(days=5)
    staff(cast, filed, "propose", starts_at=first, where="梧桐联络站")
    assert "11月21日 周六 10:00" in text_of(phone.get(page_of(filed)))
    assert say(phone, filed, "counter_propose", body="周一上午行吗？").status_code == 302
    staff(cast, filed, "propose", starts_at=second, where="梧桐联络站")
    assert say(phone, filed, "confirm").status_code == 302
    assert "11月23日 周一 10:00" in text_of(phone.get(page_of(filed)))
    staff(cast, filed, "hold", minutes="谈了电梯的事。")
    assert say(phone, filed, "rate", result=3, attitude=3).status_code == 302
    assert "谈了电梯的事" in text_of(phone.get(page_of(filed)))


@pytest.mark.parametrize("name", ["answer", "accept", "note", "propose", "nosuch"])
def test_moves_of_others_do_not_exist_here(cast, enter, name):
    filed = cast.message()
    assert say(enter(filed), filed, name, body="我来答复").status_code == 404


def test_a_stranger_moves_nothing(cast):
    filed = cast.message()
    assert say(new_phone(), filed, "withdraw").status_code == 403
    assert Conversation.objects.get().state == "submitted"
    assert new_phone().get(page_of(filed, "speak", name="withdraw"))["Location"] == page_of(filed)


def test_the_receipt_shows_its_pin_for_half_an_hour(cast):
    phone = new_phone()
    address = reverse("liaison:message", args=[cast.placement.token])
    location = send(phone, address)["Location"]
    receipt = Conversation.objects.get().receipt
    page = text_of(phone.get(location))
    pin = page.split('receipt__pin">')[1][:6]
    tracking = f"http://127.0.0.1:8000{reverse('liaison:track', args=[receipt])}"
    assert qr.svg(tracking, title="进度页的二维码", error="M") in page
    assert try_pin(new_phone(), receipt, pin).status_code == 302
    cookie = phone.cookies[phones.PIN]
    assert (cookie["path"], cookie["httponly"], cookie["max-age"]) == (f"/track/{receipt}/", True, 1800)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        page = text_of(phone.get(location))
    assert pin not in page
    assert "查询码不再显示" in page


def test_a_phone_remembers_twenty_receipts_for_ninety_days(cast):
    phone = new_phone()
    filed = [cast.message() for _number in range(phones.MOST_RECEIPTS + 1)]
    for one in filed:
        assert try_pin(phone, one.conversation.receipt, one.pin).status_code == 302
    assert "看我的进度" in text_of(phone.get(page_of(filed[0])))
    assert "往来" in text_of(phone.get(page_of(filed[1])))
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        assert "看我的进度" in text_of(phone.get(page_of(filed[-1])))


def test_a_made_up_cookie_opens_nothing(cast):
    filed, phone = cast.message(), new_phone()
    phone.cookies[phones.RECEIPTS] = f"{filed.conversation.receipt}:1tQ5:{NEVER}"
    assert "看我的进度" in text_of(phone.get(page_of(filed)))


def test_no_public_page_redirects_for_good(cast, enter):
    filed = cast.message()
    phone = enter(filed)
    token = cast.placement.token
    addresses = [
        f"/c/{token}/",
        f"/c/{token}",
        f"/c/?code={token}",
        f"/c/{token}/message/",
        "/track/",
        page_of(filed),
    ]
    addresses += [
        page_of(filed, "receipt"),
        page_of(filed, "my_data"),
        f"/deputies/{cast.li_deputy.pk}/contact/",
    ]
    for address in addresses:
        for which in (phone, new_phone()):
            assert which.get(address).status_code not in (301, 308), address
