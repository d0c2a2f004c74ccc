"""Files as they arrive: layouts of real rosters, text files, and what is no spreadsheet."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from deputies.roster import archive, files, read_roster, reference_key, template_bytes, term_label
from deputies.roster.columns import COLUMNS
from deputies.roster.text import number_of
from tests.deputies.roster_sheets import FIELDS, HEADINGS, TODAY, csv_text, line, places, read, saved, xlsx

WIDTH = len(HEADINGS)


def read_file(file):
    return read_roster(file, today=TODAY)


def only_message(file):
    roster = read_file(file)
    assert roster.rows == ()
    (error,) = roster.errors
    assert (error.row, error.column) == (0, "")
    return error.message


# Layouts


def test_titles_blank_lines_totals_and_footers_do_not_disturb():
    def merge(sheet):
        sheet.merge_cells("A1:S1")
        sheet.merge_cells("A2:S2")

    data = xlsx(
        ["长宁区第十八届人民代表大会代表名册"],
        ["填报单位：人事代表工委    截止日期：2026年11月"],
        [],
        HEADINGS,
        line(),
        [],
        ["一、梅溪镇代表团"],
        line(name="王芳", seat=2, mobile=None),
        [2],
        HEADINGS,
        line(name="赵敏", seat=3, mobile=None),
        ["合 计", "3人"],
        [None, "总计：=3"],
        ["注：本表一式两份"],
        ["填表人：钱进", None, None, "审核人：周平"],
        prepare=merge,
    )
    roster = read_file(data)
    assert not roster.errors
    assert [(row.row, row.name) for row in roster.rows] == [(5, "李华"), (8, "王芳"), (11, "赵敏")]


def test_a_header_of_two_merged_rows():
    def merge(sheet):
        for area in ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:G2", "H2:H3"):
            sheet.merge_cells(area)

    roster = read_file(
        xlsx(
            ["名册"],
            ["序号", "姓名", "代表层级", "届别", "选区名称", "联系方式", None, "当选日期"],
            [None, None, None, None, None, "手机", "电子邮箱", None],
            [1, "李华", "区", 18, "第3选区", "13800000001", "bad", "2021-11-08"],
            prepare=merge,
        )
    )
    assert roster.rows[0].mobile == "13800000001"
    assert places(roster.errors) == [(4, "G")]


def test_a_header_whose_upper_row_only_groups():
    roster = read_file(
        xlsx(
            ["基本情况", None, None, "任职", None, "联系"],
            ["序号", "姓名", "代表层级", "届别", "选区", "电话", "当选日期"],
            [1, "李华", "区", 18, "第3选区", "13800000001", "2021-11-08"],
        )
    )
    assert not roster.errors
    assert roster.columns["mobile"] == "F"


def test_cells_merged_over_several_deputies_count_for_each():
    rows = [
        line(name="李华", seat=None, mobile=None),
        line(name="王芳", seat=None, mobile=None, district=None, site=None),
        line(name="赵敏", seat=None, mobile=None, district=None, site=None),
        line(name="周平", seat=None, mobile=None, district=None, site=None),
    ]

    def merge(sheet):
        sheet.merge_cells("J2:J4")
        sheet.merge_cells("P2:P3")

    roster = read(*rows, prepare=merge)
    assert places(roster.errors) == [(5, "J")]
    assert [row.district for row in roster.rows] == ["第3选区", "第3选区", "第3选区", ""]
    assert [bool(row.site) for row in roster.rows] == [True, True, False, False]


def test_the_index_may_be_a_formula_and_numbered_lines_may_be_empty():
    roster = read(line(index="=ROW()-1"), ["=ROW()-1"], ["=ROW()-1"])
    assert not roster.errors
    assert len(roster.rows) == 1


def test_a_wrong_size_written_into_the_sheet_hides_nothing():
    data = edited(xlsx(HEADINGS, line()), "xl/worksheets/sheet1.xml", b'ref="A1:S2"', b'ref="A1"')
    assert len(read_file(data).rows) == 1


def test_the_one_complete_sheet_is_read_and_hidden_sheets_are_not():
    workbook = Workbook()
    workbook.active.append(["序号", "姓名", "备注"])
    for title, state in (("名册", "visible"), ("去年", "hidden")):
        sheet = workbook.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(HEADINGS)
        sheet.append(line())
    roster = read_file(saved(workbook))
    assert (roster.sheet, len(roster.rows), roster.errors) == ("名册", 1, ())


def test_two_complete_sheets_are_one_too_many():
    workbook = Workbook()
    for title in ("梅溪镇", "云林镇"):
        sheet = workbook.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append(line())
    assert "“梅溪镇”、“云林镇”" in only_message(saved(workbook))


# Text files


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ","), ("gb18030", ","), ("utf-16", "\t")]
)
def test_text_files(encoding, delimiter):
    text = csv_text(
        ["名册"], [], HEADINGS, line(name="𠮷华"), line(sex="?", mobile=None, seat=2), delimiter=delimiter
    )
    roster = read_file(text.encode(encoding))
    assert places(roster.errors) == [(5, "C")]
    assert roster.rows[0].name == "𠮷华"
    assert roster.rows[0].elected_on == date(2021, 11, 8)


def test_formulas_and_errors_in_a_text_file():
    text = csv_text(HEADINGS, line(post="=1+1", site="#REF!"))
    roster = read_file(text.encode())
    assert [(error.column, error.message[:3]) for error in roster.errors] == [
        ("G", "是公式"),
        ("P", "是表格"),
    ]


def test_line_breaks_inside_cells_do_not_shift_the_rows():
    text = csv_text(HEADINGS, line(pledge="一\n二"), line(name=None, seat=2, mobile=None))
    assert places(read_file(text.encode()).errors) == [(3, "B")]


# What is no roster


def edited(data, name, old, new):
    """Return the archive with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {part.filename: source.read(part) for part in source.infolist()}
    assert old in parts[name]
    return archive_of(parts | {name: parts[name].replace(old, new)})


def archive_of(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GOOD_FILE = xlsx(HEADINGS, line())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "文件是空的"),
        (b" \n", "文件是空的"),
        (OLE, "旧版 .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        (GOOD_FILE[: len(GOOD_FILE) // 2], "已损坏"),
        (GOOD_FILE[:4] + bytes(200), "已损坏"),
        (edited(GOOD_FILE, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row>"), "已损坏"),
        (edited(GOOD_FILE, "xl/workbook.xml", b"<sheets>", b""), "已损坏"),
        (archive_of({"word/document.xml": "x"}), "不是 Excel 工作簿"),
        (archive_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "不是 Excel 工作簿"),
        (b"%PDF-1.7\n", "不是电子表格"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "不是电子表格"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "不是电子表格"),
        (b"\x00\x01\x02", "不是电子表格"),
        (b"\xff\xfe\x00", "不是电子表格"),
        (b"\x80\x81\xff" * 9, "不是电子表格"),
        ('"' + "长" * 200_000, "文本表格的格式有误"),
        ("姓名,性别\n李华,女\n", "没有找到表头"),
        ("今天天气很好。", "没有找到表头"),
        (xlsx(), "没有找到表头"),
        (bytes(files.MAX_FILE_BYTES + 1), "超过 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence(data, message):
    assert message in only_message(data.encode() if isinstance(data, str) else data)


def swollen(content):
    """Return the good file with ``content`` put before the end of its rows."""
    return edited(GOOD_FILE, "xl/worksheets/sheet1.xml", b"</sheetData>", content + b"</sheetData>")


@pytest.mark.parametrize(
    "content",
    [
        bytes(archive.MAX_UNPACKED_BYTES),
        b"<row/>" * archive.MAX_TAGS,
        b"<row>" + b"<c/>" * archive.MAX_TAGS_OF_ROW + b"</row>",
        b"<x:row>" + b"<x:c/>" * archive.MAX_TAGS_OF_ROW + b"</x:row>",
    ],
    ids=["bytes", "rows", "cells", "prefixed cells"],
)
def test_a_small_file_that_unpacks_into_too_much_is_refused(content):
    bomb = swollen(content)
    assert len(bomb) < 200_000
    assert "内容过大" in only_message(bomb)


def test_an_archive_of_too_many_parts_is_refused():
    parts = {f"p{number}": "" for number in range(archive.MAX_PARTS)}
    assert "内容过大" in only_message(archive_of({"xl/workbook.xml": ""} | parts))


def test_an_archive_with_a_password_is_refused():
    data = bytearray(archive_of({"xl/workbook.xml": "<workbook/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag of the central directory
    assert "压缩包设了密码" in only_message(bytes(data))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_wide_encodings_do_not_hide_tags(encoding):
    with zipfile.ZipFile(io.BytesIO(GOOD_FILE)) as source:
        old = source.read("xl/worksheets/sheet1.xml")
    wide = edited(GOOD_FILE, "xl/worksheets/sheet1.xml", old, old.decode().encode(encoding))
    assert "不该有的内容" in only_message(wide)


def test_one_part_that_poses_as_many_sheets_is_refused():
    workbook = Workbook()
    workbook.create_sheet("二")
    data = edited(saved(workbook), "xl/_rels/workbook.xml.rels", b"sheet2.xml", b"sheet1.xml")
    assert "已损坏" in only_message(data)


def test_entities_do_not_explode():
    laughs = b"<!DOCTYPE r [<!ENTITY a0 'ha'>" + b"".join(
        b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    sheet = laughs + b"]><worksheet><sheetData><row><c t='str'><v>&a9;</v></c></row></sheetData></worksheet>"
    with zipfile.ZipFile(io.BytesIO(GOOD_FILE)) as source:
        old = source.read("xl/worksheets/sheet1.xml")
    assert "不该有的内容" in only_message(edited(GOOD_FILE, "xl/worksheets/sheet1.xml", old, sheet))


def test_a_row_number_from_nowhere_does_not_keep_us_counting():
    data = edited(GOOD_FILE, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="2000000000"')
    assert "下面没有代表" in read_file(data).errors[0].message


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data):
    assert read_file(data).errors


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD_FILE) - 1), st.integers(0, 255))
def test_no_changed_byte_raises(at, byte):
    read_file(GOOD_FILE[:at] + bytes([byte]) + GOOD_FILE[at + 1 :])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=WIDTH, max_size=WIDTH))
def test_no_text_in_the_cells_raises(cells):
    read_file(csv_text(HEADINGS, cells).encode("utf-8", "replace"))


# Size


def numbered(count):
    return [
        line(
            index=number, name="王" + "甲乙丙丁戊己庚辛壬癸"[number % 10], seat=number % 9999 + 1, mobile=None
        )
        for number in range(count)
    ]


def test_five_thousand_rows_are_read_and_one_more_is_too_many():
    roster = read_file(csv_text(HEADINGS, *numbered(5000)).encode())
    assert (len(roster.rows), roster.errors) == (5000, ())

    roster = read_file(csv_text(HEADINGS, *numbered(5001)).encode())
    assert (len(roster.rows), places(roster.errors)) == (5000, [(5002, "")])
    assert "超过 5000 行" in roster.errors[0].message


def test_subtotals_cannot_hide_that_a_sheet_was_cut():
    rows = [row for row in numbered(4990) for row in ([row, ["小计"]] if row[0] % 20 == 0 else [row])]
    roster = read_file(csv_text(HEADINGS, *rows).encode())
    assert any("超过 5000 行" in error.message for error in roster.errors)


# The template


def test_the_template_is_a_roster_without_deputies():
    roster = read_file(template_bytes())
    assert [error.message for error in roster.errors] == ["表头下面没有代表"]
    assert list(roster.columns) == FIELDS
    assert roster.ignored == ()


def test_a_filled_template_is_read_without_fault():
    workbook = load_workbook(io.BytesIO(template_bytes()))
    for place, value in enumerate(line(elected_on=date(2021, 11, 8)), start=1):
        workbook["人大代表名册"].cell(4, place, value)
    roster = read_file(io.BytesIO(saved(workbook)))
    assert (len(roster.rows), roster.errors) == (1, ())


def test_the_template_explains_every_column_and_offers_lists():
    workbook = load_workbook(io.BytesIO(template_bytes()))
    roster, notes = workbook.worksheets
    assert "A1:S1" in {str(area) for area in roster.merged_cells.ranges}
    assert [cell.value.rstrip("*") for cell in roster[3]] == HEADINGS
    explained = {row[0].value: row[2].value for row in notes.iter_rows(min_row=7)}
    assert list(explained) == HEADINGS
    assert all(explained.values())
    lists = {str(rule.sqref): rule.formula1 for rule in roster.data_validations.dataValidation}
    assert lists == {
        "C4:C5003": '"男,女"',
        "H4:H5003": '"全国,省,市,区（县）,乡镇"',
        "R4:R5003": '"是,否"',
    }


def test_the_examples_of_the_notes_are_themselves_faultless():
    roster = read([column.example for column in COLUMNS])
    assert not roster.errors


# Small parts


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("3", 3), ("018", 18), ("三", 3), ("十", 10), ("十八", 18), ("二十", 20), ("九十九", 99), ("一百", 100),
        ("一百零五", 105), ("一百二十三", 123), ("一百一十", 110), ("", None), ("零", None), ("八十十", None),
        ("1234", None), ("甲", None),
    ],
)  # fmt: skip
def test_numerals(numeral, value):
    assert number_of(numeral) == value


@pytest.mark.parametrize(
    ("number", "label"),
    [
        (1, "第一届"),
        (10, "第十届"),
        (18, "第十八届"),
        (20, "第二十届"),
        (99, "第九十九届"),
        (105, "第一百零五届"),
    ],
)
def test_labels_of_terms(number, label):
    assert term_label(number) == label


@given(st.integers(1, 999))
def test_a_label_reads_back(number):
    assert number_of(term_label(number)[1:-1]) == number


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("第 ３ 选区", "第三选区", True),
        ("梅溪镇第3选区", "梅溪镇第三选区", True),
        ("第十三选区", "第3选区", False),
        ("第一百二十三选区", "123选区", True),
        ("Ａ区（东）", "a区(东)", True),
    ],
)
def test_keys_of_references(one, other, same):
    assert (reference_key(one) == reference_key(other)) is same
