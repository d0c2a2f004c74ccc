import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputies.pinyin import MAX_KEYS, MAX_SORT_KEY, fold, search_keys, sort_key


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("李华", "lihua", "lh"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("区大伟", "oudawei", "odw"),
        ("任我行", "renwoxing", "rwx"),
        ("乐嘉", "yuejia", "yj"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("尉文", "weiwen", "ww"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("万俟卨", "moqixie", "mqx"),
        ("万里", "wanli", "wl"),
        ("单于", "chanyu", "cy"),
        ("吕布", "lvbu", "lb"),
        ("王重阳", "wangchongyang", "wcy"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("单增·曲扎", "danzengquzha", "dzqz"),
        ("𠮷田", "jitian", "jt"),
        ("齉龘", "nangda", "nd"),
        ("Anna 李", "annali", "al"),
    ],
)
def test_keys_begin_with_pinyin_initials_and_the_name(name, full, initials):
    keys = search_keys(name).split()
    assert keys[:3] == [full, initials, fold(name)]


def test_the_plain_case_is_nothing_but_three_words():
    assert search_keys("李华") == "lihua lh 李华"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("单雄信", "dan"),
        ("吕布", "lyubu"),
        ("吕布", "lü bu"),
        ("吕布", "Lǚ Bù"),
        ("李乐", "liyue"),
        ("李乐", "lile"),
        ("李茜", "lixi"),
        ("李茜", "liqian"),
        ("曾茜", "zengxi"),
        ("阿依古丽·买买提", "古丽买"),
        ("阿依古丽·买买提", "阿依古丽.买买提"),
        ("李华", "李 华"),
        ("李华", "ＬＩＨＵＡ"),
    ],
)
def test_a_query_that_people_type_is_found(name, query):
    assert fold(query) in search_keys(name)


@pytest.mark.parametrize("name", ["", " ", "·", "李" * 60, "阿卜杜" * 20, "行乐重朝长" * 8, "1", "😀"])
def test_any_text_gives_keys_within_bounds(name):
    assert len(search_keys(name)) <= MAX_KEYS
    assert len(sort_key(name)) <= MAX_SORT_KEY


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(text):
    assert len(search_keys(text)) <= MAX_KEYS
    assert len(sort_key(text)) <= MAX_SORT_KEY
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="李华张章单曾重阳乐行吕布·", min_size=1, max_size=6))
def test_a_name_finds_itself(name):
    assert fold(name) in search_keys(name)


def test_a_directory_is_sorted_by_syllable_then_tone_then_character():
    expected = ["曹操", "黎明", "李安", "李华", "李连杰", "廉颇", "单雄信", "曾参", "张伟", "张一", "章安"]
    assert sorted(reversed(expected), key=sort_key) == expected
