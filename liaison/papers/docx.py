"""Official letters and forms as Word files that staff edit: the measures and fonts of GB/T 9704-2012 as real styles.

They take the same data as the Typst templates below `templates/papers/letters/`.
"""

from io import BytesIO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONTS = {
    "text": "仿宋_GB2312",
    "hei": "黑体",
    "kai": "楷体_GB2312",
    "title": "方正小标宋简体",
    "figures": "宋体",
}
RED = RGBColor(0xE6, 0x00, 0x12)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
SIZE, LINE = Pt(16), Pt(29.6)
CHARACTER = Mm(156 / 28)
# Paragraph styles: name, font, size, line; all as staff find them in Word's list.
STYLES = (
    ("公文正文", "text", 16, 29.6),
    ("公文标题", "title", 22, 34),
    ("发文机关标志", "title", 36, 38),
    ("抄送机关", "text", 14, 22),
    ("公文页码", "figures", 14, 14),
    ("公文表格", "text", 12, 19),
)


def letter(data: dict) -> bytes:
    """Return a letter (信函格式) as a Word file."""
    file = _document(data["title"])
    _letterhead(file, data)
    shown = data["number"] or "（稿，尚未编号）"
    head = file.add_paragraph(style="公文正文")
    head.paragraph_format.space_before = Pt(14)
    head.paragraph_format.space_after = Pt(30)
    head.paragraph_format.tab_stops.add_tab_stop(Mm(156), 2)  # 2: right
    _run(head, f"签发人：{data['signatory']}\t{shown}" if data["signatory"] else f"\t{shown}")
    title = file.add_paragraph(style="公文标题")
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(30), Pt(30)
    for number, line in enumerate(data["title_lines"]):
        run = _run(title, line, "title")
        if number + 1 < len(data["title_lines"]):
            run.add_break()
    _run(file.add_paragraph(style="公文正文"), f"{data['to']}：")
    for words in data["paragraphs"]:
        _paragraph(file, words)
    if data["table"]:
        _table(file, data["table"])
    for words in data["closing"]:
        _paragraph(file, words)
    _enclosures(file, data["enclosures"])
    _signature(file, data)
    if data["note"]:
        _paragraph(file, [{"words": data["note"], "font": "text"}])
    if data["copies"]:
        copies = file.add_paragraph(style="抄送机关")
        copies.paragraph_format.left_indent, copies.paragraph_format.right_indent = Pt(14 * 4), Pt(14)
        copies.paragraph_format.first_line_indent = Pt(-14 * 3)
        _run(copies, f"抄送：{'，'.join(data['copies'])}。")
        _frame(copies, w=Mm(156), hAnchor="margin", xAlign="left", vAnchor="margin", yAlign="bottom")
    return _bytes(file)


def form(data: dict) -> bytes:
    """Return a form as a Word file with one table for each group."""
    file = _document(data["title"], top=30, bottom=30)
    if data["head"]:
        _run(file.add_paragraph(style="公文正文"), data["head"], "hei")
    title = file.add_paragraph(style="公文标题")
    title.paragraph_format.space_after = Pt(14)
    _run(title, "".join(data["title_lines"]), "title")
    for group in data["groups"]:
        if group["name"]:
            _run(file.add_paragraph(style="公文正文"), group["name"], "hei")
        _cells(file, group["cells"])
    for note in data["notes"]:
        _run(file.add_paragraph(style="公文表格"), note.strip("　"))
    return _bytes(file)


def _document(title: str, *, top: int = 37, bottom: int = 35):
    file = Document()
    file.core_properties.title, file.core_properties.author = title[:255], ""
    file.core_properties.language = "zh-CN"
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = (
        Mm(edge) for edge in (top, bottom, 28, 26)
    )
    page.header_distance, page.footer_distance = Mm(30), Mm(24.5)
    grid = page._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        page._sectPr.append(grid)
    # 22 lines of 28 characters: the pitch in twentieths of a point, the space in 4096ths.
    for name, value in (("type", "linesAndChars"), ("linePitch", "592"), ("charSpace", "-848")):
        grid.set(qn(f"w:{name}"), value)
    _styles(file)
    return file


def _styles(file) -> None:
    normal = file.styles["Normal"]
    _font(normal.font, normal.element.get_or_add_rPr(), "text", 16)
    for name, font, size, line in STYLES:
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _font(style.font, style.element.get_or_add_rPr(), font, size)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    file.styles["公文标题"].paragraph_format.alignment = CENTRE
    file.styles["发文机关标志"].paragraph_format.alignment = CENTRE
    file.styles["发文机关标志"].font.color.rgb = RED


def _font(font, properties, name: str, size: float | None = None) -> None:
    """Set the font for Chinese and for Latin letters alike; Word keeps them apart."""
    font.name = FONTS[name]
    fonts = properties.find(qn("w:rFonts"))
    for script in ("eastAsia", "ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONTS[name])
    if size is not None:
        font.size = Pt(size)


def _run(paragraph: Paragraph, words: str, font: str | None = None):
    run = paragraph.add_run(words)
    if font:
        _font(run.font, run._r.get_or_add_rPr(), font)
    return run


def _paragraph(file, words: list[dict]) -> None:
    paragraph = file.add_paragraph(style="公文正文")
    paragraph.paragraph_format.first_line_indent = 2 * CHARACTER
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for run in words:
        _run(paragraph, run["words"], run["font"] if run["font"] != "text" else None)


def _letterhead(file, data: dict) -> None:
    """The sender and the two double lines, on the first page alone; page numbers on all others, odd right, even left."""
    file.settings.odd_and_even_pages_header_footer = True
    page = file.sections[0]
    page.different_first_page_header_footer = True
    header = page.first_page_header
    mark = header.paragraphs[0]
    mark.style = file.styles["公文正文"]
    if data["class_mark"]:
        _run(mark, f"类别标记：{data['class_mark']}", "hei")
        _frame(mark, hAnchor="margin", xAlign="right", vAnchor="page", y=Mm(20))
        name = header.add_paragraph(style="发文机关标志")
    else:
        name = mark
        name.style = file.styles["发文机关标志"]
    run = _run(name, data["organ"], "title")
    run.font.size = Pt(min(36, int(160 / 25.4 * 72 / max(len(data["organ"]), 1))))
    name.paragraph_format.left_indent, name.paragraph_format.right_indent = Mm(-8), Mm(-6)
    _border(name, "bottom", "thickThinSmallGap", space=11)
    line = page.first_page_footer.paragraphs[0]
    line.style = file.styles["公文页码"]
    _border(line, "top", "thinThickSmallGap", space=0)
    _frame(line, w=Mm(170), hAnchor="page", x=Mm(20), vAnchor="page", y=Mm(277 - 1))
    for footer, side in ((page.footer, RIGHT), (page.even_page_footer, LEFT)):
        number = footer.paragraphs[0]
        number.style = file.styles["公文页码"]
        number.alignment = side
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(14)
        _run(number, "— ")
        _field(number, "PAGE")
        _run(number, " —")


def _enclosures(file, names: list[str]) -> None:
    for number, name in enumerate(names):
        paragraph = file.add_paragraph(style="公文正文")
        paragraph.paragraph_format.left_indent = 2 * CHARACTER
        paragraph.paragraph_format.space_before = LINE if number == 0 else Pt(0)
        _run(
            paragraph,
            f"附件：{name}"
            if len(names) == 1
            else f"{'附件：' if number == 0 else '　　　'}{number + 1}. {name}",
        )


def _signature(file, data: dict) -> None:
    """The names over the date, which leaves four characters free; empty lines leave room for the seal."""
    for number, name in enumerate(data["signers"]):
        organ = file.add_paragraph(style="公文正文")
        organ.paragraph_format.space_before = 2 * LINE if number == 0 else Mm(35)
        free = 4 + (7 - len(name)) / 2  # centred over a date of some seven characters
        organ.paragraph_format.right_indent = int(max(0, free) * CHARACTER)
        organ.paragraph_format.keep_with_next = True
        organ.alignment = RIGHT
        _run(organ, name)
    dated = file.add_paragraph(style="公文正文")
    dated.alignment = RIGHT
    dated.paragraph_format.right_indent = 4 * CHARACTER
    _run(dated, data["dated"])


def _table(file, given: dict) -> None:
    table = file.add_table(rows=0, cols=len(given["head"]), style="Table Grid")
    for number, row in enumerate([given["head"], *given["rows"]]):
        for target, words in zip(table.add_row().cells, row, strict=True):
            paragraph = target.paragraphs[0]
            paragraph.style, paragraph.alignment = file.styles["公文表格"], CENTRE
            _run(paragraph, words, "hei" if number == 0 else None)


def _cells(file, cells: list[dict]) -> None:
    table = file.add_table(rows=0, cols=4, style="Table Grid")
    table.autofit = False
    column, row = 4, None
    for cell in cells:
        if column + cell["span"] > 4:
            row, column = table.add_row(), 0
            for target, width in zip(row.cells, (30, 48, 30, 48), strict=True):
                target.width = Mm(width)
        target = row.cells[column]
        if cell["span"] > 1:
            target = target.merge(row.cells[column + cell["span"] - 1])
        paragraph = target.paragraphs[0]
        paragraph.style = file.styles["公文表格"]
        paragraph.alignment = CENTRE if cell["head"] or cell["centred"] else LEFT
        _run(paragraph, cell["words"], "hei" if cell["head"] else None)
        if cell["room"]:
            row.height = Mm(cell["room"])
        column += cell["span"]


def _border(paragraph: Paragraph, side: str, kind: str, *, space: int) -> None:
    borders, border = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    values = {"val": kind, "sz": "24", "space": str(space), "color": str(RED)}
    for name, value in values.items():
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    _into(paragraph, borders)


def _frame(paragraph: Paragraph, **placed) -> None:
    """Put a paragraph at a place of its own on the page; lengths in EMU become twentieths of a point."""
    frame = OxmlElement("w:framePr")
    for name, value in ({"wrap": "around"} | placed).items():
        frame.set(qn(f"w:{name}"), value if isinstance(value, str) else str(round(value / 635)))
    _into(paragraph, frame)


def _into(paragraph: Paragraph, element) -> None:
    """Add a property of a paragraph where the schema wants it: after the style, before spacing and alignment."""
    properties = paragraph._p.get_or_add_pPr()
    first = {qn("w:pStyle"), qn("w:keepNext"), qn("w:keepLines"), qn("w:pageBreakBefore"), qn("w:framePr")}
    place = sum(child.tag in first for child in properties)
    properties.insert(place, element)


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    shown = OxmlElement("w:r")
    shown.append(OxmlElement("w:t"))
    shown[0].text = "2"  # until Word counts the pages
    field.append(shown)
    paragraph._p.append(field)


def _bytes(file) -> bytes:
    out = BytesIO()
    file.save(out)
    return out.getvalue()
