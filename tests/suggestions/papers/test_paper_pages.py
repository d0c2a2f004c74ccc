"""The card of papers and the page of a paper: who is offered, sees, issues and downloads what."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liaison.models import Paper
from suggestions.papers.kinds import KINDS
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.public_forms import text_of
from tests.suggestions.case_world import matter, page
from tests.suggestions.papers.world import issued

pytestmark = pytest.mark.django_db

NAMES = "li tang song chen sun wang zhang qian bai zhao he luo shi feng wu gao lin mei audit admin"
SEE = "li tang qian zhao he luo shi feng gao lin"
EVERYBODY = NAMES.split()
# Who sees the case at all: its deputies, its units, the offices, the congress.
READERS = set(SEE.split())
PREVIEW = {
    "reply": {"zhao", "he"},
    "opinion": {"luo", "shi"},
    "handover": {"qian"},
    "inquiry": READERS,
    "sheet": READERS,
}
ISSUE = {"reply": {"he"}, "opinion": {"shi"}, "handover": {"qian"}}
# A co-handler's opinion is for the lead unit and the offices (domain.md §3.3).
DOWNLOAD = {"reply": READERS, "opinion": {"luo", "shi", "zhao", "he", "qian", "feng"}, "handover": READERS}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def user_of(cast, more, who):
    return cast.users.get(who) or getattr(more, who)


def unit_of(cast, more, kind):
    return more.bureau if kind == "opinion" else cast.department


def address(name, case, kind, cast, more):
    url = reverse(f"suggestions:{name}", args=[case.pk, kind])
    if KINDS[kind].of_part:
        url += f"?part={case.assignments.get(unit=unit_of(cast, more, kind)).pk}"
    return url


def expected(who, allowed):
    return 200 if who in allowed else 403 if who in READERS else 404


@pytest.mark.parametrize("kind", PREVIEW)
def test_who_may_see_a_draft_or_a_print(as_user, cast, more, formal, kind):
    url = address("paper_preview", formal.case, kind, cast, more)
    found = {who: as_user(user_of(cast, more, who)).get(url).status_code for who in EVERYBODY}
    assert found == {who: expected(who, PREVIEW[kind]) for who in EVERYBODY}


@pytest.mark.parametrize("kind", ISSUE)
def test_who_may_open_the_page_of_a_paper_and_issue_it(as_user, cast, more, formal, kind):
    url = address("paper_make", formal.case, kind, cast, more)
    opened = {who: as_user(user_of(cast, more, who)).get(url).status_code for who in EVERYBODY}
    assert opened == {who: expected(who, PREVIEW[kind]) for who in EVERYBODY}
    data = {"mark": "青函", "dated": "2026-11-18", "contact_person": "赵科员", "contact_phone": "1"}
    for who in EVERYBODY:
        answer = as_user(user_of(cast, more, who)).post(url, data)
        assert answer.status_code == (302 if who in ISSUE[kind] else 403 if who in READERS else 404), who
        assert Paper.objects.count() == (who in ISSUE[kind])
        Paper.objects.all().delete()


@pytest.mark.parametrize("kind", DOWNLOAD)
@pytest.mark.parametrize("as_", ["pdf", "docx"])
def test_who_may_download_what_was_issued(as_user, cast, more, formal, kind, as_):
    (issuer,) = ISSUE[kind]
    unit = unit_of(cast, more, kind) if KINDS[kind].of_part else None
    paper = issued(user_of(cast, more, issuer), formal.case, kind, unit)
    url = f"{reverse('suggestions:paper', args=[paper.pk])}?as={as_}"
    found = {who: as_user(user_of(cast, more, who)).get(url).status_code for who in EVERYBODY}
    assert found == {who: 200 if who in DOWNLOAD[kind] else 404 for who in EVERYBODY}


def test_nobody_gets_in_without_signing_in(client, cast, more, formal):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    for url in (
        reverse("suggestions:paper", args=[paper.pk]),
        address("paper_make", formal.case, "reply", cast, more),
        address("paper_preview", formal.case, "sheet", cast, more),
    ):
        assert client.get(url).status_code == 302
        assert reverse("account_login") in client.get(url).url


def test_files_have_names_and_types(as_user, cast, more, formal):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    url = reverse("suggestions:paper", args=[paper.pk])
    answer = as_user(cast.li).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    again = as_user(cast.zhao).get(url)
    assert again.content == answer.content
    word = as_user(cast.li).get(url + "?as=docx")
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert word["Content-Disposition"].startswith("attachment")
    assert word.content.startswith(b"PK")


def test_what_staff_do_not_edit_has_no_word_file(as_user, cast, more, formal):
    url = address("paper_preview", formal.case, "sheet", cast, more)
    assert as_user(cast.he).get(url + "?as=docx").status_code == 404


def test_card_offers_and_then_lists(as_user, cast, more, formal):
    he = as_user(cast.he)
    text = text_of(he.get(page(formal.case)))
    assert "制发答复函" in text
    assert "办件单" in text
    assert "交办通知" not in text
    assert "答复函（稿）" in text_of(as_user(cast.zhao).get(page(formal.case)))
    url = address("paper_make", formal.case, "reply", cast, more)
    form = as_user(cast.he).get(url)
    assert 'value="赵科员"' in form.content.decode()
    assert form.content.decode().count("data:image/png;base64,") == 3
    data = {
        "mark": "青住建函",
        "dated": "2026-11-18",
        "contact_person": "赵科员",
        "contact_phone": "0571-88001234",
    }
    answer = as_user(cast.he).post(url, data, follow=True)
    text = text_of(answer)
    assert "答复函已发文：青住建函〔2026〕1号。" in text
    assert "制发答复函" not in text
    assert "青住建函〔2026〕1号" in text_of(as_user(cast.li).get(page(formal.case)))


def test_mark_is_remembered(as_user, cast, more, formal):
    issued(cast.he, formal.case, "reply", cast.department, mark="青住建复")
    other = type(formal)(cast, more, now=formal.now).replied("A")
    form = as_user(cast.he).get(address("paper_make", other.case, "reply", cast, more))
    assert 'value="青住建复"' in form.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mark": ""}, "请写机关代字。"),
        ({"mark": "第7号"}, "机关代字只写文字"),
        ({"dated": "2026-11-19"}, "成文日期不能晚于今天。"),
        ({"dated": "2026-11-01"}, "成文日期不能早于"),
        ({"dated": "昨天"}, "日期写成"),
        ({"contact_person": ""}, "请写联系人"),
        ({"contact_phone": ""}, "请写联系电话。"),
        ({"joint": "999"}, "这里面没有您选的"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_saved(
    as_user, cast, more, formal, given, sentence
):
    data = {"mark": "青住建函", "dated": "2026-11-18", "contact_person": "赵", "contact_phone": "1"} | given
    answer = as_user(cast.he).post(address("paper_make", formal.case, "reply", cast, more), data)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    (field,) = given
    assert field in answer.context["form"].errors
    assert not Paper.objects.exists()


def test_a_character_without_a_font_is_named_on_the_page(as_user, cast, more, formal):
    formal.part().replies.update(body="路灯\ue123已修。")
    url = address("paper_make", formal.case, "reply", cast, more)
    text = text_of(as_user(cast.he).get(url))
    assert "U+E123" in text
    assert "disabled" in as_user(cast.he).get(url).content.decode()
    preview = as_user(cast.he).get(address("paper_preview", formal.case, "reply", cast, more), follow=True)
    assert "U+E123" in text_of(preview)


def test_strange_addresses_are_not_there(as_user, cast, more, formal):
    he = as_user(cast.he)
    for url in (
        reverse("suggestions:paper_make", args=[formal.case.pk, "nothing"]),
        reverse("suggestions:paper_make", args=[formal.case.pk, "sheet"]),
        reverse("suggestions:paper_make", args=[formal.case.pk, "reply"]),
        reverse("suggestions:paper_make", args=[formal.case.pk, "reply"]) + "?part=abc",
        reverse("suggestions:paper", args=[999]),
    ):
        assert he.get(url).status_code == 404, url


def test_before_there_is_a_reply_the_page_says_so(as_user, cast, more, formal):
    fresh = type(formal)(cast, more, now=formal.now).handed()
    answer = as_user(cast.he).get(address("paper_make", fresh.case, "reply", cast, more), follow=True)
    assert "答复审签以后才能制发答复函。" in text_of(answer)


def test_papers_of_a_matter(as_user, cast, more):
    case = matter(cast, Part("lead", unit=cast.department), Part("co", unit=more.bureau))
    paper = issued(cast.zhang, case, "handover", mark="长宁人大")
    assert paper.organisation == cast.street
    assert paper.number == "长宁人大〔2026〕1号"
    assert "长宁人大〔2026〕1号" in text_of(as_user(cast.zhao).get(page(case)))


def test_case_page_costs_the_same_with_many_papers(as_user, cast, more, formal):
    def cost():
        browser = as_user(cast.qian)
        browser.get(page(formal.case))
        with CaptureQueriesContext(connection) as seen:
            browser.get(page(formal.case))
        return len(seen)

    issued(cast.qian, formal.case, "handover", mark="青人办")
    before = cost()
    one = Paper.objects.get()
    for serial in range(2, 30):
        one.pk, one.serial = None, serial
        one.save(force_insert=True)
    assert cost() == before
