"""The Word files staff edit, opened again: page, margins, styles, fonts for Chinese, and every word."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from liaison.papers import docx
from tests.suggestions.papers.world import drafted, issued, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(cast, formal, more):
    return issued(cast.he, formal.case, "reply", cast.department, joint=[more.bureau]).data


def opened(file: bytes):
    return Document(BytesIO(file))


def test_page_and_margins_are_those_of_the_standard(data):
    page = opened(docx.letter(data)).sections[0]
    for found, asked in (
        (page.page_width, 210),
        (page.page_height, 297),
        (page.top_margin, 37),
        (page.left_margin, 28),
        (page.right_margin, 26),
        (page.bottom_margin, 35),
        (page.header_distance, 30),
    ):
        assert found.mm == pytest.approx(asked, abs=0.1)
    grid = page._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    # 22 lines of 29.6 pt fill 225 mm but for the space below the last; 28 characters fill 156 mm.
    line = int(grid.get(qn("w:linePitch"))) / 20
    char = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert (21 * line + 16) * 25.4 / 72 == pytest.approx(225, abs=0.5)
    assert 28 * char * 25.4 / 72 == pytest.approx(156, abs=0.5)


def test_styles_name_the_fonts_of_the_standard_for_chinese(data):
    document = opened(docx.letter(data))
    for name, font, size in (
        ("公文正文", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("抄送机关", "仿宋_GB2312", 14),
        ("公文页码", "宋体", 14),
    ):
        style = document.styles[name]
        fonts = style.element.rPr.find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi")} == {font}
        assert style.font.size == Pt(size)
    used = {
        run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run._r.rPr is not None and run._r.rPr.find(qn("w:rFonts")) is not None
    }
    assert "黑体" in used  # the heading of the first level


def test_letter_says_what_the_pdf_says(data):
    text = words_of(docx.letter(data))
    for words in (
        "青澜区住房和建设局",
        "青住建函〔2026〕1号",
        "签发人：何局长",
        "类别标记：A",
        "关于青澜区十八届人大",
        "李敏、唐敬代表：",
        "附件：代表建议办理情况征询意见表",
        "青澜区城市管理局",
        "2026年11月18日",
        "（联系人：赵科员，联系电话：0571-88001234）",
        "抄送：青澜区人大代表工委，青澜区政府办公室。",
    ):
        assert words in text, words
    for paragraph in data["paragraphs"]:
        assert "".join(run["words"] for run in paragraph) in text


def test_every_paragraph_has_a_style_of_its_own_name(data):
    document = opened(docx.letter(data))
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert used == {"公文正文", "公文标题", "抄送机关"}


def test_red_lines_and_page_numbers_stand_where_they_belong(data):
    page = opened(docx.letter(data)).sections[0]
    assert page.different_first_page_header_footer
    header = page.first_page_header.paragraphs[-1]
    border = header._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert border.get(qn("w:val")) == "thickThinSmallGap"
    assert border.get(qn("w:color")) == "E60012"
    footer = page.first_page_footer.paragraphs[0]._p.pPr
    assert footer.find(qn("w:pBdr")).find(qn("w:top")).get(qn("w:val")) == "thinThickSmallGap"
    assert footer.find(qn("w:framePr")).get(qn("w:w")) == str(round(170 / 25.4 * 1440))
    assert "PAGE" not in page.first_page_footer._element.xml
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (docx.RIGHT, docx.LEFT)
    for footer in (page.footer, page.even_page_footer):
        assert 'w:instr="PAGE"' in footer._element.xml


def test_properties_of_paragraphs_keep_the_order_word_wants(data):
    """Word calls a file damaged whose properties stand in another order than the schema's."""
    order = ["pStyle", "keepNext", "framePr", "pBdr", "tabs", "spacing", "ind", "jc"]
    document = opened(docx.letter(data))
    page = document.sections[0]
    places = [document, page.first_page_header, page.first_page_footer, page.footer, page.even_page_footer]
    for place in places:
        for paragraph in place.paragraphs:
            names = [child.tag.split("}")[1] for child in paragraph._p.pPr]
            assert names == sorted(names, key=order.index)


def test_a_draft_is_marked_as_one(cast, formal):
    text = words_of(docx.letter(drafted(cast.zhao, formal.case, "reply", cast.department)))
    assert "（稿，尚未编号）" in text


def test_inquiry_form_is_a_table_to_fill_in(cast, formal):
    issued(cast.he, formal.case, "reply", cast.department)
    data = drafted(cast.li, formal.case, "inquiry", cast.department)
    document = opened(docx.form(data))
    (table,) = document.tables
    labels = [cell.text for row in table.rows for cell in row.cells]
    for words in (
        "建议标题",
        "关于梧桐苑周边路灯改造的建议",
        "青澜区住房和建设局",
        "□ 满意    □ 基本满意    □ 不满意",
        "代表签名",
    ):
        assert words in labels, words
    text = words_of(docx.form(data))
    assert "青住建函〔2026〕1号附件" in text
    assert "分别送青澜区政府办公室、青澜区人大代表工委" in text
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_hand_over_notice_keeps_its_table(cast, formal):
    data = issued(cast.qian, formal.case, "handover", mark="青人办").data
    (table,) = opened(docx.letter(data)).tables
    assert [cell.text for cell in table.rows[1].cells][:2] == ["青澜区住房和建设局", "主办"]
