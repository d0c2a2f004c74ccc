"""Spreadsheets for the tests of the roster."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from deputies.roster import read_roster
from deputies.roster.columns import COLUMNS

TODAY = date(2026, 11, 22)
HEADINGS = [column.label for column in COLUMNS]
FIELDS = [column.field for column in COLUMNS]
GOOD = {
    "index": 1,
    "name": "李华",
    "sex": "女",
    "ethnicity": "汉族",
    "birth_month": "1975-03",
    "party": "中共党员",
    "post": "梅溪镇中心小学教师",
    "level": "区（县）",
    "term": "第十八届",
    "district": "第3选区",
    "seat": 1,
    "mobile": "13800000001",
    "email": "lihua@example.com",
    "elected_on": "2021-11-08",
    "groups": "梅溪镇代表小组、经济专业代表小组",
    "site": "梅溪镇人大代表之家",
    "pledge": "件件有回音",
    "photo_consent": "是",
    "note": "",
}


def line(**changes):
    """Return the cells of a faultless row with some fields changed."""
    unknown = changes.keys() - GOOD.keys()
    assert not unknown, unknown
    return [(GOOD | changes)[field] for field in FIELDS]


def xlsx(*rows, title="代表名册", prepare=None):
    """Return a workbook of one sheet with these rows as bytes; ``prepare`` may change the sheet."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if prepare:
        prepare(sheet)
    return saved(workbook)


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def csv_text(*rows, delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def read(*rows, **options):
    """Read a sheet made of a header and these rows; the first of them is row 2."""
    return read_roster(xlsx(HEADINGS, *rows, **options), today=TODAY)


def places(errors):
    """Return row and column of every error."""
    return [(error.row, error.column) for error in errors]
