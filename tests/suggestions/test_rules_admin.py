"""Configuration of time limits, classes of replies and routing: versions, never changes of what is in force."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deputies.models import AuditEvent
from suggestions.deadlines import DEFAULTS
from suggestions.models import ClockRule, ReplyClass, ReplyScheme, RoutingRule
from suggestions.services import clocks
from tests.suggestions.timed import clock_of, handed, matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(as_user, cast):
    return as_user(cast.admin)


@pytest.fixture
def today(cast):
    return timezone.localdate()


def url(page, action="changelist", *args):
    return reverse(f"admin:suggestions_{page}_{action}", args=args)


def fields(today, **changes):
    return {
        "key": "message.unit_reply", "label": "单位答复", "amount": 10, "unit": "working", "roll": "on",
        "remind_before": "5，1", "basis": "区委办〔2026〕3号", "effective_from": today.isoformat(),
    } | changes  # fmt: skip


def add(office, today, **changes):
    return office.post(url("clockrule", "add"), fields(today, **changes), follow=True)


def change(office, rule, today, **changes):
    return office.post(url("clockrule", "change", rule.pk), fields(today, **changes), follow=True)


# --- time limits ----------------------------------------------------------------------------------------


def test_the_list_shows_what_comes_with_the_software_until_it_has_a_row(office, today):
    page = office.get(url("clockrule")).content.decode()
    assert page.count("改这一条") == len(DEFAULTS)
    assert "涉及面广、难度大的建议答复" in page
    add(office, today)
    page = office.get(url("clockrule")).content.decode()
    assert page.count("改这一条") == len(DEFAULTS) - 1
    assert "现用" in page


def test_the_link_of_a_default_fills_the_form(office):
    page = office.get(url("clockrule")).content.decode()
    link = next(part.split('"')[0] for part in page.split('href="') if "suggestion.reply_complex" in part)
    form = office.get(link.replace("&amp;", "&")).context["adminform"].form
    assert form["amount"].value() == "6"
    assert form["unit"].value() == "months"
    assert form["may_extend"].value() == "on"
    assert form["effective_from"].value() == timezone.localdate()


def test_a_row_is_the_first_version_and_is_in_force(office, cast, today):
    page = add(office, today).content.decode()
    assert "已存为第 1 版" in page
    rule = ClockRule.objects.get()
    assert (rule.version, rule.remind_before, rule.effective_from) == (1, "5,1", today)
    assert clocks.rule_in_force("message.unit_reply", today).amount == 10
    event = AuditEvent.objects.get(chain=f"clockrule:{rule.pk}")
    assert (event.verb, event.actor) == ("configure_add", cast.admin)


def test_saving_never_changes_a_version_in_force(office, cast, today):
    add(office, today)
    rule, now = ClockRule.objects.get(), timezone.now()
    part = handed(matter(cast, now=now), cast.department, now=now)
    later = today + timedelta(days=7)
    page = change(office, rule, today, amount=12, effective_from=later.isoformat()).content.decode()
    assert "已存为第 2 版" in page
    rule.refresh_from_db()
    assert (rule.version, rule.amount, rule.effective_from) == (1, 10, today)
    assert ClockRule.objects.get(version=2).amount == 12
    assert (clock_of(part).rule_version, clock_of(part).amount) == (1, 10)
    assert clocks.rule_in_force("message.unit_reply", today).version == 1
    assert clocks.rule_in_force("message.unit_reply", later).version == 2
    listed = office.get(url("clockrule")).content.decode()
    assert "将起用" in listed


def test_a_version_whose_day_has_not_come_is_changed_in_place_and_may_go(office, today):
    later = (today + timedelta(days=7)).isoformat()
    add(office, today, effective_from=later)
    rule = ClockRule.objects.get()
    change(office, rule, today, amount=12, effective_from=later)
    assert ClockRule.objects.get().amount == 12
    office.post(url("clockrule", "delete", rule.pk), {"post": "yes"})
    assert not ClockRule.objects.exists()


def test_a_version_in_force_does_not_go(office, today):
    add(office, today)
    assert (
        office.post(url("clockrule", "delete", ClockRule.objects.get().pk), {"post": "yes"}).status_code
        == 403
    )


def test_saving_without_a_change_makes_no_version(office, today):
    add(office, today)
    rule = ClockRule.objects.get()
    assert change(office, rule, today, remind_before="5,1").status_code == 200
    assert ClockRule.objects.count() == 1


def test_a_replaced_version_is_shown_as_such(office, today):
    add(office, today)
    change(office, ClockRule.objects.get(), today, amount=12)
    page = office.get(url("clockrule")).content.decode()
    assert "已被取代" in page
    assert "现用" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"remind_before": "ten"}, "写提前几天，用逗号分开"),
        ({"remind_before": "0,5"}, "提前 1 到 99 天"),
        ({"remind_before": "1,2,3,4,5,6,7"}, "最多写 6 个"),
        ({"effective_from": "2020-01-01"}, "起用日期不能早于今天"),
        ({"amount": "0"}, "大于或等于1"),
        ({"amount": "4000"}, "小于或等于3660"),
        ({"key": "message.nothing"}, "message.nothing"),
        ({"label": ""}, "必填"),
    ],
)
def test_what_makes_no_sense_is_refused_in_chinese(office, today, changes, sentence):
    page = add(office, today, **changes).content.decode()
    assert sentence in page.replace(" ", "") or sentence in page
    assert not ClockRule.objects.exists()


def test_a_version_does_not_start_before_the_one_before_it(office, today):
    add(office, today, effective_from=(today + timedelta(days=9)).isoformat())
    page = add(office, today, amount=20).content.decode()
    assert "这一版不能更早" in page
    assert ClockRule.objects.count() == 1


# --- classes of replies and routing ---------------------------------------------------------------------


def scheme(cast, *rows, **changes):
    data = {"congress": cast.congress.pk, "name": "三类", "is_current": "on"} | changes
    data |= {"classes-TOTAL_FORMS": len(rows), "classes-INITIAL_FORMS": 0}
    for number, (code, label) in enumerate(rows):
        data |= {
            f"classes-{number}-code": code,
            f"classes-{number}-label": label,
            f"classes-{number}-order": number + 1,
        }
    return data


def test_a_scheme_with_its_classes(office, cast):
    office.post(url("replyscheme", "add"), scheme(cast, ("A", "已解决"), ("B", "正在解决")))
    assert list(ReplyScheme.objects.get().classes.values_list("code", flat=True)) == ["A", "B"]


def test_one_scheme_is_in_use(office, cast):
    office.post(url("replyscheme", "add"), scheme(cast, ("A", "已解决")))
    page = office.post(url("replyscheme", "add"), scheme(cast, name="四类")).content.decode()
    assert "已有现用的办法" in page
    office.post(url("replyscheme", "add"), scheme(cast, name="四类") | {"is_current": ""})
    assert ReplyScheme.objects.count() == 2


def test_a_code_stands_once_in_a_scheme(office, cast):
    office.post(url("replyscheme", "add"), scheme(cast, ("A", "已解决"), ("A", "正在解决")))
    assert not ReplyClass.objects.exists()


def routing(cast, **changes):
    return {
        "congress": cast.congress.pk, "category": cast.category.pk, "words": "路灯、井盖", "places": "",
        "tier": 3, "unit": cast.department.pk, "weight": 5, "is_active": "on",
    } | changes  # fmt: skip


def test_a_routing_rule(office, cast):
    office.post(url("routingrule", "add"), routing(cast))
    rule = RoutingRule.objects.get()
    assert (rule.unit, rule.tier, rule.words) == (cast.department, 3, "路灯、井盖")
    assert office.get(url("routingrule")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": "", "words": ""}, "至少写一样"),
        ({"tier": 5}, "接力交给上级代表"),
        ({"unit": "other"}, "这个单位不在这个人大的区域里"),
        ({"unit": "congress"}, "请选具体的承办单位"),
    ],
)
def test_a_routing_rule_that_makes_no_sense(office, cast, changes, sentence):
    units = {"other": cast.other_congress.pk, "congress": cast.congress.pk}
    if "unit" in changes:
        changes = {"unit": units[changes["unit"]]}
    page = office.post(url("routingrule", "add"), routing(cast, **changes)).content.decode()
    assert sentence in page
    assert not RoutingRule.objects.exists()
