"""The whole way in a real browser: scan, speak, be answered, rate (issue 2, must show 2, 4 and 5)."""

import io
from urllib.parse import urlencode

import pytest
from PIL import Image

from tests.browser import steps
from tests.browser.steps import SOON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DEPUTY = "li"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def stranger(request, open_phone):
    """A phone that has never been here, with and without scripts."""
    return open_phone(java_script_enabled=request.param)


def test_from_code_to_receipt_in_three_screens(scan, stranger):
    screens = steps.screens_of(stranger)
    stranger.goto(scan(DEPUTY))
    steps.fill_message(stranger, "梧桐苑东门的减速带松了，电动车过去会打滑。")
    receipt = steps.send(stranger)
    assert len(screens) == 3, screens
    assert screens[-1].endswith(f"/track/{receipt.number}/receipt/")
    assert len(receipt.pin.replace(" ", "")) == 6
    assert steps.decode(stranger.locator(".receipt svg").screenshot()).endswith(f"/track/{receipt.number}/")


def test_message_answered_twice_and_rated(scan, open_phone, signed_in):
    words = "菜场后门的窨井盖响了一个月，夜里睡不着。"
    phone = open_phone()
    phone.goto(scan(DEPUTY))
    steps.fill_message(phone, words)
    receipt = steps.send(phone)

    deputy = signed_in(DEPUTY)
    steps.open_case(deputy, words)
    deputy.get_by_role("button", name="接单").click()
    deputy.get_by_text("已接单").first.wait_for(timeout=SOON)
    steps.answer(deputy, "今天去看过，井盖的垫圈掉了，周五前换好。")

    second = open_phone()
    steps.track(second, receipt)
    second.get_by_text("周五前换好").wait_for(timeout=SOON)
    steps.say_more(second, "周五过了，还是响。")

    steps.open_case(deputy, words)
    deputy.get_by_text("周五过了，还是响。").first.wait_for(timeout=SOON)
    steps.answer(deputy, "对不起，工人漏了一处，今天上午补好了，我站在那里听过。")

    second.reload()
    steps.rate(second, result="满意", attitude="基本满意")
    assert second.locator(".track-head").inner_text().endswith("已办结")
    assert "事情办得：满意；态度：基本满意。" in second.locator("main").inner_text()
    for page in (phone, second, deputy):
        assert page.faults == []
        assert page.strangers == []


def test_booked_into_a_reception_day_until_minutes_are_kept(scan, open_phone, signed_in):
    words = "想当面说说 3 幢加装电梯的事，六户都签了字。"
    phone = open_phone()
    screens = steps.screens_of(phone)
    phone.goto(scan(DEPUTY))
    day = steps.fill_appointment(phone, words)
    receipt = steps.send(phone)
    assert len(screens) == 3, screens
    phone.get_by_role("link", name="看进度").click()
    phone.locator(".track-head", has_text="已约好").wait_for(timeout=SOON)

    deputy = signed_in(DEPUTY)
    deputy.goto(f"/desk/liaison/reception/{day}/")
    booking = deputy.locator(".case-card", has_text=words)
    booking.locator("summary", has_text="记录接待").click()
    booking.get_by_label("谈了什么、答应了什么").fill("六户到齐，差一户公证。下周三前请街道一起上门。")
    booking.get_by_role("button", name="存好记录").click()
    deputy.get_by_text("已记录。").wait_for(timeout=SOON)

    second = open_phone()
    steps.track(second, receipt)
    second.get_by_text("下周三前请街道一起上门").first.wait_for(timeout=SOON)
    steps.rate(second, result="基本满意", attitude="满意")
    assert second.locator(".track-head").inner_text().endswith("已办结")


def test_photos_lose_where_they_were_taken(scan, stranger, signed_in, open_phone):
    words = "单元门的锁坏了，请看照片，谁都能进。"
    photos = [steps.photo_with_place("red"), steps.photo_with_place("blue")]
    assert Image.open(io.BytesIO(photos[0]["buffer"])).getexif().get_ifd(0x8825)
    stranger.goto(scan(DEPUTY))
    steps.fill_message(stranger, words, photos=photos)
    receipt = steps.send(stranger)
    stranger.goto(f"/track/{receipt.number}/")
    links = stranger.locator(".ui-photos a")
    addresses = [links.nth(n).get_attribute("href") for n in range(links.count())]
    assert len(addresses) == len(photos)
    deputy, passer_by = signed_in(DEPUTY), open_phone()
    for address in addresses:
        for reader in (stranger, deputy):
            for size in ("", "?size=small"):
                served = reader.request.get(address + size)
                assert served.ok
                assert not dict(Image.open(io.BytesIO(served.body())).getexif())
                assert b"TestPhone" not in served.body()
        assert passer_by.request.get(address).status == 404


def test_words_outlive_a_lost_network(scan, open_phone, sent):
    words = "地铁口的自行车停得走不过去，推着轮椅只能走马路。"
    phone = open_phone()
    phone.goto(scan(DEPUTY))
    steps.fill_message(phone, words)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="送出", exact=True).dblclick()
    phone.get_by_text("网络不好，已替您保存").wait_for(timeout=SOON)
    assert phone.get_by_label("您想说什么").input_value() == words
    phone.context.set_offline(False)
    steps.read_receipt(phone)
    assert sent(words) == 1


def test_words_outlive_a_closed_page(scan, open_phone, sent):
    words = "楼上的空调水滴在我家雨棚上，整夜响。"
    phone = open_phone()
    phone.goto(scan(DEPUTY))
    steps.fill_message(phone, words)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="送出", exact=True).click()
    phone.get_by_text("网络不好，已替您保存").wait_for(timeout=SOON)
    phone.context.set_offline(False)
    address = phone.url
    phone.close()
    again = phone.context.new_page()
    again.goto(address)
    if "receipt" not in again.url:
        again.get_by_text("上次没写完的内容替您留着").wait_for(timeout=SOON)
        assert again.get_by_label("您想说什么").input_value() == words
        steps.send(again)
    assert sent(words) == 1


def test_a_double_tap_makes_one_message(scan, stranger, sent):
    words = f"公交站的座椅断了一条腿。{id(stranger)}"
    stranger.goto(scan(DEPUTY))
    steps.fill_message(stranger, words)
    stranger.get_by_role("button", name="送出", exact=True).dblclick()
    steps.read_receipt(stranger)
    assert sent(words) == 1


@pytest.fixture
def sent(signed_in):
    """How many messages with these words the congress office sees."""
    office = signed_in("qian")

    def count(words: str) -> int:
        office.goto("/desk/liaison/conversations/?" + urlencode({"queue": "all", "q": words}))
        return office.locator("[data-case]").count()

    return count


def never_permanent(answers) -> None:
    """Check that no answer on the way may be kept by a cache or stand for ever."""
    assert answers
    for answer in answers:
        assert answer.status in (200, 302), (answer.status, answer.url)
        assert "no-store" in answer.headers["cache-control"], answer.url


@pytest.mark.parametrize(("code", "notice"), [("yexc", "暂时停止执行代表职务"), ("xuhong", "没有在任代表")])
def test_words_to_who_does_not_serve_go_to_the_site(demo, open_phone, code, notice):
    token, place = demo["printed"][code]
    phone = open_phone()
    answers = steps.answers_of(phone)
    phone.goto(f"/c/{token}/")
    cover = phone.locator("main").inner_text()
    assert notice in cover
    assert place in cover
    words = f"市场二楼的消防栓前面堆满了货。{code}"
    steps.fill_message(phone, words)
    receipt = steps.send(phone)
    assert f"由{place}接收" in phone.locator(".receipt").inner_text()
    phone.goto(f"/track/{receipt.number}/")
    never_permanent(answers)


def test_after_a_change_of_term_the_same_print_opens_the_successor(demo, open_phone, signed_in):
    token, _place = demo["printed"]["jiangml"]
    vacant, place = demo["printed"]["yaoxz"]
    phone = open_phone()
    answers = steps.answers_of(phone)
    phone.goto(f"/c/{token}/")
    assert phone.locator(".person__name").inner_text() == "姜美丽"
    words = "白鹭小学门口的斑马线磨没了，请重新画一下。"
    steps.fill_message(phone, words)
    receipt = steps.send(phone)

    change_term(signed_in("qian", {"width": 1440, "height": 900}))

    phone.goto(f"/c/{token}/")
    assert phone.locator(".person__name").inner_text() == "金晓亮"
    phone.goto(f"/track/{receipt.number}/")
    assert "换届后由金晓亮代表继续办理" in phone.locator("main").inner_text()
    successor = signed_in("jinxl")
    steps.open_case(successor, words)
    phone.goto(f"/c/{vacant}/")
    assert place in phone.locator("main").inner_text()
    never_permanent(answers)


def change_term(desk) -> None:
    """Change the term of the town on the page that is made for it."""
    desk.goto("/desk/liaison/tenure/terms/")
    desk.get_by_role("checkbox").check()
    desk.get_by_role("button", name="换届", exact=True).click()
    desk.get_by_role("button", name="确定", exact=True).click()
    desk.get_by_text("换届完成").wait_for(timeout=SOON)
