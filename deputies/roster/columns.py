"""The columns of the roster: their names in use, how to read them, how to explain them."""

from collections.abc import Callable
from dataclasses import dataclass

from deputies.roster import cells
from deputies.roster.records import LEVEL_LABELS


@dataclass(frozen=True)
class Column:
    """One column. ``synonyms`` are further headings in use; ``choices`` fill a drop-down list."""

    field: str
    label: str
    clean: Callable
    hint: str
    example: str
    synonyms: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 12


INDEX = "index"

COLUMNS = (
    Column(
        INDEX, "序号", cells.text_up_to(20), "只为您自己清点，导入时不读，可用公式。", "1",
        "编号 no no. №", width=6,
    ),
    Column(
        "name", "姓名", cells.name, "不写职务、不加括号说明；少数民族姓名用间隔号“·”。", "李华",
        "代表姓名 名字", required=True,
    ),
    Column("sex", "性别", cells.sex, "男或女。", "女", choices=("男", "女"), width=6),
    Column("ethnicity", "民族", cells.ethnicity, "写全称。", "汉族", "族别", width=8),
    Column(
        "birth_month", "出生年月", cells.month, "只保存到月。", "1975-03",
        "出生日期 出生时间 出生年月日 生日",
    ),
    Column("party", "党派", cells.text_up_to(40), "如中共党员、民盟盟员、群众。", "中共党员",
           "政治面貌 党派团体 所属党派"),
    Column(
        "post", "工作单位及职务", cells.text_up_to(120), "向社会公开，不超过 120 字。", "梅溪镇中心小学教师",
        "单位及职务 单位职务 工作单位和职务 现任职务 单位及职业 工作单位 职务", width=30,
    ),
    Column(
        "level", "代表层级", cells.level, "全国、省、市、区（县）、乡镇之一。", "区（县）",
        "层级 代表级别 级别 代表类别", required=True, choices=tuple(LEVEL_LABELS.values()), width=10,
    ),
    Column("term", "届别", cells.term, "写汉字或数字都可以。", "第十八届", "届次 代表届次 届", required=True),
    Column(
        "district", "选区或选举单位", cells.place,
        "区（县）、乡镇代表填选区；市级及以上代表填选举单位。名称须与系统中一致。", "第3选区",
        "选区名称 选区 选举单位 所在选区 所属选区 选举单位名称 选区/选举单位 选区、选举单位 选区和选举单位",
        required=True, width=22,
    ),
    Column(
        "seat", "席位号", cells.seat, "一个选区有几名代表时分席位，填 1、2、3。同选区有同名代表时必填。", "1",
        "席位 席号 席次", width=8,
    ),
    Column(
        "mobile", "手机", cells.mobile, "不公开，加密保存，用于登录和提醒。", "13800000000",
        "手机号 手机号码 联系电话 联系方式 移动电话 电话 本人手机", width=14,
    ),
    Column("email", "邮箱", cells.email, "不公开。", "lihua@example.com",
           "电子邮箱 电子邮件 邮件 email e-mail", width=22),
    Column(
        "elected_on", "当选日期", cells.past_date,
        "如 2021-11-08、2021.11.8、2021年11月8日；只写到月的按当月 1 日。", "2021-11-08",
        "当选时间 当选年月 选举日期", required=True,
    ),
    Column(
        "groups", "代表小组", cells.names_of_groups, "可填几个，用顿号“、”隔开。名称须与系统中一致。",
        "梅溪镇代表小组、经济专业代表小组", "所属小组 所在小组 小组 编入小组 所属代表小组", width=26,
    ),
    Column(
        "site", "联络站", cells.place, "代表接待群众的家、室、站、点。名称须与系统中一致。", "梅溪镇人大代表之家",
        "所属联络站 所在联络站 代表联络站 联络站点 代表之家", width=22,
    ),
    Column("pledge", "履职承诺", cells.text_up_to(120), "向社会公开，不超过 120 字。", "件件有回音", "承诺",
           width=26),
    Column(
        "photo_consent", "同意公开照片", cells.answer, "是或否；不填按“否”。", "是",
        "是否同意公开照片 公开照片 照片公开 是否公开照片", choices=("是", "否"), width=10,
    ),
    Column("note", "备注", cells.text_up_to(500), "只供核对，不保存。", "", "说明", width=20),
)  # fmt: skip

BY_FIELD = {column.field: column for column in COLUMNS}
REQUIRED = tuple(column for column in COLUMNS if column.required)
HEADINGS = {
    heading: column.field for column in COLUMNS for heading in (column.label, *column.synonyms.split())
}
