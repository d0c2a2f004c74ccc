"""How the deputies find a reply: each for herself, result and attitude apart, collected by the congress."""

from datetime import date

import pytest

from deputies.errors import Refused
from liaison.models import Notice
from suggestions import access
from suggestions.models import Case, Clock, ReplyRating
from suggestions.queries.ratings import current_round, unrated
from suggestions.services.scanning import scan
from tests.suggestions.formal import Formal
from tests.suggestions.people import extend


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    """Signed by 李代表 and 唐代表, answered with A."""
    return Formal(cast, more).cosigned(more.tang, deputies=[more.tang_deputy, more.song_deputy]).replied("A")


def told(user) -> list[str]:
    return [notice.title for notice in Notice.objects.filter(recipient=user)]


def names(user, formal) -> list[str]:
    return [move.name for move in access.moves(user, Case.objects.get(pk=formal.case.pk))]


def test_everybody_who_signed_rates_and_nobody_else(formal, cast, more):
    assert [deputy.name for deputy in unrated(formal.case)] == ["李敏", "唐敬"]
    for user in (cast.li, more.tang, cast.qian):
        assert "rate" in names(user, formal)
    for user in (more.song, cast.zhao, cast.he, cast.feng, cast.gao, cast.zhang, cast.bai):
        assert "rate" not in names(user, formal)
        with pytest.raises(Refused, match="身份"):
            formal.act(user, "rate", result=3, attitude=3)
    formal.rated((cast.li, 3, 2), (more.tang, 2, 3))
    rows = ReplyRating.objects.values_list("deputy__name", "result", "attitude", "round", "taken_by")
    assert list(rows) == [("李敏", 3, 2, 1, None), ("唐敬", 2, 3, 1, None)]
    assert Clock.objects.get(purpose="rating").outcome == "met"
    assert any("评价已收齐" in title for title in told(cast.qian))
    assert "rate" not in names(cast.li, formal)


def test_the_units_hear_the_sum_when_all_have_rated_and_never_who_said_what(formal, cast, more):
    units = (cast.zhao, cast.he, more.luo, more.shi)
    formal.rated((cast.li, 3, 3))
    assert not any("评价" in title for user in units for title in told(user))
    formal.rated((more.tang, 1, 2), comment="第二条没有回答")
    for user in units:
        [title] = [title for title in told(user) if "评价" in title]
        assert title == "代表评价已收齐：满意1人、基本满意0人、不满意1人 · 第18届第1号"


def test_who_has_not_rated_is_reminded_and_nobody_else(formal, cast, more):
    formal.rated((cast.li, 3, 3)).later(days=20)  # ten days before the window ends
    Notice.objects.all().delete()
    scan(now=formal.now)
    for user, reminded in ((more.tang, True), (cast.qian, True), (cast.li, False), (more.song, False)):
        assert any("评价" in title for title in told(user)) == reminded, user


def test_once_for_each_reply(formal, cast):
    formal.rated((cast.li, 3, 3))
    with pytest.raises(Refused, match="已经评价过"):
        formal.rated((cast.li, 1, 1), comment="改主意了")
    assert ReplyRating.objects.get().result == 3


def test_staff_write_down_what_a_deputy_said(formal, cast, more):
    for wrong in (None, more.song_deputy, cast.sun_deputy):
        with pytest.raises(Refused) as refused:
            formal.act(cast.qian, "rate", result=3, attitude=3, deputy=wrong)
        assert refused.value.field == "deputy"
    formal.act(cast.qian, "rate", result=2, attitude=3, deputy=more.tang_deputy)
    row = ReplyRating.objects.get()
    assert (row.deputy, row.taken_by) == (more.tang_deputy, cast.qian)


@pytest.mark.parametrize("scores", [(1, 3), (3, 1), (1, 1)])
def test_dissatisfied_says_why(formal, cast, scores):
    with pytest.raises(Refused) as refused:
        formal.rated((cast.li, *scores), comment="  ")
    assert refused.value.field == "comment"
    formal.rated((cast.li, *scores), comment="还有六盏没换")
    assert ReplyRating.objects.get().comment == "还有六盏没换"


def test_nothing_goes_on_until_all_have_rated_or_the_window_is_past(formal, cast, more):
    formal.rated((cast.li, 3, 3))
    with pytest.raises(Refused, match="还没有收齐：唐敬"):
        formal.act(cast.qian, "complete")
    formal.later(days=30)  # 18 December is the last day
    with pytest.raises(Refused, match="还没有收齐"):
        formal.act(cast.qian, "complete")
    formal.later(days=1).act(cast.qian, "complete")
    assert formal.state() == "completed"
    assert ReplyRating.objects.count() == 1, "silence is never satisfied"
    assert Clock.objects.get(purpose="rating").outcome == "missed"


def test_dissatisfied_is_handed_over_again_with_a_month(formal, cast, more):
    assert "rehandle" not in names(cast.qian, formal)
    with pytest.raises(Refused, match="没有代表"):
        formal.act(cast.qian, "rehandle", reason="早了")
    formal.rated((cast.li, 3, 3), (more.tang, 1, 3), comment="第二条没有回答")
    assert any("有代表不满意" in title for title in told(cast.qian))
    with pytest.raises(Refused, match="请先再次交办"):
        formal.act(cast.qian, "complete")
    formal.later(days=1).act(cast.qian, "rehandle", reason="请把第二条答清楚")
    assert formal.state() == "handling"
    lead = formal.part()
    clock = Clock.objects.get(state="running")
    assert (clock.assignment, clock.rule_key, clock.due_on) == (
        lead,
        "suggestion.rehandle",
        date(2026, 12, 21),
    )
    assert (lead.state, current_round(formal.case)) == ("signed", 2)
    assert lead.reason == "请把第二条答清楚"
    formal.contacted("during").act(cast.he, "release", lead, **formal.answer("C"))
    assert [deputy.name for deputy in unrated(formal.case)] == ["李敏", "唐敬"], "each is asked anew"
    formal.rated((cast.li, 3, 3), (more.tang, 1, 3), comment="还是不行")
    formal.act(cast.qian, "complete")
    assert formal.state() == "completed"
    assert ReplyRating.objects.count() == 4


def test_deputies_of_merged_suggestions_get_the_reply_and_rate_it(cast, more):
    main = Formal(cast, more).numbered()
    other = Formal(cast, more, deputy=more.tang_deputy, conversations=[])
    other.contacted("presubmit", who=more.tang).submitted()
    other.act(cast.qian, "merge", into=main.case, reason="内容相同")
    main.numbered = lambda: main  # it has its number already
    main.replied("A")
    assert any("请看看并评价" in title for title in told(more.tang))
    main.rated((cast.li, 3, 3), (more.tang, 3, 3)).act(cast.qian, "complete")
    assert main.state() == "completed"
