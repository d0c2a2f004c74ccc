"""The receipt slip: what stands on it, who prints it, and that the PIN stays nowhere."""

import logging
import re

import pytest
import time_machine
from django.core.cache import cache

from deputies.audit_words import verb_words
from deputies.models import AuditEvent, Organisation, Seat, Site
from liaison import qr
from liaison.models import Conversation, ReceptionDay
from liaison.papers import press
from liaison.papers.slips import TEMPLATE
from liaison.services.filing import Addressee, Words, submit_message
from tests.cast import NOW, TODAY
from tests.liaison.test_desk_entering import SAID, address, hidden
from tests.paper import codes_on, pages_of, sizes_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def entered(cast, client, **said):
    """Enter a message on behalf and return the conversation and the PIN on the page."""
    response = client.post(address(cast), SAID | hidden(client, address(cast)) | said)
    page = response.content.decode()
    return Conversation.objects.latest("pk"), re.search(r'name="pin" value="(\d{6})"', page)[1], page


def slip_of(conversation) -> str:
    return f"/desk/liaison/conversations/{conversation.receipt}/slip/"


def test_the_page_after_entering_offers_the_slip_and_the_slip_says_everything(cast, as_user, settings):
    client = as_user(cast.wang)
    conversation, pin, page = entered(cast, client)
    assert f'action="{slip_of(conversation)}"' in page
    assert "打印回执条" in page
    response = client.post(slip_of(conversation), {"pin": pin})
    assert response["Content-Type"] == "application/pdf"
    words = words_of(response.content)
    for expected in (
        "留言回执条",
        "李敏代表",
        conversation.receipt,
        pin,
        "11月19日周四10:00前",
        "李敏代表首次回应您",
        "12月3日周四10:00前",
        "您收到答复",
        "0571-88000001",
        "梧桐联络站",
        settings.SITE_URL.partition("://")[2] + "/track",
        "请收好",
    ):
        assert expected in words.replace(" ", ""), expected
    assert "菜场门口积水" not in words
    assert "周大山" not in words
    assert "1234" not in words.replace(pin, "").replace(conversation.receipt, "")


def test_it_is_one_sheet_a5_across_and_its_code_opens_the_progress_without_the_pin(cast, as_user, settings):
    client = as_user(cast.wang)
    conversation, pin, _page = entered(cast, client)
    paper = client.post(slip_of(conversation), {"pin": pin}).content
    assert sizes_of(paper) == [(210, 148)]
    assert codes_on(paper) == {f"{settings.SITE_URL}/track/{conversation.receipt}/"}


def test_printed_again_it_sends_to_the_first_slip_for_the_pin(cast, as_user):
    conversation, pin, _page = entered(cast, as_user(cast.wang))
    words = words_of(as_user(cast.wang).get(slip_of(conversation)).content)
    assert conversation.receipt in words
    assert "补打" in words
    assert "见原来那张条子" in words
    assert pin not in words


def test_the_page_of_a_message_offers_it_again_to_those_who_may_print_it(cast, as_user):
    conversation = cast.message().conversation
    page = f"/desk/liaison/conversations/{conversation.receipt}/"
    assert slip_of(conversation) in as_user(cast.zhang).get(page).content.decode()
    assert slip_of(conversation) not in as_user(cast.li).get(page).content.decode()


def test_the_pin_is_kept_nowhere(cast, as_user, caplog):
    client = as_user(cast.wang)
    conversation, pin, _page = entered(cast, client)
    with caplog.at_level(logging.DEBUG):
        response = client.post(slip_of(conversation), {"pin": pin})
        client.get(slip_of(conversation))
    assert "no-store" in response["Cache-Control"]
    assert pin not in response["Content-Disposition"]
    assert pin not in caplog.text
    events = AuditEvent.objects.filter(chain=f"conversation:{conversation.pk}")
    assert pin not in " ".join(f"{event.verb}{event.data}" for event in events)
    assert [event.data["with_pin"] for event in events.filter(verb="print_slip").order_by("seq")] == [
        True,
        False,
    ]
    assert verb_words("conversation:1", "print_slip") == "打印回执条"
    assert "打印回执条" in client.get(f"/desk/liaison/conversations/{conversation.receipt}/").content.decode()


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "请看"])
def test_a_pin_that_does_not_fit_prints_nothing(cast, as_user, wrong):
    client = as_user(cast.wang)
    conversation, _pin, _page = entered(cast, client)
    response = client.post(slip_of(conversation), {"pin": wrong})
    assert response.status_code == 400
    assert "没有打印" in response.content.decode()
    assert not AuditEvent.objects.filter(verb="print_slip").exists()


def test_guessing_at_the_slip_locks_as_on_the_page_of_progress(cast, as_user):
    client = as_user(cast.wang)
    conversation, pin, _page = entered(cast, client)
    assert [client.post(slip_of(conversation), {"pin": "111222"}).status_code for _try in range(5)] == [
        400
    ] * 5
    assert client.post(slip_of(conversation), {"pin": pin}).status_code == 429
    cache.clear()
    assert client.post(slip_of(conversation), {"pin": pin}).status_code == 200


def test_a_slip_about_the_deputy_is_printed_by_who_typed_it_and_by_who_decides(cast, as_user):
    conversation, pin, _page = entered(cast, as_user(cast.wang), about="deputy")
    words = words_of(as_user(cast.wang).post(slip_of(conversation), {"pin": pin}).content)
    assert "青澜区人大" in words
    assert as_user(cast.wang).get(slip_of(conversation)).status_code == 404
    assert as_user(cast.qian).get(slip_of(conversation)).status_code == 200
    assert as_user(cast.zhang).post(slip_of(conversation), {"pin": pin}).status_code == 404


def test_nobody_else_prints_a_slip(cast, as_user, client):
    conversation, pin, _page = entered(cast, as_user(cast.wang))
    client.logout()
    assert client.post(slip_of(conversation), {"pin": pin}).status_code == 302
    expected = {"li": 403, "lin": 403, "audit": 403, "admin": 403, "zhao": 403, "sun": 403, "bai": 404}
    for who, status in expected.items():
        browser = as_user(getattr(cast, who))
        assert browser.get(slip_of(conversation)).status_code == status, who
        assert browser.post(slip_of(conversation), {"pin": pin}).status_code == status, who
    assert as_user(cast.wang).get("/desk/liaison/conversations/261118-22222222/slip/").status_code == 404


def test_a_meeting_stands_with_its_hour_and_place(cast, as_user):
    day = ReceptionDay.objects.create(
        site=cast.site, date=TODAY.replace(day=25), starts="09:00", ends="11:00", capacity=2
    )
    day.deputies.add(cast.li_deputy)
    client = as_user(cast.wang)
    conversation, pin, _page = entered(cast, client, source="visit", kind="appointment", reception_day=day.pk)
    words = words_of(client.post(slip_of(conversation), {"pin": pin}).content).replace(" ", "")
    assert "约见回执条" in words
    assert "11月25日周三09:00见面，地点：梧桐联络站长宁路18号" in words


def test_without_a_site_the_telephone_of_the_office_stands_on_it(cast, as_user):
    Seat.objects.filter(pk=cast.seat.pk).update(site=None)
    Organisation.objects.filter(pk=cast.street.pk).update(phone="0571-88000099")
    conversation = cast.message().conversation
    words = words_of(as_user(cast.zhang).get(slip_of(conversation)).content)
    assert "0571-88000099" in words
    assert "长宁街道人大工委" in words


@pytest.mark.parametrize(
    "name", ["长宁街道梧桐苑及长宁路一带人大代表联络总站暨全过程人民民主实践服务中心第一站点", "齉龘𠮷站"]
)
def test_long_and_rare_names_stay_on_one_sheet(cast, as_user, name):
    Site.objects.filter(pk=cast.site.pk).update(name=name[:40], address="长宁路" * 20, directions="")
    to = Addressee.of_site(Site.objects.select_related("organisation").get(pk=cast.site.pk))
    words = Words(body="路灯坏了三盏。", privacy_version=1)
    filed = submit_message(to=to, words=words, key="k" * 32, source="visit", now=NOW, entered_by=cast.wang)
    paper = as_user(cast.wang).get(slip_of(filed.conversation)).content
    assert len(pages_of(paper)) == 1
    assert name[:40] in words_of(paper)


def test_an_office_restyles_the_slip_without_python(settings, tmp_path):
    settings.PAPERS_DIR = tmp_path
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "slip.typ").write_text("#let paper(data) = [自家的条子 #data.receipt]")
    paper = press.pdf(TEMPLATE, {"receipt": "261118-7F3K9XWR"}, {"code.svg": qr.svg("x", title="x").encode()})
    assert "自家的条子 261118-7F3K9XWR" in words_of(paper)
