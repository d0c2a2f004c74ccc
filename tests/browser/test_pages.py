"""Every page that the public, a deputy, a site's clerk or the congress office can reach (issue 2, must show 2 and 9)."""

import pytest

from tests.browser import steps, survey
from tests.browser.survey import FINGER, MOUSE, Seen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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


def walk_at_a_desk(page, cases: dict[str, str], *, least: int) -> list[Seen]:
    """Go where somebody with an account can go; a deputy, on her phone, into the pages of her account too."""
    starts = [f"/desk/liaison/conversations/{receipt}/?{state}" for state, receipt in cases.items()]
    within = ("/desk/", "/accounts/") if least == FINGER else ("/desk/",)
    return survey.walk(page, ["/desk/", *starts], within=within, least=least)


WALKS = ["public", "public in English", "door", "deputy", "site", "congress"]


@pytest.fixture(scope="module", params=WALKS)
def pages(request, chromium, site, demo):
    """The pages of one walk."""
    page = steps.new_phone(chromium, site.url)
    if request.param == "public in English":
        page.context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    yield _walk(request.param, page, site, demo)
    page.context.close()


def _walk(name: str, page, site, demo) -> list[Seen]:
    if name.startswith("public"):
        return walk_in_public(page, demo, axe=name == "public")
    if name == "door":
        return walk_at_the_door(page)
    username = {"deputy": "li", "site": "wang", "congress": "qian"}[name]
    steps.sign_in(page, demo["sessions"][username], site.url)
    return walk_at_a_desk(page, demo["cases"][username], least=FINGER if name == "deputy" else MOUSE)


@pytest.mark.parametrize("kind", ["strangers", "faults", "barriers", "overflows", "small"])
def test_nothing_stands_in_the_way(pages, kind):
    """No request to another host, no script error, no barrier, nothing too wide, nothing too small to touch."""
    found = [one for seen in pages for one in getattr(seen, kind)]
    assert not found, "\n".join(found)
