"""Rows of the roster: what is understood, what is reported, and where."""

from datetime import date, datetime

import pytest

from deputies.roster import Level, RosterError, RosterRow, check_references, read_roster
from tests.deputies.roster_sheets import FIELDS, HEADINGS, TODAY, line, places, read, xlsx

LETTER = dict(zip(FIELDS, "ABCDEFGHIJKLMNOPQRS", strict=True))


def the_row(**changes):
    roster = read(line(**changes))
    assert not roster.errors, roster.errors
    return roster.rows[0]


# What is understood


def test_a_full_row_is_normalised():
    assert the_row() == RosterRow(
        row=2,
        name="李华",
        sex="female",
        ethnicity="汉族",
        birth_month=date(1975, 3, 1),
        party="中共党员",
        post="梅溪镇中心小学教师",
        level=Level.DISTRICT,
        term=18,
        district="第3选区",
        seat=1,
        mobile="13800000001",
        email="lihua@example.com",
        elected_on=date(2021, 11, 8),
        groups=("梅溪镇代表小组", "经济专业代表小组"),
        site="梅溪镇人大代表之家",
        pledge="件件有回音",
        photo_consent=True,
        note="",
    )


def test_a_row_of_required_cells_alone_is_enough():
    required = {"name", "level", "term", "district", "elected_on"}
    row = the_row(**{field: None for field in FIELDS if field not in required})
    assert (row.sex, row.seat, row.mobile, row.groups, row.photo_consent) == ("", None, "", (), False)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("李  华", "李华"),
        ("李　华", "李华"),
        (" 李\n华\u200b", "李华"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("齉龘𠮷", "齉龘𠮷"),
        ("Ａｎｎａ  Li", "Anna Li"),
        ("王〇", "王〇"),
    ],
)
def test_names(written, name):
    assert the_row(name=written).name == name


@pytest.mark.parametrize(
    "written",
    [
        "2021-11-08", "2021.11.8", "2021/11/8", "2021年11月8日", "２０２１．１１．８", "2021 年 11 月 8 日",
        "2021。11。8", "2021—11—08", "2021-11-08 00:00:00", "20211108", 20211108, "44508", 44508, 44508.0,
        datetime(2021, 11, 8), datetime(2021, 11, 8, 9, 30), date(2021, 11, 8),
    ],
)  # fmt: skip
def test_dates(written):
    assert the_row(elected_on=written).elected_on == date(2021, 11, 8)


@pytest.mark.parametrize("written", ["2021-11", "2021.11", "2021年11月", "202111", 202111, 2021.11])
def test_a_date_given_by_its_month_is_the_first(written):
    assert the_row(elected_on=written).elected_on == date(2021, 11, 1)


@pytest.mark.parametrize(
    "written", ["1975.03", "1975.3", 1975.03, "1975年3月12日", datetime(1975, 3, 12), 27465]
)
def test_of_a_birth_only_the_month_is_kept(written):
    assert the_row(birth_month=written).birth_month == date(1975, 3, 1)


def test_serial_numbers_follow_the_day_zero_of_the_workbook():
    def count_from_1904(sheet):
        sheet.parent.epoch = datetime(1904, 1, 1)

    roster = read(line(elected_on=44508 - 1462), prepare=count_from_1904)
    assert (roster.errors, roster.rows[0].elected_on) == ((), date(2021, 11, 8))


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("全国", Level.NATIONAL),
        ("全国人大代表", Level.NATIONAL),
        ("省", Level.PROVINCE),
        ("直辖市", Level.PROVINCE),
        ("市级", Level.CITY),
        ("设区的市", Level.CITY),
    ],
)
def test_levels_with_electing_units(written, level):
    assert the_row(level=written, district="长宁区人民代表大会").level == level


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("区（县）", Level.DISTRICT),
        ("区(县)", Level.DISTRICT),
        ("区县级", Level.DISTRICT),
        ("县级市", Level.DISTRICT),
        ("区人大代表", Level.DISTRICT),
        ("乡 镇", Level.TOWN),
        ("镇级人大代表", Level.TOWN),
    ],
)
def test_levels_with_districts(written, level):
    assert the_row(level=written).level == level


@pytest.mark.parametrize("written", ["第十八届", "十八届", "第１８届", "18", 18, 18.0, "第十八届人大"])
def test_terms(written):
    assert the_row(term=written).term == 18


@pytest.mark.parametrize(
    ("written", "mobile"),
    [
        (13800000001, "13800000001"),
        (13800000001.0, "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 13800000001", "13800000001"),
        ("８６１３８０００００００１", "13800000001"),
    ],
)
def test_mobiles(written, mobile):
    assert the_row(mobile=written).mobile == mobile


@pytest.mark.parametrize(
    ("field", "written", "kept"),
    [
        ("sex", "男性", "male"),
        ("ethnicity", "回", "回族"),
        ("ethnicity", "维吾尔", "维吾尔族"),
        ("ethnicity", "穿青人", "穿青人"),
        ("email", " LiHua@Example.COM ", "lihua@example.com"),
        ("email", "ｌｉｈｕａ＠example.com", "lihua@example.com"),
        ("seat", "２", 2),
        ("seat", 2.0, 2),
        ("seat", "2号", 2),
        ("groups", "甲组、乙组,丙组；甲组\n丁组", ("甲组", "乙组", "丙组", "丁组")),
        ("district", "第 ３ 选区", "第3选区"),
        ("photo_consent", "不同意", False),
        ("photo_consent", "√", True),
        ("photo_consent", True, True),
        ("post", "农民（种粮大户）", "农民（种粮大户）"),
        ("note", 3, "3"),
    ],
)
def test_other_cells(field, written, kept):
    assert getattr(the_row(**{field: written}), field) == kept


# What is reported: one fault at a time, by row and column

FAULTS = [
    ("name", None, "“姓名”必填"),
    ("name", "　", "“姓名”必填"),
    ("name", "李华2", "姓名中有数字"),
    ("name", "李华（女）", "不要用括号"),
    ("name", "李/华", "只能由汉字"),
    ("name", "李" * 41, "有 41 个字，最多 40 个字"),
    ("level", None, "“代表层级”必填"),
    ("level", "街道", "应为全国、省、市、区（县）、乡镇之一"),
    ("term", None, "“届别”必填"),
    ("term", "本届", "届别应写成"),
    ("term", "第百届", "届别应写成"),
    ("district", None, "“选区或选举单位”必填"),
    ("district", "长" * 81, "有 81 个字，最多 80 个字"),
    ("elected_on", None, "“当选日期”必填"),
    ("elected_on", "去年十一月", "看不懂的日期"),
    ("elected_on", "21.11.8", "看不懂的日期"),
    ("elected_on", "2021", "只有年份"),
    ("elected_on", "1021-11-08", "年份 1021 不可能"),
    ("elected_on", "2021-13-01", "没有 13 月"),
    ("elected_on", "2021-02-30", "2021年2月没有30日"),
    ("elected_on", "20210230", "2021年2月没有30日"),
    ("elected_on", "2027-01-01", "2027-01-01 晚于今天（2026-11-22）"),
    ("elected_on", datetime(2026, 11, 23), "晚于今天"),
    ("elected_on", 5, "看不懂的日期"),
    ("birth_month", 1975.1, "分不清是 1 月还是 10 月"),
    ("birth_month", "2030-01", "晚于今天"),
    ("birth_month", "2005-01", "当选时不满 18 周岁"),
    ("sex", "不详", "应填“男”或“女”"),
    ("mobile", "1380000000", "应为 1 开头的 11 位手机号，实有 10 位"),
    ("mobile", "021-55550000", "应为 1 开头的 11 位手机号"),
    ("mobile", "13800000001/13900000001", "一格填一个号码"),
    ("mobile", "1.38E+10", "科学计数"),
    ("mobile", datetime(2021, 1, 1), "当成了日期"),
    ("email", "lihua.example.com", "邮箱地址不完整"),
    ("email", "li hua@例子", "邮箱地址不完整"),
    ("email", "a..b@example.com", "邮箱地址不完整"),
    ("seat", 0, "席位号应为正整数"),
    ("seat", -1, "席位号应为正整数"),
    ("seat", 1.5, "席位号应为正整数"),
    ("seat", "一号", "席位号应为正整数"),
    ("seat", 10000, "席位号最大为 9999"),
    ("photo_consent", "也许", "应填“是”或“否”"),
    ("pledge", "好" * 121, "有 121 个字，最多 120 个字"),
    ("groups", "梅溪镇代表小组、" + "长" * 81, "有 81 个字"),
    ("post", "=A1", "是公式"),
    ("mobile", "=1380000000&1", "是公式"),
    ("district", "#REF!", "是表格错误值 #REF!"),
    ("elected_on", "#N/A", "是表格错误值 #N/A"),
]


@pytest.mark.parametrize(("field", "written", "message"), FAULTS)
def test_a_fault_is_reported_at_its_row_and_column(field, written, message):
    changes = {"birth_month": None, field: written}
    roster = read(line(mobile="13900000000", name="王芳", district="第8选区"), line(**changes))
    assert places(roster.errors) == [(3, LETTER[field])]
    assert message in roster.errors[0].message
    assert len(roster.rows) == 2


@pytest.mark.parametrize(
    ("level", "district", "message"),
    [
        ("市", "第3选区", "市代表由下一级人大选出，应填选举单位"),
        ("全国", "第3选区", "全国代表由下一级人大选出"),
        ("区（县）", "长宁区人民代表大会", "区（县）代表由选民直接选出，应填选区"),
        ("乡镇", "梅溪代表团", "乡镇代表由选民直接选出"),
    ],
)
def test_level_and_place_may_contradict_each_other(level, district, message):
    (error,) = read(line(level=level, district=district)).errors
    assert (error.row, error.column) == (2, "J")
    assert message in error.message


def test_a_mobile_number_is_never_repeated_in_a_message():
    roster = read(line(mobile="138000000012"), line(name="王芳", seat=2, mobile="13900000000x"))
    assert len(roster.errors) == 2
    assert not any("138" in error.message or "139" in error.message for error in roster.errors)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"seat": 2}, []),
        ({"seat": None}, [(3, "B")]),
        ({"seat": 1}, [(3, "K")]),
        ({"seat": None, "district": "第４选区"}, []),
        ({"seat": None, "district": "第三选区"}, [(3, "B")]),  # another spelling of 第3选区
        ({"seat": None, "level": "镇"}, []),
        ({"seat": None, "term": 17}, []),
    ],
)
def test_the_same_name_twice(second, expected):
    assert places(read(line(), line(**{"mobile": None} | second)).errors) == expected


def test_a_seat_given_twice_names_the_first_row():
    (error,) = read(line(), line(name="王芳", mobile=None)).errors
    assert (error.row, error.column) == (3, "K")
    assert error.message == "席位号 1 与第 2 行重复"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"name": "王芳", "seat": 2}, [(3, "L")]),
        ({"seat": 2}, [(3, "L")]),
        ({"level": "市", "district": "长宁区人民代表大会"}, []),  # one person at two levels
        ({"name": "王芳", "level": "市", "district": "长宁区人民代表大会"}, [(3, "L")]),
        ({"name": "王芳", "seat": 2, "mobile": "138-0000 0001"}, [(3, "L")]),
    ],
)
def test_a_mobile_number_twice(second, expected):
    assert places(read(line(), line(**second)).errors) == expected


def test_all_faults_of_a_sheet_come_at_once_in_reading_order():
    roster = read(
        line(name=None, sex="?", birth_month="1975-13", level="村", term="?", seat="x"),
        line(mobile="1", email="@", elected_on="2021-02-29", photo_consent="?"),
        line(name="王芳2", district=None, seat=None, mobile=None),
        line(name="赵敏", district="第5选区", seat=1, mobile="13800000003"),
        line(name="周平", district="第5选区", seat=1, mobile="13800000003"),
        line(name="周平", district="第5选区", seat=None, mobile=None, elected_on="2099-01-01"),
        line(name="钱进", level="市", post="=A1", mobile=None),
    )
    assert places(roster.errors) == [
        (2, "B"), (2, "C"), (2, "E"), (2, "H"), (2, "I"), (2, "K"),
        (3, "L"), (3, "M"), (3, "N"), (3, "R"),
        (4, "B"), (4, "J"),
        (6, "K"), (6, "L"),
        (7, "B"), (7, "N"),
        (8, "G"), (8, "J"),
    ]  # fmt: skip
    assert len({error.message for error in roster.errors}) >= 15
    assert [row.row for row in roster.rows] == [2, 3, 4, 5, 6, 7, 8]


def test_an_error_reads_as_a_sentence():
    assert str(RosterError(8, "J", "选区或选举单位", "“选区或选举单位”必填")) == (
        "第 8 行 J 列“选区或选举单位”：“选区或选举单位”必填"
    )
    assert str(RosterError(0, "", "", "文件是空的")) == "文件是空的"


# The header


@pytest.mark.parametrize("field", ["name", "level", "term", "district", "elected_on"])
def test_a_missing_column_is_reported_and_the_others_are_still_read(field):
    keep = [at for at, name in enumerate(FIELDS) if name != field]
    rows = [[row[at] for at in keep] for row in (HEADINGS, line(email="bad"))]
    roster = read_roster(xlsx(*rows), today=TODAY)
    label = HEADINGS[FIELDS.index(field)]
    assert roster.errors[0] == RosterError(1, "", label, f"缺少“{label}”这一列")
    assert [error.field for error in roster.errors[1:]] == ["邮箱"]


def test_a_column_given_twice_is_reported():
    rows = [[*HEADINGS, "联系电话"], [*line(), "13900000000"]]
    (error,) = read_roster(xlsx(*rows), today=TODAY).errors
    assert (error.row, error.column, error.field) == (1, "T", "联系电话")


def test_columns_that_are_not_imported_are_named():
    rows = [[*HEADINGS, "身份证号码", "学历"], [*line(), "110101197503120000", "本科"]]
    roster = read_roster(xlsx(*rows), today=TODAY)
    assert not roster.errors
    assert roster.ignored == (("T", "身份证号码"), ("U", "学历"))


def test_columns_are_found_by_synonym_in_any_order():
    rows = [
        [
            "姓 名",
            "届次",
            "选区名称",
            "代表级别",
            "当选时间（年月日）",
            "联系电话",
            "单位及职务*",
            "政治面貌：",
        ],
        ["李华", 18, "第3选区", "区级", "2021.11.8", "13800000001", "教师", "群众"],
    ]
    roster = read_roster(xlsx(*rows), today=TODAY)
    assert not roster.errors
    row = roster.rows[0]
    assert (row.post, row.party, row.mobile) == ("教师", "群众", "13800000001")
    assert roster.columns["district"] == "C"


# References

KNOWN = {
    "districts": [(4, "第三选区"), (4, "第4选区"), (5, "梅溪镇第1选区")],
    "electing_units": [(3, "长宁区人民代表大会")],
    "terms": [(4, 18), (3, 16), (5, 18)],
    "groups": ["梅溪镇代表小组", "经济专业代表小组"],
    "sites": ["梅溪镇人大代表之家"],
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"district": "3号选区"}, []),
        ({"level": "市", "term": 16, "district": "长宁区 人民代表大会"}, []),
        ({"district": "第9选区"}, [("J", "系统中没有区（县）代表的选区“第9选区”")]),
        ({"district": "梅溪镇第1选区"}, [("J", "系统中没有区（县）代表的选区“梅溪镇第1选区”")]),
        ({"level": "市", "term": 16, "district": "浦江区人民代表大会"}, [("J", "市代表的选举单位“浦江区")]),
        ({"term": 17}, [("I", "系统中没有区（县）人大第十七届")]),
        ({"groups": "梅溪代表小组、甲组"}, [("O", "是不是“梅溪镇代表小组”？"), ("O", "没有代表小组“甲组”")]),
        ({"site": "梅溪镇代表之家"}, [("P", "没有联络站“梅溪镇代表之家”，是不是“梅溪镇人大代表之家”？")]),
        ({"district": None, "groups": None, "site": None}, []),
    ],
)
def test_references(changes, expected):
    errors = check_references(read(line(**changes)), **KNOWN)
    assert [(error.row, error.column) for error in errors] == [(2, column) for column, _ in expected]
    for error, (_, message) in zip(errors, expected, strict=True):
        assert message in error.message


def test_a_place_known_under_the_other_kind_is_a_conflict_of_level():
    known = KNOWN | {"electing_units": [(3, "长宁团")]}
    (error,) = check_references(read(line(district="长宁团")), **known)
    assert error.message == "“长宁团”是选举单位；区（县）代表应填选区"

    known = KNOWN | {"districts": [(4, "长宁一组")]}
    (error,) = check_references(read(line(level="市", term=16, district="长宁一组")), **known)
    assert error.message == "“长宁一组”是选区；市代表应填选举单位"


def test_a_conflict_found_while_reading_is_not_reported_twice():
    roster = read(line(level="市", term=16))
    assert places(roster.errors) == [(2, "J")]
    assert check_references(roster, **KNOWN) == ()


def test_references_are_checked_in_faulty_sheets_too():
    roster = read(line(email="bad", site="别处"), line(name=None, seat=2, mobile=None, district="第9选区"))
    assert places(check_references(roster, **KNOWN)) == [(2, "P"), (3, "J")]
