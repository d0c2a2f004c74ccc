"""More time: asked in time, decided once, the first date kept in sight, everybody concerned told."""

from datetime import date

import pytest

from deputies import audit
from deputies.errors import Refused
from deputies.models import AuditEvent
from deputies.services.calendar import checked_in_years, load_years
from liaison.models import Notice
from suggestions import access
from suggestions.models import Extension
from suggestions.services import clocks, extending
from suggestions.services.scanning import scan
from tests.suggestions.timed import act, at, clock_of, handed, matter

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 4, 28)


@pytest.fixture
def part(cast):
    """Due on Thursday 16 April 2026, signed."""
    load_years(checked_in_years(), now=at("2024-01-02"))
    part = handed(matter(cast, now=at("2026-04-01")), cast.department, now=at("2026-04-01"))
    return act(cast.zhao, part, "sign", now=at("2026-04-02"))


def ask(cast, part, day="2026-04-10", until=UNTIL, **data):
    return act(cast.zhao, part, "ask_extension", now=at(day), **({"until": until, "reason": "等材料"} | data))


def decide(cast, part, day="2026-04-11", decision="approve", **data):
    return act(cast.zhang, part, "decide_extension", now=at(day), decision=decision, **data)


def titles(user):
    return [notice.title for notice in Notice.objects.filter(recipient=user).order_by("pk")]


def offered(user, part):
    part = type(part).objects.select_related("unit", "case__congress", "case__organisation").get(pk=part.pk)
    return {move.name for move in access.moves(user, part.case, part)}


def test_asked_and_approved(cast, part):
    Notice.objects.all().delete()
    ask(cast, part)
    assert "有延期申请等您审批 · 群2026-0001" in titles(cast.zhang)
    decide(cast, part, note="材料确需时间")
    clock = clock_of(part)
    assert (clock.due_on, clock.first_due_on) == (UNTIL, date(2026, 4, 16))
    extension = Extension.objects.get()
    assert (extension.state, extension.decided_by, extension.decision) == (
        "approved", cast.zhang, "材料确需时间",
    )  # fmt: skip
    for user in (cast.zhao, cast.he, cast.li):
        assert "已同意延期至4月28日 周二 · 群2026-0001" in titles(user)
    event = AuditEvent.objects.filter(chain=f"case:{part.case_id}").latest("seq")
    assert (event.verb, event.data["due_before"], event.data["due_on"]) == (
        "decide_extension", "2026-04-16", "2026-04-28",
    )  # fmt: skip
    assert not list(audit.faults())


def test_a_closed_day_that_was_asked_for_rolls(cast, part):
    ask(cast, part, until=date(2026, 4, 25))
    decide(cast, part)
    assert clock_of(part).due_on == date(2026, 4, 27)  # from a Saturday to Monday


def test_the_last_day_is_in_time_and_the_next_is_not(cast, part):
    with pytest.raises(Refused, match="已经过了到期日"):
        ask(cast, part, day="2026-04-17")
    ask(cast, part, day="2026-04-16")
    assert Extension.objects.count() == 1


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (date(2026, 4, 16), "要晚于现在的到期日4月16日 周四"),
        (date(2026, 5, 7), "最多可以延到5月6日 周三"),  # 15 days more end in 劳动节
    ],
)
def test_a_day_that_makes_no_sense_is_refused_beside_the_field(cast, part, until, sentence):
    with pytest.raises(Refused, match=sentence) as caught:
        ask(cast, part, until=until)
    assert caught.value.field == "until"
    assert not Extension.objects.exists()
    assert extending.latest(clock_of(part)) == date(2026, 5, 6)


def test_while_one_waits_no_other_is_asked(cast, part):
    ask(cast, part)
    with pytest.raises(Refused, match="正在等审批"):
        ask(cast, part)
    with pytest.raises(Refused, match="有延期申请等审批"):
        act(cast.zhang, part, "pause", now=at("2026-04-10"), reason="等")


def test_approved_once_for_each_clock(cast, part):
    ask(cast, part)
    decide(cast, part)
    with pytest.raises(Refused, match="已经延期过一次"):
        ask(cast, part, day="2026-04-20", until=date(2026, 5, 8))


def test_declined_with_a_reason_and_asked_again(cast, part):
    ask(cast, part)
    with pytest.raises(Refused, match="写明原因") as caught:
        decide(cast, part, decision="decline")
    assert caught.value.field == "note"
    decide(cast, part, decision="decline", note="材料昨天已经送到")
    assert clock_of(part).due_on == date(2026, 4, 16)
    assert "延期申请没有同意，仍按4月16日 周四到期 · 群2026-0001" in titles(cast.he)
    ask(cast, part, day="2026-04-13")
    decide(cast, part, day="2026-04-13")
    assert clock_of(part).due_on == UNTIL


def test_another_decision_than_the_two_is_refused(cast, part):
    ask(cast, part)
    with pytest.raises(Refused, match="请选同意还是不同意"):
        decide(cast, part, decision="perhaps")


def test_asked_in_time_and_decided_late_still_counts(cast, part):
    ask(cast, part, day="2026-04-16")
    scan(now=at("2026-04-17"))
    decide(cast, part, day="2026-04-20")
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-21"), purposes=clocks.ANSWERS)
    assert clock_of(part).outcome == "extended"


def test_what_nobody_decided_lapses_when_the_clock_stops(cast, part):
    ask(cast, part)
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-15"), purposes=clocks.ANSWERS)
    assert Extension.objects.get().state == Extension.State.LAPSED
    assert clock_of(part).outcome == "met"
    with pytest.raises(Refused, match="没有计时的期限"):
        decide(cast, part, day="2026-04-16")


def test_a_rule_that_allows_none(cast, part):
    co = handed(part.case, cast.community, role="co", now=at("2026-04-02"))
    act(cast.wu, co, "sign", now=at("2026-04-03"))
    with pytest.raises(Refused, match="“群众事项会办意见”的期限按规则不能延期"):
        act(cast.wu, co, "ask_extension", now=at("2026-04-03"), until=UNTIL, reason="等材料")


def test_buttons_follow_the_clock(cast, part):
    assert "ask_extension" in offered(cast.zhao, part)
    assert "ask_extension" not in offered(cast.zhang, part)
    assert {"decide_extension", "resume"} & offered(cast.zhang, part) == set()
    assert "pause" in offered(cast.zhang, part)
    ask(cast, part)
    assert "ask_extension" not in offered(cast.zhao, part)
    assert "decide_extension" in offered(cast.zhang, part)
    assert "decide_extension" not in offered(cast.li, part)
    assert "pause" not in offered(cast.zhang, part)
    decide(cast, part)
    assert not {"ask_extension", "decide_extension"} & (offered(cast.zhao, part) | offered(cast.zhang, part))
    act(cast.zhang, part, "pause", now=at("2026-04-13"), reason="等群众补充")
    assert {"pause", "resume"} & offered(cast.zhang, part) == {"resume"}
