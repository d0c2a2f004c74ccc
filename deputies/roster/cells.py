"""One function for each kind of cell: from what the spreadsheet holds to what we keep.

Each takes the value of a cell that is not empty and the ``Context``, and
returns the normalised value or raises ``CellError`` with a sentence for the
person who filled in the sheet.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils.datetime import from_excel

from deputies.pinyin import DOTS
from deputies.roster.records import Level
from deputies.roster.text import NUMERAL, compact, narrow, number_of

MAX_NAME = 40
MAX_SEAT = 9999
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

ETHNIC_GROUPS = frozenset(
    f"{name}族"
    for name in (
        "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家",
        "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
        "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米",
        "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙",
        "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
    )
)  # fmt: skip

_LEVELS = {
    Level.NATIONAL: "全国 国家",
    Level.PROVINCE: "省 自治区 直辖市 省(自治区、直辖市) 省(区、市)",
    Level.CITY: "市 州 自治州 盟 地级市 设区的市 设区市 市(州)",
    Level.DISTRICT: "区(县) 县(区) 区县 县区 区 县 县级市 不设区的市 自治县 旗 自治旗 市辖区 县(市、区)",
    Level.TOWN: "乡镇 乡 镇 民族乡 乡(镇) 镇(乡)",
}
LEVELS = {spelling: level for level, spellings in _LEVELS.items() for spelling in spellings.split()}
_LEVEL_TAIL = re.compile(r"级?(?:人大|人民代表大会)?代表$|级$|人大$")
_TERM = re.compile(rf"第?({NUMERAL})届?(?:人大|人民代表大会)?")

SEXES = {"女": "female", "女性": "female", "男": "male", "男性": "male"}
ANSWERS = {yes: True for yes in ("是", "同意", "y", "yes", "true", "1", "√", "✓")}
ANSWERS |= {no: False for no in ("否", "不同意", "n", "no", "false", "0", "×", "x")}

_GAP = re.compile(rf"(?<=[{HAN}·])\s+|\s+(?=[{HAN}·])")
_DOT = re.compile(rf"(?<=[{HAN}])\s*[{re.escape(DOTS)}]\s*(?=[{HAN}])")
_NAME = re.compile(rf"[{HAN}A-Za-z]+(?:[·. '-]+[{HAN}A-Za-z]+)*\.?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_SEAT = re.compile(r"第?([0-9]+)[号席]?")
_BETWEEN_NAMES = re.compile(r"[、，,;；/\n]+")

_DATE = re.compile(r"([0-9]{4})[年./-]([0-9]{1,2})(?:[月./-]([0-9]{1,2})日?|月)?")
_TIME_OF_DAY = re.compile(r"(?<=[0-9日])[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.0+)?$")
_DATE_MARKS = str.maketrans({"。": ".", "—": "-", "–": "-", "−": "-", "~": "-"})
_SERIALS = range(10_000, 73_051)  # 1927-05-18 to 2100-01-01 as Excel counts days
_DATE_HINT = "应写成 2021-11-08 或 2021年11月8日 的样子"


class CellError(Exception):
    """A cell cannot be understood; the message is for the person who filled it in."""


@dataclass(frozen=True)
class Context:
    """What the meaning of a cell depends on: the current date and the workbook's day zero."""

    today: date
    epoch: datetime


def as_text(value: object) -> str:
    """Return the text of a cell of any type; a whole number loses its ".0"."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return narrow(str(value))
    raise CellError("被表格软件当成了日期或时间，请把单元格设为文本后重新填写")


def text_up_to(limit: int):
    """Return a cleaner for free text of at most ``limit`` characters."""

    def clean(value: object, context: Context) -> str:
        text = as_text(value)
        if len(text) > limit:
            raise CellError(f"有 {len(text)} 个字，最多 {limit} 个字")
        return text

    return clean


def name(value: object, context: Context) -> str:
    """Return a name without inner spaces, its dot written as "·"."""
    text = _GAP.sub("", _DOT.sub("·", " ".join(as_text(value).split())))
    if re.search(r"\d", text):
        raise CellError("姓名中有数字")
    if re.search(r"[()（）\[\]【】]", text):
        raise CellError("姓名中不要用括号写说明，请移到备注")
    if not _NAME.fullmatch(text):
        raise CellError("姓名只能由汉字、字母和间隔号“·”组成")
    if len(text) > MAX_NAME:
        raise CellError(f"姓名有 {len(text)} 个字，最多 {MAX_NAME} 个字")
    return text


def place(value: object, context: Context) -> str:
    """Return the name of a district, unit or site: one line without spaces."""
    return text_up_to(80)("".join(as_text(value).split()), context)


def names_of_groups(value: object, context: Context) -> tuple[str, ...]:
    """Return the names of several groups in the order given, each once."""
    parts = (part for part in _BETWEEN_NAMES.split(as_text(value)) if part.strip())
    return tuple(dict.fromkeys(place(part, context) for part in parts))


def sex(value: object, context: Context) -> str:
    """Return "female" or "male"."""
    return _one_of(SEXES, value, "应填“男”或“女”")


def answer(value: object, context: Context) -> bool:
    """Return the meaning of a yes or a no."""
    return _one_of(ANSWERS, value, "应填“是”或“否”")


def level(value: object, context: Context) -> Level:
    """Return the level of the congress a deputy belongs to."""
    spelling = _LEVEL_TAIL.sub("", compact(as_text(value)))
    if spelling not in LEVELS:
        raise CellError("代表层级应为全国、省、市、区（县）、乡镇之一")
    return LEVELS[spelling]


def term(value: object, context: Context) -> int:
    """Return the number of a term written as "第十八届", "18届" or 18."""
    match = _TERM.fullmatch(compact(as_text(value)))
    number = match and number_of(match[1])
    if not number or number > 99:
        raise CellError("届别应写成“第十八届”或“18”的样子")
    return number


def ethnicity(value: object, context: Context) -> str:
    """Return an ethnic group by its full name: "汉" becomes "汉族"."""
    text = text_up_to(20)(compact(as_text(value)), context)
    return f"{text}族" if f"{text}族" in ETHNIC_GROUPS else text


def seat(value: object, context: Context) -> int:
    """Return the number of a seat."""
    match = _SEAT.fullmatch(compact(as_text(value)))
    if not match or int(match[1][:9]) == 0:
        raise CellError("席位号应为正整数")
    if len(match[1]) > 9 or int(match[1]) > MAX_SEAT:
        raise CellError(f"席位号最大为 {MAX_SEAT}")
    return int(match[1])


def mobile(value: object, context: Context) -> str:
    """Return the eleven digits of a mobile number. The number is never repeated in a message."""
    text = compact(as_text(value))
    if "e+" in text.lower():
        raise CellError("手机号被表格软件改成了科学计数，请设为文本后重新填写")
    digits = re.sub(r"^(?:\+|00)?86(?=1[0-9]{10}$)", "", re.sub(r"[-‐–—()]", "", text))
    if not digits.isdigit():
        raise CellError("手机号只能有数字，一格填一个号码")
    if not _MOBILE.fullmatch(digits):
        raise CellError(f"应为 1 开头的 11 位手机号，实有 {len(digits)} 位")
    return digits


def email(value: object, context: Context) -> str:
    """Return an e-mail address in lower case."""
    address = compact(as_text(value)).lower()
    if len(address) > 254 or ".." in address or not _EMAIL.fullmatch(address):
        raise CellError("邮箱地址不完整或有不该有的字符")
    return address


def past_date(value: object, context: Context) -> date:
    """Return a date up to today; where only the month is given, its first day."""
    day = _date(value, context)
    if day > context.today:
        raise CellError(f"{day.isoformat()} 晚于今天（{context.today.isoformat()}）")
    return day


def month(value: object, context: Context) -> date:
    """Return the first day of a past month: of a birth we keep no more than that."""
    return past_date(value, context).replace(day=1)


def _one_of(meanings: dict, value: object, hint: str):
    spelling = compact(as_text(value)).lower()
    if spelling not in meanings:
        raise CellError(hint)
    return meanings[spelling]


def _date(value: object, context: Context) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _TIME_OF_DAY.sub("", as_text(value).translate(_DATE_MARKS))
    text = compact(text).translate(_DATE_MARKS)
    match = _DATE.fullmatch(text)
    if match:
        if re.fullmatch(r"[0-9]{4}\.1", text):
            raise CellError(f"{text} 分不清是 1 月还是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10")
        return _real_date(*(int(part or 1) for part in match.groups()))
    if text.isascii() and text.isdigit():
        return _date_of_digits(text, context)
    raise CellError(f"看不懂的日期，{_DATE_HINT}")


def _date_of_digits(text: str, context: Context) -> date:
    """Read 20211108, 202111, or the number of a day as the spreadsheet counts them."""
    if len(text) == 8:
        return _real_date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6:
        return _real_date(int(text[:4]), int(text[4:]), 1)
    if len(text) == 4:
        raise CellError(f"只有年份，{_DATE_HINT}")
    if len(text) == 5 and int(text) in _SERIALS:
        return from_excel(int(text), context.epoch).date()
    raise CellError(f"看不懂的日期，{_DATE_HINT}")


def _real_date(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2100:
        raise CellError(f"年份 {year} 不可能，{_DATE_HINT}")
    if not 1 <= month <= 12:
        raise CellError(f"没有 {month} 月这个月份")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError(f"{year}年{month}月没有{day}日") from None
