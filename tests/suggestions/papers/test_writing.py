"""How papers write: numerals, numbers of suggestions, points and headings, titles over several lines."""

from datetime import date

import pytest

from deputies.models import Organisation
from suggestions.models import Case, Suggestion
from suggestions.papers import writing


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (18, "十八"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一〇〇"),
    ],
)
def test_numerals(number, words):
    assert writing.numeral(number) == words


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("青澜区人大常委会", "青澜区"),
        ("青澜区人民代表大会常务委员会", "青澜区"),
        ("白鹭镇人民代表大会", "白鹭镇"),
        ("白鹭镇人大", "白鹭镇"),
    ],
)
def test_place_of_a_congress(name, place):
    assert writing.place_of(Organisation(name=name)) == place


@pytest.mark.parametrize(
    ("session", "name", "words"),
    [
        ("between", "", "闭会期间"),
        ("between", "第六次会议", "闭会期间"),
        ("in", "第六次会议", "六次会议"),
        ("in", "", "会议期间"),
    ],
)
def test_session(session, name, words):
    assert writing.session_of(Suggestion(session=session, session_name=name)) == words


def test_date_has_arabic_figures_without_leading_zeros():
    assert writing.full_date(date(2026, 3, 5)) == "2026年3月5日"


def test_title_marks_inside_title_marks_become_single():
    assert writing.quoted("关于落实《条例》的建议") == "《关于落实〈条例〉的建议》"


def test_a_matter_is_named_by_its_number():
    assert writing.number_of(Case(kind="matter", number="2026-12")) == "2026-12"


def fonts(text):
    return [[(run["font"], run["words"]) for run in line] for line in writing.paragraphs(text)]


def test_points_in_one_breath_are_set_apart_and_are_no_headings():
    assert fonts("一、已经装好。二、明年装完；三、优先安排。") == [
        [("text", "一、已经装好。")],
        [("text", "二、明年装完；")],
        [("text", "三、优先安排。")],
    ]


def test_headings_have_the_fonts_of_their_level():
    assert fonts("一、关于灯具\n（一）换灯。已经换好。\n1. 九盏。") == [
        [("hei", "一、关于灯具")],
        [("kai", "（一）换灯。"), ("text", "已经换好。")],
        [("text", "1. 九盏。")],
    ]


def test_a_long_sentence_is_no_heading():
    line = "一、" + "首批四十个站点的座椅雨棚已经全部装好并且通过验收" * 2 + "。其余明年。"
    assert fonts(line) == [[("text", line)]]


@pytest.mark.parametrize(
    "title",
    [
        "关于青澜区十八届人大闭会期间第12号建议的答复",
        "关于青澜区十八届人大六次会议第128号建议的再次答复",
        "关于不同意青澜区十八届人大闭会期间第7号建议延期办理的通知",
        "关于第M20261122-0001号群众事项的答复",
        "答复",
        "长" * 95,
    ],
)
def test_titles_are_broken_where_the_sense_allows(title):
    lines = writing.title_lines(title)
    assert "".join(lines) == title
    assert all(0 < len(line) <= writing.TITLE_WIDTH for line in lines)
    assert len(lines) == -(-len(title) // writing.TITLE_WIDTH)
    for before, after in zip(lines, lines[1:], strict=False):
        assert not (before[-1].isdigit() and after[0].isdigit())
        assert after[0] not in "的号届》）"
        joined = before[-3:] + after[:3]
        cut = len(before[-3:])
        for word in ("闭会期间", "建议", "答复", "人大", "会议"):
            at = joined.find(word)
            assert at < 0 or not at < cut < at + len(word), word
