"""The rule table proposes and says why; likeness of messages. Pure."""

import pytest

from suggestions import routing
from suggestions.routing import Rule, propose

LIGHTS = "小区门口的路灯坏了三盏，晚上老人出门看不清。"
ROAD = (1, "道路交通")


def said(rules, *, category=None, words=LIGHTS, place="梧桐苑 3 幢"):
    found = propose(rules, category=category, words=words, place=place)
    return [(one.tier, one.unit, [str(reason) for reason in one.why]) for one in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(3, 7, category=ROAD), ["类别是“道路交通”"]),
        (Rule(3, 7, words="窨井盖、路灯"), ["内容里有“路灯”"]),
        (Rule(2, 7, places="梧桐苑"), ["地点里有“梧桐苑”"]),
        (Rule(2, 7, places="小区门口"), ["地点里有“小区门口”"]),
        (
            Rule(3, 7, category=ROAD, words="路灯 电线", places="梧桐"),
            ["类别是“道路交通”", "内容里有“路灯”", "地点里有“梧桐”"],
        ),
    ],
)
def test_a_rule_says_what_it_found(rule, expected):
    assert said([rule], category=1) == [(rule.tier, 7, expected)]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(3, 7, category=(2, "教育")),
        Rule(3, 7, words="窨井盖"),
        Rule(2, 7, places="海棠"),
        Rule(3, 7, category=ROAD, words="窨井盖"),
        Rule(3, 7, words="路灯", places="海棠"),
        Rule(3, 7, words=" 、 "),
        Rule(3, 7),
    ],
)
def test_every_condition_given_has_to_hold(rule):
    assert said([rule], category=1) == []


def test_place_before_word_before_category_and_weight_before_all():
    rules = [Rule(3, 1, category=ROAD), Rule(3, 2, words="路灯"), Rule(2, 3, places="梧桐苑")]
    assert [unit for _tier, unit, _why in said(rules, category=1)] == [3, 2, 1]
    heavy = [*rules, Rule(3, 4, category=ROAD, weight=1)]
    assert [unit for _tier, unit, _why in said(heavy, category=1)] == [4, 3, 2, 1]


def test_one_proposal_for_each_unit_the_best_of_its_rules():
    rules = [Rule(3, 1, category=ROAD), Rule(3, 1, words="路灯"), Rule(2, None, places="梧桐苑")]
    assert said(rules, category=1) == [(2, None, ["地点里有“梧桐苑”"]), (3, 1, ["内容里有“路灯”"])]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("我们小区门口路灯坏了，晚上看不清路。", True),
        ("门口的路灯坏了三盏", True),
        ("加装电梯要多少人签字？", False),
        ("", False),
    ],
)
def test_messages_of_one_thing_are_alike(other, same):
    assert routing.alike(LIGHTS, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("梧桐苑 3 幢", "梧桐苑3幢", True),
        ("梧桐苑", "梧桐苑 3 幢门口", True),
        ("梧桐苑", "海棠里", False),
        ("", "", False),
        ("梧桐苑", "", False),
    ],
)
def test_places_in_words(one, other, same):
    assert routing.same_place(one, other) is same
