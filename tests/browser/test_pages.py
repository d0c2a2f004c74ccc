"""Every page that the public, a deputy or staff can reach (issue 2, must show 2 and 9)."""

import gettext
import re
from dataclasses import dataclass

import pytest
from django.conf import settings

from tests.browser import steps, survey
from tests.browser.survey import FINGER, MOUSE, Seen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESKS = {
    "deputy": "li",
    "site": "wang",
    "congress": "qian",
    "street": "zhang",
    "clerk": "zhao",
    "head": "he",
    "government": "feng",
}
HANDLING = ("zhang", "zhao", "he", "feng")  # on whose desks the pages of cases are looked at, and no others
PUBLIC = ("/", "/deputies/", "/sites/", "/published/", "/plan/", "/privacy/", "/track/", "/c/")
DOORS = ("li", "yexc", "xuhong")  # in office, suspended, terminated


def walk_in_public(page, demo, *, axe: bool) -> list[Seen]:
    """Go where a passer-by can go, with a receipt of every kind in the pocket."""
    page.goto(f"/c/{demo['printed']['li'][0]}/message/")
    page.locator(".bottom-bar button").click()
    page.locator("[data-form-errors]").wait_for()
    refused = survey.look_at(page, "/c/*/message/ refused", least=FINGER, axe=axe)
    for number, pin in demo["samples"]:
        page.goto(f"/track/?receipt={number}")
        page.locator("[name=pin]").fill(pin)
        page.locator("main form button").click()
        page.locator(".track-head").wait_for()
    doors = [f"/c/{demo['printed'][who][0]}/?{who}" for who in DOORS]
    receipts = [f"/track/{number}/?{number}" for number, _pin in demo["samples"]]
    starts = [*doors, "/c/nosuchcode/", "/no-such-page/", "/?q=梧桐", "/?q=zzz", *receipts, "/"]
    return [refused, *survey.walk(page, starts, within=PUBLIC, least=FINGER, axe=axe)]


def walk_at_the_door(page) -> list[Seen]:
    return survey.walk(page, ["/accounts/login/"], within=("/accounts/",), least=FINGER)


def walk_at_a_desk(page, username: str, demo, *, least: int) -> list[Seen]:
    """Go where somebody with an account can go; a deputy, on her phone, into the pages of her account too."""
    cases, files = demo["cases"].get(username, {}), demo["files"].get(username, {})
    starts = [f"/desk/liaison/conversations/{receipt}/?{state}" for state, receipt in cases.items()]
    starts += [f"/desk/suggestions/{key}/?{state}" for state, key in files.items()]
    within = ("/desk/", "/accounts/") if least == FINGER else ("/desk/",)
    if username in HANDLING:
        within = ("/desk/suggestions/",)
    return survey.walk(page, ["/desk/", *starts], within=within, least=least)


@dataclass(frozen=True)
class Walk:
    """The pages of one walk and the language they were asked for in."""

    language: str
    pages: list[Seen]

    def findings(self, kind: str) -> list[str]:
        return [one for seen in self.pages for one in getattr(seen, kind)]

    def lines(self) -> set[str]:
        return {line for seen in self.pages for line in seen.text.splitlines()}


@pytest.fixture(scope="module", params=["public", "public in English", "door", *DESKS])
def walk(request, chromium, site, demo):
    page = steps.new_phone(chromium, site.url)
    language = "en" if request.param == "public in English" else "zh-hans"
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    yield Walk(language, _pages(request.param, page, site, demo))
    page.context.close()


def _pages(name: str, page, site, demo) -> list[Seen]:
    if name.startswith("public"):
        return walk_in_public(page, demo, axe=name == "public")
    if name == "door":
        return walk_at_the_door(page)
    username = DESKS[name]
    steps.sign_in(page, demo["sessions"][username], site.url)
    return walk_at_a_desk(page, username, demo, least=FINGER if name == "deputy" else MOUSE)


@pytest.mark.parametrize("kind", ["strangers", "faults", "barriers", "overflows", "small"])
def test_nothing_stands_in_the_way(walk, kind):
    """No request to another host, no script error, no barrier, nothing too wide, nothing too small to touch."""
    found = walk.findings(kind)
    assert not found, "\n".join(found)


def test_pages_speak_one_language(walk, demo):
    """No English words on Chinese pages; on English ones no Chinese but what people wrote."""
    foreign = _chinese_in_english if walk.language == "en" else _english_in_chinese
    left = sorted(foreign(walk.lines(), demo))
    assert not left, "\n".join(left)


CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# What a Chinese page may say in Latin letters: addresses, receipts, short codes, and things that are called so.
CALLED_SO = (
    r"\w+://\S+|\S+@\S+|127\.0\.0\.1\S*|\d{6}-[0-9A-Z]{8}|\b[a-z0-9]{10}\b"
    r"|\.xlsx|\.csv|JPEG|PNG|WebP|SVG|PDF|Word|English|Enter"
)


def _english_in_chinese(lines: set[str], demo: dict) -> set[str]:
    called_so = re.compile(rf"{CALLED_SO}|\b({'|'.join(demo['sessions'])})\b")
    return {line for line in lines if re.search(r"[A-Za-z]{3}", called_so.sub("", line))}


def _chinese_in_english(lines: set[str], demo: dict) -> set[str]:
    """Find Chinese that nobody wrote into the database, and sentences of the catalogue that were not looked up."""
    catalogue = gettext.translation("django", settings.LOCALE_PATHS[0], ["en"])._catalog
    own = catalogue.keys() - set(demo["written"].splitlines())
    return {
        line
        for line in lines
        if any(run not in demo["written"] for run in CHINESE.findall(line.replace(settings.SITE_NAME, "")))
        or (line in own and CHINESE.search(line))
    }
