"""The five tiers walked by the right people from message to rating (issue 3, must show 3).

The first tier, answered by the deputy herself, is in `test_journeys`.
"""

import pytest

from tests.browser import steps
from tests.browser.steps import DESK, SOON

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAME, PHONE_NUMBER = "闻人哨", "13912345098"
CASE = "/desk/suggestions/{}/"


@pytest.fixture
def said(scan, open_phone):
    """Say something to a deputy, with a name and a phone left for her alone; the phone and the receipt."""

    def say(to: str, words: str):
        phone = open_phone()
        phone.goto(scan(to))
        steps.fill_message(phone, words, contact=(NAME, PHONE_NUMBER))
        return phone, steps.send(phone)

    return say


@pytest.fixture
def at_case(signed_in):
    """Open a case on somebody's desk, as handling units do, and see that nothing tells who said it."""
    pages = []

    def open_at(username: str, key: int, viewport=DESK):
        page = signed_in(username, viewport)
        page.goto("/desk/")
        page.goto(CASE.format(key))
        pages.append(page)
        tells_nobody(page)
        return page

    yield open_at
    for page in pages:
        tells_nobody(page)
        assert (page.faults, page.strangers) == ([], [])


def tells_nobody(page) -> None:
    shown = page.content()
    assert NAME not in shown
    assert PHONE_NUMBER[-4:] not in shown


def rated_by(phone, receipt, *, sees: list[str]) -> None:
    """The constituent reads how it went, and rates; then it is settled."""
    phone.goto(f"/track/{receipt.number}/")
    told = phone.locator("main").inner_text()
    for words in sees:
        assert words in told, (words, told)
    steps.rate(phone, result="满意", attitude="满意")
    assert phone.locator(".track-head").inner_text().endswith("已办结")


PHASES = ["点单", "接单", "领单", "验单"]


def test_second_tier_the_community_handles_from_the_deputys_phone(said, signed_in, at_case):
    words = "梧桐苑 9 幢后面的下水道盖板碎了一块，晚上走路要绕着走。"
    phone, receipt = said("li", words)
    deputy = signed_in("li")
    key = steps.refer(
        deputy, receipt, tier="社区、街道", near="梧桐社区",
        title="梧桐苑 9 幢后下水道盖板破碎", brief="盖板碎了一块，夜间行人有踩空的危险，请先围挡再更换。",
    )  # fmt: skip
    phone.goto(f"/track/{receipt.number}/")
    assert "梧桐社区" in phone.locator("main").inner_text()

    worker = at_case("wu", key, steps.PHONE)
    steps.make_move(worker, "sign")
    steps.make_move(
        worker, "release", body="当天围好，第二天换了新盖板。",
        contact_person="吴晓燕", contact_phone="8800 2001",
    )  # fmt: skip

    steps.answer_from_reply(deputy, receipt, "我去踩过，稳的。")
    rated_by(phone, receipt, sees=["我去踩过，稳的。", "换了新盖板", *PHASES])


def test_third_tier_a_department_with_a_co_handler(said, signed_in, at_case):
    words = "银杏家园门口公交站的垃圾桶被撞扁了，果皮纸屑刮得到处都是。"
    phone, receipt = said("li", words)
    deputy = signed_in("li")
    key = steps.refer(
        deputy, receipt, tier="部门、其他单位", far="区城管局", title="银杏家园公交站垃圾桶损坏",
        brief="垃圾桶被撞扁，请更换并加固。",
    )  # fmt: skip
    steps.make_move(deputy, "assign", unit="区交通局", role="会办")

    clerk = at_case("luoxy", key)
    steps.make_move(clerk, "sign")
    helper = at_case("fuch", key)
    steps.make_move(helper, "sign")
    steps.make_move(helper, "release", body="站台内可以固定，我们来打膨胀螺丝。")
    clerk.reload()
    steps.make_move(
        clerk, "draft", body="已换成固定式垃圾桶。", contact_person="罗小勇", contact_phone="8800 6021"
    )
    head = at_case("jiangzp", key)
    steps.make_move(head, "release", of="区城管局")

    steps.answer_from_reply(deputy, receipt, "今天路过看了，新桶是固定的。")
    rated_by(phone, receipt, sees=["新桶是固定的", "区城管局", *PHASES])
    told = phone.locator("main").inner_text()
    assert "打膨胀螺丝" not in told


def test_fourth_tier_three_messages_become_a_suggestion(said, signed_in, at_case, open_phone):
    told = [
        said("li", f"{where}斑马线磨得看不见了，孩子过马路车都不让。")
        for where in ("长宁小学东门的", "学士路口的", "梧桐苑北门外的")
    ]
    deputy = signed_in("li")
    key = draft_from_survey(deputy, "斑马线磨得看不见了")
    steps.make_move(deputy, "invite", deputies=["陈建国", "周晓岚"])
    for cosigner in ("chenjg", "zhouxl"):
        steps.make_move(at_case(cosigner, key, steps.PHONE), "cosign")
    deputy.goto(CASE.format(key))
    steps.make_move(deputy, "submit")
    first, receipt = told[0]
    first.goto(f"/track/{receipt.number}/")
    assert "代表建议" in first.locator("main").inner_text()

    office = signed_in("qian", DESK)
    office.goto(CASE.format(key))
    steps.make_move(office, "accept")
    number = office.locator("h1 .receipt-number").inner_text()
    hand_over(office, lead="区交通局", units=["区交警大队"])
    reply_to_the_deputies(at_case, key)

    for who in ("li", "chenjg", "zhouxl"):
        page = at_case(who, key, steps.PHONE) if who != "li" else deputy
        page.goto(CASE.format(key))
        steps.make_move(page, "rate", result="满意", attitude="满意")
    office.goto(CASE.format(key))
    steps.make_move(office, "complete")
    publish(office)
    page = open_phone()
    page.goto("/published/")
    page.get_by_role("link", name="关于磨损斑马线限期重画的建议").first.click()
    shown = page.locator("main").inner_text()
    assert number in shown.replace(" ", "")
    assert "三十二处全部重画" in shown
    tells_nobody(page)

    for phone, receipt in told:
        phone.goto(f"/track/{receipt.number}/")
        assert number.rpartition("届")[2] in phone.locator("main").inner_text()
    steps.answer_from_reply(deputy, receipt, "都画好了，我一处一处走过。")
    rated_by(phone, receipt, sees=["都画好了，我一处一处走过。", "三十二处全部重画", *PHASES])


def draft_from_survey(deputy, words: str) -> int:
    """Gather the messages with these words into a survey, and write its findings into a draft; return its key."""
    deputy.goto("/desk/suggestions/collect/")
    for line in deputy.locator(".collect__group label", has_text=words).all():
        line.click()
    deputy.get_by_role("button", name="做调研").click()
    form = deputy.locator("form.draft")
    steps.fill(
        form, title="斑马线磨损情况调研", how="走访", started_on="2025-01-06", findings="走了四十个路口，三十二处看不清。"
    )  # fmt: skip
    form.get_by_role("button", name="保存").click()
    deputy.get_by_role("link", name="起草建议").click()
    steps.fill(
        form, title="关于磨损斑马线限期重画的建议", facts="全区四十个路口中三十二处斑马线看不清。",
        reasons="标线没有定期养护，报修要等半年。", proposal="一个月内重画，以后每年春秋两季检查一次。",
    )  # fmt: skip
    form.get_by_role("button", name="存好，下一步").click()
    deputy.locator(".bottom-bar").wait_for(timeout=SOON)
    return steps.key_of_case(deputy)


def hand_over(office, **fields) -> None:
    steps.press(office, "hand_over")
    form = office.locator("form.hand-over")
    form.wait_for(timeout=SOON)
    steps.fill(form, **fields)
    form.get_by_role("button", name="交办并通知").click()
    office.get_by_text("已办好").or_(office.get_by_text("已交办")).first.wait_for(timeout=SOON)


def reply_to_the_deputies(at_case, key: int) -> None:
    """The co-handler gives its opinion; the lead unit talks with the deputy, drafts, and its head releases."""
    helper = at_case("yuef", key)
    steps.make_move(helper, "sign")
    steps.make_move(helper, "release", body="重画期间派人指挥交通。")
    clerk = at_case("dingxl", key)
    steps.make_move(clerk, "sign")
    for phase in ("办理前", "办理中"):
        steps.make_move(clerk, "contact", phase=phase, kind="面商", body="和代表一起走了三个路口。")
    steps.make_move(
        clerk, "draft", body="三十二处全部重画，以后每年春秋两季检查。", reply_class="A",
        contact_person="丁晓玲", contact_phone="8800 6031",
    )  # fmt: skip
    steps.make_move(at_case("fuch", key), "release")


def publish(office) -> None:
    steps.press(office, "archive")
    form = office.locator("form.publish")
    form.wait_for(timeout=SOON)
    form.locator("label", has_text="全文公开").click()
    form.locator("[name=checked]").check()
    form.get_by_role("button", name="决定并归档").click()
    office.get_by_text("已归档").first.wait_for(timeout=SOON)


def test_fifth_tier_a_relay_goes_up_and_the_answer_comes_down(said, signed_in, at_case):
    words = "夜里从市第一医院出来，末班车已经没有了，陪床的人只能走回来。"
    phone, receipt = said("li", words)
    deputy = signed_in("li")
    key = steps.refer(
        deputy, receipt, tier="上级代表", deputy="孟凡亮", title="市第一医院夜间公交",
        brief="市第一医院 22:30 后没有公交，请在市里反映延长末班。",
    )  # fmt: skip
    relayed = at_case("mengfl", key, steps.PHONE)
    steps.make_move(relayed, "sign")
    steps.make_move(relayed, "release", body="公交集团答应末班延到零点，下月起。")
    steps.answer_from_reply(deputy, receipt, "孟代表从市里带回了准话。")
    rated_by(phone, receipt, sees=["孟代表从市里带回了准话", "末班延到零点", *PHASES])


def test_a_unit_without_accounts_answers_on_a_one_time_page(said, signed_in, open_phone):
    words = "书院路后面那条小沟又黑又臭，夏天苍蝇成团。"
    phone, receipt = said("li", words)
    deputy = signed_in("li")
    steps.refer(
        deputy, receipt, tier="部门、其他单位", far="区生态环境局", title="书院路小沟发黑发臭",
        brief="小沟发黑发臭，请查明来源。",
    )  # fmt: skip
    steps.press(deputy, "send_link")
    deputy.get_by_role("button", name="生成链接").click()
    address = deputy.locator("#link-address").input_value(timeout=SOON)

    preview, unit = open_phone(java_script_enabled=False), open_phone()
    assert preview.goto(address).status == 200
    unit.goto(address)
    tells_nobody(unit)
    unit.get_by_role("button", name="签收，由我们办理").click()
    unit.locator("#reply").wait_for(timeout=SOON)
    form = unit.locator("#reply")
    steps.fill(
        form, body="封了一个混接口，清淤今天完成。", contact_person="水环境科", contact_phone="8800 6081"
    )
    form.get_by_role("button", name="送出答复").click()
    unit.get_by_text("已经通过这个链接答复").or_(unit.get_by_text("答复")).first.wait_for(timeout=SOON)
    assert preview.goto(address).status == 410
    tells_nobody(unit)

    steps.answer_from_reply(deputy, receipt, "我去闻过了，不臭了。")
    rated_by(phone, receipt, sees=["我去闻过了，不臭了。", *PHASES])
