"""The reply letter measured on its pages against GB/T 9704-2012 (§5.2, §7, §10.1), each figure with its tolerance.

All lengths in millimetres. Characters are measured by their ink, which stays up to half a millimetre inside the
square of a character of size 3 (5.64 mm).
"""

import pytest

from liaison.papers import press
from tests.suggestions.papers.measure import Measured
from tests.suggestions.papers.world import drafted, issued, pdf_of

pytestmark = pytest.mark.django_db
approx = pytest.approx

LEFT, TOP, WIDTH, HEIGHT = 28, 37, 156, 225
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
SIZE_3, SIZE_4 = 16 * 25.4 / 72, 14 * 25.4 / 72
LINE = SIZE_3 * 15 / 8  # 行: a character and 7/8 of its height
CHAR = WIDTH / 28
INK = 0.5  # ink inside the square of a character


@pytest.fixture
def letter(cast, formal):
    """The issued letter of several pages."""
    return Measured(pdf_of(issued(cast.he, formal.case, "reply", cast.department)))


def full_lines(letter, number):
    """The lines of nothing but body text, without page number."""
    return [row for row in letter.lines(number) if len(row) == 28 and row[0].top > 30]


def test_paper_is_a4_and_runs_over_several_pages(letter):
    assert len(letter) == 3
    page = letter.document[0]
    assert (page.get_width() * 25.4 / 72, page.get_height() * 25.4 / 72) == approx((210, 297), abs=0.1)


def test_name_of_the_organ_is_red_centred_and_begins_30_mm_from_the_edge(letter):
    name = letter.line_with(0, "青澜区住房和建设局")
    assert min(char.top for char in name) == approx(30, abs=0.5)
    assert (name[0].left + name[-1].right) / 2 == approx(105, abs=0.5)
    page = letter.document[0].render(scale=4).to_pil().convert("RGB")
    scale = 4 * 72 / 25.4
    box = tuple(round(value * scale) for value in (name[0].left, name[0].top, name[0].right, name[0].bottom))
    colours = {
        colour for _count, colour in page.crop(box).getcolors(100_000) if max(colour) - min(colour) > 150
    }
    assert colours
    assert all(red > 200 and green < 110 and blue < 110 for red, green, blue in colours)


def test_first_red_double_line_thick_over_thin(letter):
    name = letter.line_with(0, "青澜区住房和建设局")
    thick, thin = letter.bars(0)[:2]
    assert thick.top - max(char.bottom for char in name) == approx(4, abs=0.3)
    for bar in (thick, thin):
        assert bar.right - bar.left == approx(170, abs=0.3)
        assert (bar.left + bar.right) / 2 == approx(105, abs=0.2)
    assert thick.bottom - thick.top > 1.5 * (thin.bottom - thin.top)
    assert 0.2 < thin.top - thick.bottom < 0.8


def test_second_red_double_line_thin_over_thick_20_mm_from_the_lower_edge(letter):
    bars = letter.bars(0)
    assert len(bars) == 4
    thin, thick = bars[2:]
    assert 297 - thick.bottom == approx(20, abs=0.3)
    for bar in (thin, thick):
        assert bar.right - bar.left == approx(170, abs=0.3)
        assert (bar.left + bar.right) / 2 == approx(105, abs=0.2)
    assert thick.bottom - thick.top > 1.5 * (thin.bottom - thin.top)


def test_double_lines_stand_on_the_first_page_alone(letter):
    assert [len(letter.bars(number)) for number in range(len(letter))] == [4, 0, 0]


def test_file_number_at_the_right_edge_seven_eighths_below_the_line(letter):
    number = letter.line_with(0, "青住建函〔2026〕1号")
    line = letter.bars(0)[1]
    top = min(char.top for char in number)
    assert top - line.bottom == approx(SIZE_3 * 7 / 8, abs=INK)
    assert number[-1].right == approx(RIGHT, abs=INK)


def test_class_mark_stands_at_the_upper_right_above_the_name(letter):
    mark = letter.line_with(0, "类别标记：A")
    name = letter.line_with(0, "青澜区住房和建设局")
    assert mark[-1].right == approx(RIGHT, abs=INK)
    assert max(char.bottom for char in mark) < min(char.top for char in name)


def test_title_is_centred_two_lines_below_the_number(letter):
    number = letter.line_with(0, "青住建函〔2026〕1号")
    title = letter.line_with(0, "关于青澜区十八届人大")
    row = next(row for row in letter.lines(0) if title[0] in row)
    square = 22 * 25.4 / 72
    assert title[0].top - max(char.bottom for char in number) == approx(2 * LINE, abs=1)
    assert (row[0].left + row[-1].right) / 2 == approx(LEFT + WIDTH / 2, abs=1)
    assert title[1].left - title[0].left == approx(square, abs=0.5)


def test_addressee_stands_flush_left_one_line_below_the_title(letter):
    rows = letter.lines(0)
    at = next(number for number, row in enumerate(rows) if row[0].char == "李")
    assert "".join(char.char for char in rows[at]) == "李敏、唐敬代表："
    assert rows[at][0].left == approx(LEFT, abs=INK)
    gap = rows[at][0].top - max(char.bottom for char in rows[at - 1])
    assert gap == approx(LINE, abs=1)


def test_a_full_page_has_22_lines_of_28_characters(letter):
    body = [row for row in letter.lines(1) if row[0].top < BOTTOM]
    assert len(body) == 22
    assert [len(row) for row in body[:-1]].count(28) >= 20
    tops = [min(char.top for char in row) for row in body]
    pitches = [below - above for above, below in zip(tops, tops[1:], strict=False)]
    pitch = (HEIGHT - SIZE_3) / 21
    assert pitches == [approx(pitch, abs=INK)] * 21
    steps = [
        right.centre - left.centre
        for row in full_lines(letter, 1)
        for left, right in zip(row, row[1:], strict=False)
    ]
    assert sum(steps) / len(steps) == approx(CHAR, abs=0.05)


def test_body_fills_the_type_area_and_does_not_leave_it(letter):
    body = [row for row in letter.lines(1) if row[0].top < BOTTOM]
    assert min(char.top for char in body[0]) == approx(TOP, abs=1)
    assert max(char.bottom for char in body[-1]) == approx(BOTTOM, abs=1)
    assert min(row[0].left for row in body) == approx(LEFT, abs=1)
    assert max(row[-1].right for row in body) == approx(RIGHT, abs=1)
    for number in range(len(letter)):
        for row in letter.lines(number):
            if TOP + 5 < row[0].top < BOTTOM - 5:
                assert row[0].left > LEFT - 0.1
                assert row[-1].right < RIGHT + 0.1


def test_a_paragraph_begins_two_characters_in(letter):
    first = letter.line_with(0, "你们提出的")
    assert first[0].left == approx(LEFT + 2 * CHAR, abs=INK)


def test_no_number_on_the_first_page_then_even_left_odd_right(letter):
    assert not [char for char in letter.chars(0) if char.char == "—"]
    for number, side in ((1, "left"), (2, "right")):
        figure = [char for char in letter.chars(number) if char.top > BOTTOM + 2]
        assert "".join(char.char for char in figure) == f"—{number + 1}—"
        assert figure[0].middle - BOTTOM == approx(7, abs=0.5)
        if side == "left":
            assert figure[0].left == approx(LEFT + SIZE_3, abs=INK)
        else:
            assert figure[-1].right == approx(RIGHT - SIZE_3, abs=INK)


def test_date_leaves_four_characters_and_the_signature_is_centred_over_it(letter):
    dated = letter.line_with(2, "2026年11月18日")
    name = letter.line_with(2, "青澜区住房和建设局")
    # 日 is narrow: the middle of its square stands four and a half characters from the edge.
    assert RIGHT - dated[-1].centre == approx(4.5 * CHAR, abs=INK)
    assert (name[0].left + name[-1].right) / 2 == approx((dated[0].left + dated[-1].right) / 2, abs=INK)
    assert dated[0].middle - name[0].middle == approx((HEIGHT - SIZE_3) / 21, abs=INK)


def test_there_is_room_for_a_seal_over_signature_and_date(letter):
    """A seal of 42 mm, its centre between signature and date, reaches to within a line of the text above."""
    dated = letter.line_with(2, "2026年11月18日")
    name = letter.line_with(2, "青澜区住房和建设局")
    enclosure = letter.line_with(2, "附件：代表建议办理情况征询意见表")
    middle = (min(char.top for char in name) + max(char.bottom for char in dated)) / 2
    # "偏下": signature and date stand a little below the centre of the seal.
    seal_top = middle - 3 - 21
    assert 0 <= seal_top - max(char.bottom for char in enclosure) <= LINE


def test_signature_never_stands_alone_on_its_page(letter):
    above = [row for row in letter.lines(2) if row[0].top < letter.line_with(2, "青澜区住房和建设局")[0].top]
    assert any("衷心感谢" in "".join(char.char for char in row) for row in above)


def test_person_to_ask_stands_in_brackets_below_the_date(letter):
    note = letter.line_with(2, "（联系人：赵科员，联系电话：0571-88001234）")
    dated = letter.line_with(2, "2026年11月18日")
    assert note[1].left - CHAR == approx(LEFT + 2 * CHAR, abs=INK)
    assert note[1].middle - dated[0].middle == approx((HEIGHT - SIZE_3) / 21, abs=INK)


def test_copy_block_is_last_in_the_type_area_of_the_last_page(letter):
    rows = [row for row in letter.lines(2) if row[0].top < BOTTOM]
    at = next(number for number, row in enumerate(rows) if row[0].char == "抄")
    assert rows[at][0].left == approx(LEFT + SIZE_4, abs=INK)
    assert rows[at][1].centre - rows[at][0].centre == approx(SIZE_4, abs=0.2)
    last = rows[-1]
    assert last[-1].char == "。"
    assert max(char.bottom for char in last) == approx(BOTTOM, abs=1)
    words = "".join(char.char for row in rows[at:] for char in row)
    assert words == "抄送：青澜区人大代表工委，青澜区政府办公室，青澜区城市管理局。"
    assert not any(bar for bar in letter.bars(2))


def test_a_draft_has_no_number_and_says_so_on_every_page(cast, formal):
    data = drafted(cast.zhao, formal.case, "reply", cast.department)
    assert data["number"] == ""
    draft = Measured(press.pdf("letters/reply.typ", data))
    assert "〔2026〕" not in draft.text(0)
    assert "（稿，尚未编号）" in draft.text(0)
    assert all("稿" in draft.text(number) for number in range(len(draft)))
