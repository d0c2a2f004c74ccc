"""The one-time page of a unit without accounts: GET shows, POST acts, and whatever no longer works explains itself."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from deputies.models import AuditEvent
from deputies.photos import clean_photo
from liaison import limits
from suggestions.models import AnswerLink, Assignment, Case, Extension, Reply
from suggestions.services import links
from suggestions.services.parts import Part
from tests.access_rows import picture_file
from tests.cast import NOW
from tests.public_forms import new_phone, text_of
from tests.suggestions.case_world import matter, moved
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role
REPLY = {
    "do": "release",
    "body": "三盏灯都换了。",
    "contact_person": "高工",
    "contact_phone": "0571-88009911",
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(cast):
    """气象局 has no accounts; 李代表 gave it a matter."""
    cast.congress.phone = cast.street.phone = "0571-88001234"
    cast.street.save()
    more = extend(cast)
    filed = cast.message(
        body="我家楼下的路灯坏了，半夜老人摔了一跤。",
        place="梧桐苑 3 幢",
        contact_name="周建国",
        contact_phone="13812341234",
        photos=[clean_photo(picture_file())],
    )
    case = matter(cast, Part(Role.LEAD, unit=more.quiet, instruction="当天看现场"), filed=filed)
    part = case.assignments.get()
    return cast, case, part


def made(world, user=None):
    cast, _case, part = world
    part = Assignment.objects.select_related("case__congress", "case__organisation", "unit").get(pk=part.pk)
    return links.make_link(user=user or cast.li, assignment=part, now=NOW)


def address(token):
    return reverse("suggestions:link", args=[token])


def test_the_page_says_what_is_asked_by_when_and_never_who_asked(world):
    response = new_phone().get(address(made(world)))
    page = text_of(response)
    for shown in (
        "交办〔2026〕1号",
        "路灯坏了三盏",
        "梧桐苑 3 幢门口路灯不亮。",
        "梧桐苑 3 幢",
        "当天看现场",
    ):
        assert shown in page
    assert "12月3日" in page
    assert "0571-88001234" in page
    for secret in ("周建国", "13812341234", "周**", "138****1234", "半夜老人摔了一跤", "李敏"):
        assert secret not in page
    assert world[1].conversations.get().receipt not in page
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_looking_changes_nothing_however_often(world):
    token = made(world)
    rows = [list(model.objects.values()) for model in (AnswerLink, Assignment, Case)]
    events = AuditEvent.objects.count()
    for _time in range(3):
        assert new_phone().get(address(token)).status_code == 200
        assert new_phone().head(address(token)).status_code == 200
    for method in ("put", "patch", "delete", "options"):
        assert getattr(new_phone(), method)(address(token)).status_code == 405
    assert [list(model.objects.values()) for model in (AnswerLink, Assignment, Case)] == rows
    assert AuditEvent.objects.count() == events


def test_a_unit_signs_and_answers_without_cookies(world):
    cast, case, part = world
    token = made(world)
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR="10.9.0.1")
    page = text_of(browser.get(address(token)))
    assert 'value="sign"' in page
    assert 'value="release"' not in page
    browser.cookies.clear()
    assert browser.post(address(token), {"do": "sign"}).status_code == 302
    browser.cookies.clear()
    page = text_of(browser.get(address(token)))
    assert 'value="sign"' not in page
    response = browser.post(address(token), REPLY)
    assert (response.status_code, response["Location"]) == (302, address(token))
    part.refresh_from_db()
    reply = Reply.objects.get(assignment=part)
    assert (part.state, reply.state, reply.body, reply.contact_person) == (
        "replied", "released", "三盏灯都换了。", "高工"
    )  # fmt: skip
    closed = browser.get(address(token))
    assert closed.status_code == 410
    assert "答复已送到代表那里" in text_of(closed)
    assert "0571-88001234" in text_of(closed)
    verbs = AuditEvent.objects.filter(chain=f"case:{case.pk}", capacity="link").values_list("verb", flat=True)
    assert set(verbs) == {"sign", "release"}
    assert case.conversations.get().state == "accepted"


def test_the_second_of_two_presses_says_that_it_is_done(world):
    token, phone = made(world), new_phone()
    phone.post(address(token), {"do": "sign"})
    phone.post(address(token), REPLY)
    again = phone.post(address(token), REPLY)
    assert again.status_code == 410
    assert Reply.objects.count() == 1
    part = world[2]
    moved(world[1], world[0].li, "send_back", part, reason="没有说什么时候完工。")
    assert new_phone().get(address(token)).status_code == 410
    page = text_of(new_phone().get(address(made(world))))
    assert "上次的答复被退回，请重新办理。" in page
    assert "没有说什么时候完工。" in page


def test_what_is_missing_is_said_beside_its_field_and_words_are_kept(world):
    token, phone = made(world), new_phone()
    phone.post(address(token), {"do": "sign"})
    response = phone.post(address(token), {"do": "release", "body": "换好了", "contact_phone": ""})
    page = text_of(response)
    assert response.status_code == 200
    assert "这一项要填。" in page
    assert "换好了" in page
    assert not Reply.objects.exists()
    assert phone.post(address(token), {"do": "accept_return"}).status_code == 404
    assert phone.post(address(token), {}).status_code == 404


def test_a_unit_gives_back_and_hears_the_decision_on_the_same_page(world):
    cast, case, part = world
    token, phone = made(world), new_phone()
    response = phone.post(address(token), {"do": "request_return", "reason": "路灯归城管局。"})
    assert response.status_code == 302
    page = text_of(phone.get(address(token)))
    assert "已申请退办，等协调单位决定。" in page
    assert 'name="do"' not in page
    moved(case, cast.zhang, "decline_return", part, reason="灯杆在你们院里。")
    assert 'value="release"' in text_of(phone.get(address(token)))


def test_after_the_window_the_page_no_longer_offers_to_give_back(world):
    token = made(world)
    page = text_of(new_phone().get(address(token)))
    assert 'value="request_return"' in page
    assert "退办期限到 11月25日 周三。" in page
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        page = text_of(new_phone().get(address(token)))
        assert 'value="request_return"' not in page
        assert "退办期限到 11月25日 周三，已经过了" in page
        late = new_phone().post(address(token), {"do": "request_return", "reason": "路灯归城管局。"})
        assert late.status_code == 409
        assert "退办最迟要在11月25日 周三提出" in text_of(late)
    assert Assignment.objects.get(pk=world[2].pk).state == "handed"


def test_a_unit_asks_for_more_time_once(world):
    token, phone = made(world), new_phone()
    phone.post(address(token), {"do": "sign"})
    assert 'value="ask_extension"' in text_of(phone.get(address(token)))
    past = phone.post(address(token), {"do": "ask_extension", "until": "2026-11-18", "reason": "等配件"})
    assert "今天以后" in text_of(past)
    phone.post(address(token), {"do": "ask_extension", "until": "2026-12-09", "reason": "等配件"})
    assert Extension.objects.get().reason == "等配件"
    page = text_of(phone.get(address(token)))
    assert "已申请延到 12月9日 周三" in page
    assert 'value="ask_extension"' not in page


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("replaced", "这个链接换过了"),
        ("revoked", "这个链接已经作废"),
        ("expired", "这个链接过期了"),
        ("recalled", "这件事不用再办了"),
        ("cancelled", "这件事不用再办了"),
    ],
)
def test_a_link_that_no_longer_works_says_why_and_whom_to_call(world, how, words):
    cast, case, part = world
    token = made(world)
    later = NOW
    if how == "replaced":
        made(world)
    elif how == "revoked":
        links.revoke(part, now=NOW)
    elif how == "expired":
        later = NOW + timedelta(days=31)
    elif how == "recalled":
        moved(case, cast.li, "recall", reason="我来办。")
    else:
        moved(case, cast.li, "cancel", part, reason="换一家。")
    with time_machine.travel(later, tick=False):
        phone = new_phone()
        for response in (phone.get(address(token)), phone.post(address(token), {"do": "sign"})):
            assert response.status_code == 410
            assert words in text_of(response)
            assert "0571-88001234" in text_of(response)
            assert "no-store" in response["Cache-Control"]
    part.refresh_from_db()
    assert part.signed_at is None


def test_an_unknown_address_tells_nothing_and_guessing_is_slowed(world):
    phone = new_phone()
    for number in range(limits.WRONG_PINS_OF_ADDRESS):
        response = phone.get(address(f"guess{number}"))
        assert response.status_code == 404
        assert "没有这个链接" in text_of(response)
    assert phone.get(address("one-more")).status_code == 429


def test_photos_are_shown_only_where_they_were_given_along(world):
    _cast, case, _part = world
    token, photo = made(world), case.conversations.get().attachments.get()
    url = reverse("suggestions:link_photo", args=[token, photo.token])
    assert new_phone().get(url).status_code == 404
    assert "/photos/" not in text_of(new_phone().get(address(token)))
    Case.objects.filter(pk=case.pk).update(show_photos=True)
    assert url in text_of(new_phone().get(address(token)))
    response = new_phone().get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in response["Cache-Control"]
    assert new_phone().get(url.replace(token, "other")).status_code == 404
    links.revoke(world[2], now=NOW)
    assert new_phone().get(url).status_code == 404


def test_the_address_is_shown_once_with_a_code_and_a_warning(world, as_user):
    cast, case, part = world
    url = reverse("suggestions:make_link", args=[case.pk, part.pk])
    client = as_user(cast.zhang)
    before = text_of(client.get(url))
    assert "拿到链接的人就能答复" in before
    assert "/handle/" not in before
    assert not AnswerLink.objects.exists()
    response = client.post(url)
    page = text_of(response)
    shown = re.search(r"http\S+/handle/([\w-]+)/", page)
    assert AnswerLink.objects.get().token_digest == links.digest(shown[1])
    assert "<svg" in page
    assert "请不要" in page or "不要发到群里" in page
    assert "no-store" in response["Cache-Control"]
    assert new_phone().get(f"/handle/{shown[1]}/").status_code == 200
    assert shown[1] not in text_of(client.get(url))
    assert "还没有用过" in text_of(client.get(url))
    kept = " ".join(str(event.data) for event in AuditEvent.objects.all())
    assert shown[1] not in kept


@pytest.mark.parametrize(
    ("who", "code"),
    [("li", 200), ("zhang", 200), ("qian", 200), ("chen", 404), ("zhao", 404), ("feng", 403), ("audit", 404)],
)
def test_who_may_make_a_link(world, as_user, who, code):
    cast, case, part = world
    url = reverse("suggestions:make_link", args=[case.pk, part.pk])
    client = as_user(cast.users[who])
    assert client.get(url).status_code == code
    assert client.post(url).status_code == code
    assert AnswerLink.objects.exists() == (code == 200)


def test_no_link_is_made_for_what_is_answered_or_was_never_there(world, as_user):
    cast, case, part = world
    phone, token = new_phone(), made(world)
    phone.post(address(token), {"do": "sign"})
    phone.post(address(token), REPLY)
    client = as_user(cast.li)
    response = client.post(reverse("suggestions:make_link", args=[case.pk, part.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("suggestions:case", args=[case.pk]))
    assert client.get(reverse("suggestions:make_link", args=[case.pk, part.pk + 99])).status_code == 404


def test_the_button_on_the_case_leads_to_the_page(world, as_user):
    cast, case, part = world
    page = text_of(as_user(cast.li).get(reverse("suggestions:case", args=[case.pk])))
    assert reverse("suggestions:make_link", args=[case.pk, part.pk]) in page
