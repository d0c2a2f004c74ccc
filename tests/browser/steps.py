"""What people do on a phone, step by step, as the words on the page tell them to."""

import io
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import count
from urllib.parse import urlencode, urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SOON = 20_000  # milliseconds; two cores may be busy
_phones = count(1)


@dataclass(frozen=True)
class Receipt:
    """What a constituent takes away on a screenshot."""

    number: str
    pin: str


def new_phone(browser: Browser, url: str, viewport=PHONE, **options) -> Page:
    """Open a page with cookies of its own that notes requests to other hosts and script errors.

    Args:
        url: where the site is; everything else is a stranger.
        options: of Playwright's `new_context`, e.g. java_script_enabled.

    Returns:
        The page, with the lists `strangers` and `faults`.
    """
    address = ip_address("10.0.0.0") + next(_phones)
    headers = {"X-Forwarded-For": str(address)}  # limits by address count each phone for itself
    context = browser.new_context(
        viewport=viewport, base_url=url, locale="zh-CN", extra_http_headers=headers, **options
    )
    page = context.new_page()
    page.strangers, page.faults = [], []
    page.on("request", lambda sent: _note_stranger(page, sent.url, url))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    return page


def _note_stranger(page: Page, asked: str, home: str) -> None:
    if not asked.startswith((home, "data:", "blob:")):
        page.strangers.append(asked)


def sign_in(page: Page, session: str, url: str) -> None:
    """Give a page the session of a person with an account."""
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def decode(png: bytes) -> str:
    """Return the text of the only symbol in an image."""
    (symbol,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return symbol.text


def photo_with_place(colour: str) -> dict:
    """Return a photo as a phone makes it, with the place where it was taken, ready for a file field."""
    exif = Image.Exif()
    exif[0x010F] = "TestPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(out, "JPEG", exif=exif)
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def screens_of(page: Page) -> list[str]:
    """Return a list that grows by the path of each screen the page comes to show."""
    screens = []
    page.on(
        "framenavigated",
        lambda frame: screens.append(urlsplit(frame.url).path) if frame == page.main_frame else None,
    )
    return screens


def answers_of(page: Page) -> list:
    """Return a list that grows by each answer that was, or led to, a page."""
    answers = []
    page.on(
        "response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None
    )
    return answers


def fill_message(page: Page, words: str, *, photos=(), contact: tuple[str, str] | None = None) -> None:
    """From the page of a code to a message that is ready to be sent; with a name and a phone where one is left."""
    page.get_by_role("link", name="留言", exact=True).click()
    page.get_by_label("您想说什么").fill(words)
    if contact:
        leave_contact(page, *contact)
    if photos:
        page.locator("input[type=file]").set_input_files(list(photos))
    page.get_by_label("我看过隐私说明").check()


def leave_contact(page: Page, name: str, phone: str) -> None:
    """Leave a name and a phone that only the deputy's side may see."""
    folded = page.locator("details", has=page.locator("[name=contact_name]")).locator("summary")
    if folded.count():
        folded.click()
    page.locator("[name=contact_name]").fill(name)
    page.locator("[name=contact_phone]").fill(phone)


def fill_appointment(page: Page, words: str) -> str:
    """From the page of a code to a wish for a place on the next reception day; return the id of the day."""
    page.get_by_role("link", name="约见", exact=True).click()
    page.get_by_label("想谈什么事").fill(words)
    day = page.locator("input[name=reception_day]:not([disabled])").first
    day.check()
    page.get_by_label("我看过隐私说明").check()
    return day.get_attribute("value")


def send(page: Page) -> Receipt:
    """Press 送出 and read the receipt."""
    page.get_by_role("button", name="送出", exact=True).click()
    return read_receipt(page)


def read_receipt(page: Page) -> Receipt:
    number = page.locator(".receipt__number").inner_text(timeout=SOON)
    return Receipt(number, page.locator(".receipt__pin").inner_text())


def track(page: Page, receipt: Receipt) -> None:
    """Open the progress on a phone that has never seen the receipt."""
    page.goto("/track/")
    page.get_by_label("回执号").fill(receipt.number)
    page.get_by_label("查询码").fill(receipt.pin)
    page.get_by_role("button", name="看进度").click()
    page.get_by_role("heading", name="往来").wait_for(timeout=SOON)


def say_more(page: Page, words: str) -> None:
    """Add a few words on the progress page."""
    folded = page.locator("summary", has_text="还有话要说")
    if folded.count():
        folded.click()
    page.get_by_label("补充几句").fill(words)
    page.get_by_role("button", name="送出补充").click()
    page.locator(".ui-entry--mine", has_text=words).wait_for(timeout=SOON)


def rate(page: Page, *, result: str, attitude: str) -> None:
    """Rate the result and the attitude, each by itself."""
    page.get_by_role("group", name="事情办得怎么样").get_by_label(result, exact=True).check()
    page.get_by_role("group", name="办事的态度怎么样").get_by_label(attitude, exact=True).check()
    page.get_by_role("button", name="送出评价").click()
    page.get_by_role("heading", name="您的评价").wait_for(timeout=SOON)


def open_case(desk: Page, words: str) -> None:
    """Find the case with these words in the list of all, and open it."""
    desk.goto(f"/desk/liaison/conversations/?{urlencode({'queue': 'all', 'q': words})}")
    desk.locator("a[data-case]", has_text=words).first.click()
    desk.get_by_text(words).first.wait_for(timeout=SOON)


def answer(desk: Page, words: str) -> None:
    """Answer the case on the screen."""
    desk.locator(".bottom-bar").get_by_role("link", name="答复", exact=True).click()
    desk.locator("textarea[name=body]").fill(words)
    desk.locator(".act-form__send button").click()
    desk.get_by_text("“答复”已办好").wait_for(timeout=SOON)


# --- cases: what others than the deputy handle -----------------------------------------------------------


def press(page: Page, name: str, *, of: str = "") -> None:
    """Press the button of a move; on a phone it may lie behind "more".

    Args:
        name: of the move.
        of: the unit whose part it moves, where several have the same button.
    """
    button = page.locator(f"[data-move='{name}']")
    if of:
        part = page.locator(".part", has=page.get_by_role("heading", name=of))
        button = part.locator(f"[data-move='{name}']").or_(button.filter(has_text=of))
    page.wait_for_load_state()
    if not button.first.is_visible():
        page.locator("details.more > summary").first.click()
    button.first.click()


def make_move(page: Page, name: str, *, of: str = "", **fields) -> None:
    """Make a move on the page of a case: press its button, fill its form where it has one, send it."""
    asks = page.locator(f"a[data-move='{name}']").count() > 0
    press(page, name, of=of)
    if asks:
        form = page.locator(f"form.act-form[action$='/{name}/']").first
        form.wait_for(timeout=SOON)
        fill(form, **fields)
        form.locator(".act-form__send button").click()
    page.get_by_text("已办好").first.wait_for(timeout=SOON)


def fill(form: Locator, **fields) -> None:
    """Fill a form by the names of its fields: words, a choice by its label, several choices as a list."""
    for name, value in fields.items():
        control = form.locator(f"[name={name}]").first
        kind = control.evaluate("one => one.type")
        if kind.startswith("select"):
            option = form.locator(f"[name={name}] option", has_text=value).first.get_attribute("value")
            control.select_option(option)
        elif kind in ("radio", "checkbox"):
            for label in [value] if isinstance(value, str) else value:
                box = form.locator("label", has_text=label).filter(has=form.page.locator(f"[name={name}]"))
                box.first.click()
        else:
            control.fill(value)


def open_message(desk: Page, receipt: Receipt) -> None:
    """Open a message on the desk of somebody who may see it."""
    desk.goto(f"/desk/liaison/conversations/{receipt.number}/")


def refer(page: Page, receipt: Receipt, /, **fields) -> int:
    """Hand a message over, as its deputy on her phone; return the key of the case."""
    open_message(page, receipt)
    if not page.locator("[data-door=refer]").is_visible():
        page.locator("details.more > summary").click()
    page.locator("[data-door=refer]").click()
    form = page.locator("#refer")
    form.wait_for(timeout=SOON)
    fill(form, **fields)
    page.locator("button[form=refer]").click()
    page.get_by_text("已交办，承办单位马上收到通知").wait_for(timeout=SOON)
    return key_of_case(page)


def key_of_case(page: Page) -> int:
    """Return the key of the case on the screen."""
    return int(urlsplit(page.url).path.strip("/").split("/")[2])


def answer_from_reply(deputy: Page, receipt: Receipt, own: str) -> None:
    """Answer the constituent from the unit's reply: quote it, say a word of one's own."""
    open_message(deputy, receipt)
    deputy.get_by_role("link", name="引用办理答复").first.click()
    box = deputy.locator("textarea[name=body]")
    box.wait_for(timeout=SOON)
    box.fill(f"{own}\n{box.input_value()}")
    deputy.locator(".act-form__send button").click()
    deputy.get_by_text("“答复”已办好").wait_for(timeout=SOON)
