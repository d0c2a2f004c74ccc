"""Message forms on paper: printed for a deputy or site, typed in once, linked to what was typed."""

import re
from datetime import timedelta

import pytest
import time_machine

from deputies.audit_words import verb_words
from deputies.errors import Refused
from deputies.models import AuditEvent, Seat, Site
from liaison import receipts
from liaison.models import ContactCode, Conversation, PaperForm, Placement, PrivacyNotice
from liaison.papers.message_forms import message_forms
from liaison.queries import boards
from liaison.services import codes, topics
from liaison.services.paper_forms import file_form, print_forms
from tests.cast import NOW
from tests.liaison.test_desk_entering import SAID, address, hidden
from tests.paper import codes_on, pages_of, sizes_of, words_of
from tests.public_forms import counting, statements

pytestmark = pytest.mark.django_db
URL = "/desk/liaison/forms/"
PAPER = SAID | {"source": "paper"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def seat_of(cast) -> Seat:
    return Seat.objects.select_related("holder__user", "organisation", "site", "district").get(
        pk=cast.seat.pk
    )


@pytest.fixture
def sheet(cast) -> PaperForm:
    return print_forms(to=seat_of(cast), copies=1, actor=cast.wang, now=NOW)[0]


def typed(client, cast, sheet, **said):
    url = f"{address(cast)}&form={sheet.number}"
    return client.post(url, PAPER | hidden(client, url) | {"form_number": sheet.number} | said)


def errors(response) -> dict:
    return {name: " ".join(words) for name, words in response.context["form"].errors.items()}


def test_a_run_is_printed_with_a_number_on_each_sheet(cast, as_user, settings):
    client = as_user(cast.wang)
    response = client.post(f"{URL}?seat={cast.seat.pk}", {"copies": 3})
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    pages, numbers = pages_of(response.content), list(PaperForm.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(pages) == 3
    assert sizes_of(response.content) == [(210, 297)] * 3
    placement = Placement.objects.exclude(pk=cast.placement.pk).get()
    for place, words in enumerate(pages):
        number = next(number for number in numbers if words.count(number) == 2)  # sheet and counterfoil
        assert codes_on(response.content, page=place) == {
            f"{settings.SITE_URL}/c/{placement.token}/",
            f"{settings.SITE_URL}/desk/liaison/forms/{number}/",
        }
    for expected in (
        "写给李敏代表",
        "梧桐",
        "一",
        "二",
        "同意按它处理",
        "可以把我的联系方式告诉办理单位",
        "110",
        "0571-88000001",
    ):
        assert expected in words_of(response.content), expected
    assert placement.board == "纸质留言表"


def test_every_run_of_a_code_stands_on_one_printed_copy(cast):
    for _run in range(3):
        print_forms(to=seat_of(cast), copies=2, actor=cast.wang, now=NOW)
    placement = Placement.objects.exclude(pk=cast.placement.pk).get()
    codes.revoke_placement(placement=placement, reason="换版", actor=cast.qian, now=NOW)
    fresh = print_forms(to=seat_of(cast), copies=1, actor=cast.wang, now=NOW)[0]
    assert fresh.placement != placement
    assert placement.forms.count() == 6
    assert AuditEvent.objects.filter(verb="print_forms").count() == 4
    assert verb_words("code:1", "print_forms") == "印纸质留言表"


def test_a_sheet_typed_in_is_linked_with_number_placement_and_the_notice_on_it(cast, as_user, sheet):
    PrivacyNotice.objects.create(version=2, effective_from=NOW - timedelta(hours=1), summary="新", text="新")
    page = typed(as_user(cast.wang), cast, sheet).content.decode()
    conversation = Conversation.objects.get()
    sheet.refresh_from_db()
    assert sheet.conversation == conversation
    assert (conversation.source, conversation.placement, conversation.entered_by) == (
        "paper",
        sheet.placement,
        cast.wang,
    )
    assert conversation.privacy_version == 1
    assert f"写上表号 {sheet.number}" in page
    pin = re.search(r'name="pin" value="(\d{6})"', page)[1]
    slip = as_user(cast.wang).post(f"/desk/liaison/conversations/{conversation.receipt}/slip/", {"pin": pin})
    assert f"表号{sheet.number}" in words_of(slip.content).replace(" ", "")
    linked = AuditEvent.objects.get(verb="link_form")
    assert (linked.data["form"], verb_words(linked.chain, "link_form")) == (sheet.number, "对上纸质表")


def test_the_same_sheet_is_not_entered_twice_and_the_refusal_names_the_receipt(cast, as_user, sheet):
    typed(as_user(cast.wang), cast, sheet)
    conversation = Conversation.objects.get()
    again = typed(as_user(cast.zhang), cast, sheet, body="又录了一遍，换了几个字。")
    assert conversation.receipt in errors(again)["form_number"]
    assert "11月18日" in errors(again)["form_number"]
    assert "又录了一遍" in again.content.decode()
    assert Conversation.objects.get() == conversation
    page = as_user(cast.wang).get(f"{URL}{sheet.number}/").content.decode()
    assert f"这张表录过了：{sheet.number}" in page
    assert conversation.receipt in page
    assert f"/desk/liaison/conversations/{conversation.receipt}/slip/" in page


def test_a_form_sent_twice_by_the_browser_makes_one_message_and_shows_one_pin(cast, as_user, sheet):
    client, url = as_user(cast.wang), f"{address(cast)}&form={sheet.number}"
    given = PAPER | hidden(client, url) | {"form_number": sheet.number}
    first, second = (client.post(url, given).content.decode() for _time in range(2))
    assert re.findall(r'value="(\d{6})"', first) == re.findall(r'value="(\d{6})"', second) != []
    assert Conversation.objects.count() == 1


def test_a_refused_sending_leaves_the_sheet_free(cast, sheet):
    def refuse():
        raise Refused("不行")

    with pytest.raises(Refused):
        file_form(form=sheet, key="k" * 32, file=refuse, actor=cast.wang, now=NOW)
    sheet.refresh_from_db()
    assert sheet.conversation is None


def test_the_copy_on_paper_forms_waits_for_no_board(cast, sheet):
    kept = boards.on_paper(boards.kept_by(cast.qian))
    hung = codes.add_placement(code=sheet.placement.code, board="南门", actor=cast.qian, now=NOW)
    assert list(boards.shown(kept, "to_post", today=NOW.date())) == [hung]


@pytest.mark.parametrize("spelling", ["{n}", " {small} ", "{bare}", "http://x.cn/desk/liaison/forms/{n}/"])
def test_the_number_is_understood_however_it_comes(cast, as_user, sheet, spelling):
    number = spelling.format(n=sheet.number, small=sheet.number.lower(), bare=sheet.number.replace("-", ""))
    typed(as_user(cast.wang), cast, sheet, form_number=number)
    sheet.refresh_from_db()
    assert sheet.conversation == Conversation.objects.get()


def test_what_does_not_fit_is_told_beside_its_field(cast, as_user, sheet):
    client = as_user(cast.wang)
    assert "8 位字符" in errors(typed(client, cast, sheet, form_number="12"))["form_number"]
    assert "没有这张表" in errors(typed(client, cast, sheet, form_number="2222-2222"))["form_number"]
    assert "写信、纸条" in errors(typed(client, cast, sheet, source="phone"))["source"]
    of_site = print_forms(to=_site_with_code(cast), copies=1, actor=cast.wang, now=NOW)[0]
    assert "梧桐联络站" in errors(typed(client, cast, sheet, form_number=of_site.number))["form_number"]
    assert "不归您录" in errors(typed(client, cast, sheet, form_number=_of_sun(cast).number))["form_number"]
    assert not Conversation.objects.exists()


def _site_with_code(cast) -> Site:
    site = Site.objects.select_related("organisation").get(pk=cast.site.pk)
    codes.issue_code(site=site, actor=None, now=NOW)
    return site


def _of_sun(cast) -> PaperForm:
    seat = Seat.objects.select_related("holder", "organisation", "site").get(holder=cast.sun_deputy)
    codes.issue_code(seat=seat, actor=None, now=NOW)
    return print_forms(to=seat, copies=1, actor=cast.bai, now=NOW)[0]


def test_the_small_code_and_the_search_lead_to_typing_it_in(cast, as_user, sheet):
    client = as_user(cast.wang)
    lead = client.get(f"{URL}{sheet.number}/")
    assert lead.url == f"/desk/liaison/conversations/new/?seat={cast.seat.pk}&form={sheet.number}"
    page = client.get(lead.url)
    assert page.context["form"]["form_number"].value() == sheet.number
    assert page.context["form"]["source"].value() == "paper"
    found = client.get("/desk/liaison/conversations/new/", {"q": f"http://x.cn{URL}{sheet.number}/"})
    assert found.url == f"{URL}{sheet.number}/"
    for nothing in ("2222-2222", "x", _of_sun(cast).number):
        assert client.get(f"{URL}{nothing}/").status_code == 404


def test_after_the_copy_was_revoked_the_words_still_count(cast, as_user, sheet):
    codes.revoke_placement(placement=sheet.placement, reason="换版", actor=cast.qian, now=NOW)
    typed(as_user(cast.wang), cast, sheet)
    sheet.refresh_from_db()
    assert sheet.conversation.placement is None


def test_a_sheet_of_the_last_term_goes_to_the_successor(cast, as_user, sheet):
    Seat.objects.filter(pk=cast.seat.pk).update(holder=cast.chen_deputy)
    typed(as_user(cast.wang), cast, sheet)
    assert Conversation.objects.get().deputy == cast.chen_deputy


def test_without_code_or_notice_nothing_is_printed(cast, as_user):
    client, url = as_user(cast.wang), f"{URL}?site={cast.site.pk}"
    assert "没有使用中的联系码" in client.post(url, {"copies": 1}).content.decode()
    _site_with_code(cast)
    PrivacyNotice.objects.all().delete()
    assert "还没有生效的隐私说明" in client.post(url, {"copies": 1}).content.decode()
    assert not PaperForm.objects.exists()
    assert ContactCode.objects.filter(placements__board="纸质留言表").count() == 0


@pytest.mark.parametrize(
    ("copies", "words"), [("", "印几张"), ("0", "至少印 1 张"), ("101", "最多印 100 张"), ("x", "填数字")]
)
def test_a_wrong_count_prints_nothing(cast, as_user, copies, words):
    response = as_user(cast.wang).post(f"{URL}?seat={cast.seat.pk}", {"copies": copies})
    assert words in errors(response)["copies"]
    assert not PaperForm.objects.exists()


def test_the_page_tells_how_many_came_back(cast, as_user, sheet):
    client, url = as_user(cast.wang), f"{URL}?seat={cast.seat.pk}"
    typed(client, cast, sheet)
    print_forms(to=seat_of(cast), copies=4, actor=cast.zhang, now=NOW + timedelta(minutes=1))
    found = [(run["by"], run["copies"], run["back"]) for run in client.get(url).context["runs"]]
    assert found == [("张干事", 4, 0), ("王秘书", 1, 1)]
    with counting() as few:
        client.get(url)
    for minutes in range(2, 9):
        print_forms(to=seat_of(cast), copies=2, actor=cast.zhang, now=NOW + timedelta(minutes=minutes))
    with counting() as many:
        client.get(url)
    assert len(statements(many)) == len(statements(few))


def test_only_staff_of_the_site_or_area_print_and_find_forms(cast, as_user, sheet):
    expected = {"li": 403, "lin": 403, "audit": 403, "admin": 403, "zhao": 403, "sun": 403, "bai": 404}
    for who, status in expected.items():
        client = as_user(getattr(cast, who))
        assert client.post(f"{URL}?seat={cast.seat.pk}", {"copies": 1}).status_code == status, who
        assert client.get(f"{URL}{sheet.number}/").status_code == status, who
    assert PaperForm.objects.get() == sheet


def test_a_topic_has_no_message_form(cast, as_user):
    draft = topics.Draft(cast.street, "充电棚", "要不要装？", NOW.date(), NOW.date(), site=cast.site)
    topic = topics.draft_topic(draft=draft, actor=cast.zhang, now=NOW)
    topics.open_topic(topic=topic, actor=cast.zhang, now=NOW, today=NOW.date())
    client = as_user(cast.zhang)
    assert client.get("/desk/liaison/conversations/new/", {"topic": topic.pk}).status_code == 200
    assert client.get(URL, {"topic": topic.pk}).status_code == 404
    assert client.post(f"{URL}?topic={topic.pk}", {"copies": 1}).status_code == 404


def test_long_names_and_a_wordy_notice_stay_on_one_sheet(cast):
    Site.objects.filter(pk=cast.site.pk).update(
        name="长宁街道梧桐苑及长宁路一带人大代表联络总站暨全过程人民民主实践服务中心第一站",
        address="长宁路" * 12,
    )
    PrivacyNotice.objects.update(summary="\n".join(["这一条写得很长，要折到第二行才写得完，" * 3] * 5))
    site = Site.objects.select_related("organisation").get(pk=cast.site.pk)
    codes.issue_code(site=site, actor=None, now=NOW)
    run = print_forms(to=site, copies=2, actor=cast.wang, now=NOW)
    assert len(pages_of(message_forms(run, to=site))) == 2


def test_a_number_is_never_given_twice_and_says_nothing():
    numbers = {receipts.new_form_number() for _one in range(1000)}
    assert len(numbers) == 1000
    assert all(receipts.normalise_form_number(number) == number for number in numbers)
