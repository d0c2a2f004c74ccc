"""An administrator prints the boards of a district: ticks, preview, batch, file (issue 4)."""

import io

import pypdfium2
import pytest
import zxingcpp

from tests.browser import steps
from tests.browser.steps import DESK, SOON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRESS = "from liaison.services import print_runs; print(print_runs.print_for_a_while())"


def codes_in(data: bytes) -> list[str]:
    """What the codes on the pages of a file say."""
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        pages = [page.render(scale=150 / 72).to_pil().convert("L") for page in pdf]
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


@pytest.fixture
def empty_press(site) -> None:
    """Nothing waits to be printed: the sheet that the demo world asks for is done."""
    site.manage("shell", "-v", "0", "-c", PRESS)


@pytest.mark.usefixtures("empty_press")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_deputies_are_ticked_previewed_printed_and_fetched(demo, site, signed_in, open_phone, scripts):
    desk = open_phone(DESK, java_script_enabled=scripts)
    steps.sign_in(desk, demo["sessions"]["zhang"], site.url)
    desk.goto("/desk/liaison/codes/?kind=seat")
    for row in (0, 1):
        desk.locator("tbody [name=codes]").nth(row).check()
    desk.get_by_role("button", name="印海报", exact=True).click()
    assert "勾选的 2 张码" in desk.locator(".print-sum").inner_text()

    first = desk.locator(".print-picture img").get_attribute("src")
    desk.get_by_label("亮身份牌").check()
    desk.get_by_label("每张码新登记几份，马上印").check()
    desk.get_by_label("标语").fill("有事找代表")
    if not scripts:
        desk.get_by_role("button", name="更新预览").click()
    desk.locator("#print-preview").get_by_text("有事找代表").wait_for(timeout=SOON)
    desk.locator(".print-sum").get_by_text("亮身份牌").wait_for(timeout=SOON)
    picture = desk.locator(".print-picture img")
    assert picture.get_attribute("src") != first
    desk.wait_for_load_state("networkidle")
    if scripts:
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    desk.get_by_role("button", name="开始印 2 份").click()
    if scripts:
        desk.get_by_role("button", name="确定").click()
    desk.get_by_text("马上开始").wait_for(timeout=SOON)
    assert desk.get_by_role("link", name="下载 PDF").count() == 0
    assert site.manage("shell", "-v", "0", "-c", PRESS).strip() == "1"
    if not scripts:
        desk.get_by_role("link", name="刷新").click()
    link = desk.get_by_role("link", name="下载 PDF")
    link.wait_for(timeout=SOON)
    fetched = desk.request.get(link.get_attribute("href"))
    assert "attachment" in fetched.headers["content-disposition"]
    said = codes_in(fetched.body())
    assert len(said) == len(set(said)) == 2
    assert all(address.startswith(f"{site.url}/c/") for address in said)
    desk.goto("/desk/liaison/notices/")
    assert "印好了，可以下载" in desk.locator("main").inner_text()
    assert desk.strangers == []
    assert desk.faults == []
