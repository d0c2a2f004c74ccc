"""One printed copy from the wall to its end: hung, scanned, reported, revoked, while its twins work (issue 4, must show 4)."""

import pytest

from tests.browser import steps
from tests.browser.steps import DESK, SOON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOARD = "银杏社区公示栏"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def passer_by(request, open_phone):
    """A phone of somebody who comes along, with and without scripts."""
    return open_phone(java_script_enabled=request.param)


def hang_one(keeper) -> str:
    """Put up the first copy that waits, with a photo; return the address of its page at the desk."""
    keeper.goto("/desk/liaison/boards/post/")
    card = keeper.locator(".boards-cards > li").first
    page = card.locator("a").get_attribute("href")
    card.locator("[type=file]").set_input_files(steps.photo_with_place("teal"))
    card.get_by_role("button", name="贴好了").click()
    keeper.get_by_text("已登记为张贴").wait_for(timeout=SOON)
    return page


def scans(page) -> int:
    return int(page.locator(".boards-scans__spans dd").first.inner_text())


def fact(page, label: str) -> str:
    return page.locator(f".facts dt:has-text('{label}') + dd").inner_text()


def test_a_copy_is_hung_scanned_reported_and_revoked_while_its_twin_works(
    demo, passer_by, signed_in, open_phone
):
    keeper = signed_in("wang")
    copy = hang_one(keeper)
    desk = signed_in("zhang", DESK)
    desk.goto(copy)
    assert desk.locator(".boards-photo").evaluate("image => image.naturalWidth") > 0
    assert scans(desk) == 0
    token = fact(desk, "短码")

    passer_by.goto(f"/c/{token}/", wait_until="networkidle")
    assert {cookie["name"] for cookie in passer_by.context.cookies()} <= {"csrftoken"}
    passer_by.get_by_text("这张码不对劲，告诉我们").click()
    passer_by.get_by_text("码像是被人贴过的").click()
    words = f"边上翘起来了 {token}"
    passer_by.locator("textarea").fill(words)
    passer_by.get_by_role("button", name="告诉工作人员").click()
    passer_by.get_by_text("收到了，谢谢您").wait_for(timeout=SOON)
    passer_by.goto(f"/c/{token}/?from=list", wait_until="networkidle")
    desk.reload()
    assert scans(desk) == 1

    desk.goto("/desk/liaison/boards/reports/")
    report = desk.locator(".boards-report").filter(has_text=words)
    report.get_by_text("写处理结果").click()
    report.get_by_label("查下来怎样").fill("确实贴了一张别的码，已撕下")
    report.get_by_label("同时作废这一份").check()
    report.get_by_label("作废的原因").fill("被人贴了别的码")
    report.get_by_role("button", name="处理好了").click()
    desk.get_by_text("处理结果已记下").wait_for(timeout=SOON)

    passer_by.goto(f"/c/{token}/")
    said = passer_by.locator("main").inner_text()
    for expected in ("这一张码已经作废", "被人贴了别的码", BOARD):
        assert expected in said
    passer_by.locator(".row").filter(has_text=BOARD).click()
    assert passer_by.locator(".person__name").inner_text() == "李敏"
    for page in (keeper, desk, passer_by):
        assert page.strangers == []
        assert page.faults == []
