"""A formal suggestion at the units: hand-over, signing, contact with the deputy, opinions, the reply, send-back."""

from datetime import date, timedelta

import pytest

from deputies.errors import Refused
from liaison.models import Conversation, Notice
from suggestions import access, workflow
from suggestions.access import cases_visible_to
from suggestions.models import Assignment, Case, Clock, Commitment, Progress, Reply, ReplyScheme
from suggestions.services import schemes
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions.formal import Formal, Role
from tests.suggestions.people import extend


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    return Formal(cast, more)


def told(user) -> list[str]:
    return [notice.title for notice in Notice.objects.filter(recipient=user)]


def running(**lookup) -> Clock:
    return Clock.objects.get(state="running", **lookup)


def words() -> str:
    return Conversation.objects.get().entries.last().body


# --- hand-over ----------------------------------------------------------------------------------------


def test_lead_and_co_handler_have_their_own_clocks(formal, cast, more):
    formal.numbered().later(days=2)
    formal.act(
        cast.qian,
        "hand_over",
        parts=[Part(Role.LEAD, cast.department), Part(Role.CO, more.bureau), Part(Role.CO, more.quiet)],
    )
    assert formal.state() == "handling"
    handover = Clock.objects.get(purpose="handover")
    assert (handover.state, handover.outcome) == ("stopped", "met")
    lead = running(purpose="reply")
    assert (lead.rule_key, lead.due_on) == ("suggestion.reply", date(2027, 2, 22))  # the 20th is a Saturday
    opinions = Clock.objects.filter(purpose="opinion", state="running")
    assert {(clock.rule_key, clock.due_on) for clock in opinions} == {
        ("suggestion.cohandler", date(2026, 12, 21))  # the 20th is a Sunday
    }
    assert "已交青澜区住房和建设局办理，2027年2月22日前答复代表" in words()
    assert any("2027年2月22日前答复您" in title for title in told(cast.li))
    for user in (cast.zhao, cast.he, more.luo, more.shi):
        assert any("交您单位办理" in title for title in told(user))


def test_six_months_need_a_reason_the_deputy_reads(formal, cast):
    formal.numbered()
    with pytest.raises(Refused) as refused:
        formal.act(cast.qian, "hand_over", parts=[Part(Role.LEAD, cast.department)], is_complex=True)
    assert refused.value.field == "complex_reason"
    assert not Assignment.objects.exists()
    formal.act(
        cast.qian,
        "hand_over",
        parts=[Part(Role.LEAD, cast.department)],
        is_complex=True,
        complex_reason="涉及四个街道的管线",
    )
    assert formal.suggestion.complex_reason == "涉及四个街道的管线"
    clock = running(purpose="reply")
    assert (clock.rule_key, clock.due_on) == ("suggestion.reply_complex", date(2027, 5, 18))  # a Tuesday


def test_separate_units_each_owe_a_reply(formal, cast, more):
    formal.handed(Part(Role.SEPARATE, cast.department), Part(Role.SEPARATE, more.bureau))
    first, second = formal.case.assignments.order_by("pk")
    formal.act(cast.zhao, "sign", first)
    formal.act(more.luo, "sign", second)
    formal.contacted("before", "during", who=cast.zhao)
    formal.act(cast.he, "release", first, **formal.answer("A"))
    assert formal.state() == "handling"
    with pytest.raises(Refused, match="办理前、办理中"):
        formal.act(more.shi, "release", second, **formal.answer("B"))
    formal.contacted("before", "during", who=more.luo)
    formal.act(more.shi, "release", second, **formal.answer("B"))
    assert formal.state() == "replied"
    assert formal.suggestion.reply_class.code == "B", "the whole is no better than its worst part"


@pytest.mark.parametrize("who", ["nobody", "two leads", "co alone", "lead and separate", "deputy", "twice"])
def test_a_division_of_work_that_makes_no_sense(formal, cast, more, who):
    formal.numbered()
    parts = {
        "nobody": [],
        "two leads": [Part(Role.LEAD, cast.department), Part(Role.LEAD, more.bureau)],
        "co alone": [Part(Role.CO, more.bureau)],
        "lead and separate": [Part(Role.LEAD, cast.department), Part(Role.SEPARATE, more.bureau)],
        "deputy": [Part(Role.RELAY, deputy=more.jin_deputy)],
        "twice": [Part(Role.LEAD, cast.department), Part(Role.CO, cast.department)],
    }[who]
    with pytest.raises(Refused):
        formal.act(cast.qian, "hand_over", parts=parts)
    assert formal.state() == "numbered"
    assert not Assignment.objects.exists()
    assert running().purpose == "handover"


def test_one_more_co_handler(formal, cast, more):
    formal.handed(Part(Role.LEAD, cast.department))
    with pytest.raises(Refused, match="只能有一个"):
        formal.act(cast.qian, "assign", parts=[Part(Role.LEAD, more.bureau)])
    formal.later(days=3).act(cast.qian, "assign", parts=[Part(Role.CO, more.bureau)])
    assert running(purpose="opinion").started_on == NOW.date() + timedelta(days=3)
    assert any("增加承办单位：青澜区城市管理局" in title for title in told(cast.li))
    assert cases_visible_to(more.luo).exists()


# --- return, dispute, extension -----------------------------------------------------------------------


def test_a_unit_gives_it_back_and_another_takes_over_with_a_clock_of_its_own(formal, cast, more):
    formal.handed(Part(Role.LEAD, cast.department))
    formal.act(cast.zhao, "request_return", formal.part(), reason="路灯归城管", proposed_unit=more.bureau)
    formal.later(days=1).act(cast.qian, "accept_return", formal.part(), unit=more.bureau)
    lead = formal.part()
    assert (lead.unit, lead.role, formal.state()) == (more.bureau, "lead", "handling")
    assert running(assignment=lead).started_on == formal.now.date()
    assert not cases_visible_to(cast.zhao).exists()


def test_a_return_comes_too_late_after_five_working_days(formal, cast, more):
    formal.handed(Part(Role.LEAD, cast.department)).later(days=8)
    with pytest.raises(Refused):
        formal.act(cast.zhao, "request_return", formal.part(), reason="路灯归城管", proposed_unit=more.bureau)
    assert formal.part().state == "handed"


def test_a_dispute_is_decided_by_the_government_office(formal, cast, more):
    formal.handed(Part(Role.LEAD, cast.department))
    formal.act(cast.zhao, "request_return", formal.part(), reason="不归我们")
    formal.act(cast.qian, "decline_return", formal.part(), reason="职责写得清楚")
    formal.act(cast.he, "dispute", formal.part(), reason="三定方案第五条")
    assert formal.part().state == "disputed"
    formal.act(cast.feng, "reassign", formal.part(), unit=more.bureau, reason="归城管")
    assert (formal.part().unit, formal.state()) == (more.bureau, "handling")


def test_an_extension_keeps_the_first_date_in_sight(formal, cast):
    formal.handed(Part(Role.LEAD, cast.department))
    formal.act(cast.zhao, "sign", formal.part())
    until = date(2027, 4, 20)
    formal.later(days=30).act(cast.zhao, "ask_extension", formal.part(), until=until, reason="等管线图")
    formal.act(cast.qian, "decide_extension", formal.part(), decision="approve", note="同意")
    clock = running(purpose="reply")
    assert (clock.due_on, clock.first_due_on) == (until, date(2027, 2, 18))


# --- contact ------------------------------------------------------------------------------------------


def test_talks_are_on_record_and_the_deputy_hears_of_them(formal, cast, more):
    formal.handed().contacted("before")
    note = Progress.objects.get()
    assert (note.assignment, note.kind, note.phase) == (formal.part(), "face", "before")
    assert any("记录了一次与您的沟通" in title for title in told(cast.li))
    formal.contacted("during", who=cast.li)
    assert Progress.objects.last().assignment is None


@pytest.mark.parametrize("phase", ["presubmit", "after"])
def test_a_talk_fits_what_has_happened(formal, phase):
    formal.handed()
    with pytest.raises(Refused, match="对不上"):
        formal.contacted(phase)
    formal.now -= timedelta(days=1)
    with pytest.raises(Refused, match="今天以后"):
        formal.act(formal.cast.zhao, "contact", on=NOW.date(), phase="before", body="明天再说")
    assert not Progress.objects.exists()


# --- the reply ----------------------------------------------------------------------------------------


def test_no_reply_before_the_deputy_was_met_and_the_opinions_are_in(formal, cast, more):
    formal.handed().act(cast.zhao, "sign", formal.part())

    def release(**data):
        formal.act(cast.he, "release", formal.part(), **formal.answer("A", **data))

    with pytest.raises(Refused, match="办理前、办理中"):
        release()
    formal.contacted("before")
    with pytest.raises(Refused, match="还没有“办理中”"):
        release()
    formal.contacted("during")
    with pytest.raises(Refused, match="会办意见还没有收齐：青澜区城市管理局"):
        release()
    formal.opined()
    for field in ("contact_person", "contact_phone"):
        with pytest.raises(Refused) as refused:
            release(**{field: ""})
        assert refused.value.field == field
    assert formal.state() == "handling"
    assert not Reply.objects.filter(assignment=formal.part()).exists()
    release()
    assert formal.state() == "replied"


def test_an_opinion_goes_to_the_lead_and_is_no_reply(formal, cast, more):
    formal.handed().opined()
    assert formal.state() == "handling"
    assert not any("已答复" in title for title in told(cast.li))
    assert any("会办意见" in title for title in told(cast.zhao))


def test_a_class_of_the_scheme_in_use(formal, cast, more):
    formal.handed().act(cast.zhao, "sign", formal.part())
    formal.contacted("before", "during").opined()
    schemes.ensure_defaults(cast.congress)
    shanghai = ReplyScheme.objects.get(congress=cast.congress, name="上海四类").classes.first()
    elsewhere = schemes.ensure_defaults(cast.other_congress).classes.first()
    for wrong in (None, shanghai, elsewhere):
        with pytest.raises(Refused) as refused:
            formal.act(cast.he, "release", formal.part(), **formal.answer("A", reply_class=wrong))
        assert refused.value.field == "reply_class"
    ReplyScheme.objects.filter(congress=cast.congress).update(is_current=False)
    ReplyScheme.objects.filter(pk=shanghai.scheme_id).update(is_current=True)
    formal.act(cast.he, "release", formal.part(), **formal.answer("解决采纳"))
    assert formal.suggestion.reply_class == shanghai


def test_the_reply_reaches_each_who_signed_and_the_congress(formal, cast, more):
    formal.cosigned(more.tang, deputies=[more.tang_deputy, more.song_deputy])
    formal.replied("B", commitments=[("剩下六盏换完", date(2027, 3, 31))])
    suggestion = formal.suggestion
    assert (suggestion.reply_class.code, suggestion.first_class.code) == ("B", "B")
    assert suggestion.resolved_on is None
    assert formal.case.replied_at == NOW
    for user in (cast.li, more.tang):
        assert any("请看看并评价" in title for title in told(user))
    assert not any("请看看并评价" in title for title in told(more.song)), "she did not sign"
    assert any("请收集评价" in title for title in told(cast.qian))
    assert any("主办单位已答复代表" in title for title in told(more.luo)), "a copy for the co-handler"
    assert any("请做答复后的回访" in title for title in told(cast.zhao))
    assert Commitment.objects.get().due_on == date(2027, 3, 31)
    rating = running()
    assert (rating.purpose, rating.due_on) == ("rating", date(2026, 12, 18))
    assert Conversation.objects.get().state == "accepted", "the deputy answers the constituent now"
    assert "代表会把结果告诉您" in words()


def test_a_resolved_one_says_since_when(formal):
    formal.replied("A")
    assert formal.suggestion.resolved_on == NOW.date()


def test_a_reply_that_misses_the_points_is_sent_back(formal, cast, more):
    formal.replied("A").later(days=2)
    formal.act(cast.li, "send_back", formal.part(), reason="第二条没有回答")
    lead = formal.part()
    assert (formal.state(), lead.state, lead.round) == ("handling", "signed", 2)
    clock = running(assignment=lead)
    assert (clock.rule_key, clock.due_on) == (
        "suggestion.rehandle",
        date(2026, 12, 21),
    )  # the 20th is a Sunday
    assert Clock.objects.get(purpose="rating").state == "void"
    assert Conversation.objects.get().state == "referred"
    assert "已退回承办单位重办" in words()
    with pytest.raises(Refused, match="还没有“办理中”"):
        formal.act(cast.he, "release", lead, **formal.answer("C"))
    formal.later(days=1).contacted("during")
    formal.act(cast.he, "release", lead, **formal.answer("C"))
    suggestion = formal.suggestion
    assert (formal.state(), suggestion.reply_class.code, suggestion.first_class.code) == ("replied", "C", "A")
    assert suggestion.resolved_on is None
    assert Conversation.objects.get().state == "accepted"


def test_the_constituent_hears_of_what_comes_after_the_answer(formal, cast):
    formal.replied("A")
    Conversation.objects.update(state="closed")
    formal.act(cast.li, "send_back", formal.part(), reason="第二条没有回答")
    conversation = Conversation.objects.get()
    assert (conversation.state, words()) == ("closed", "答复没有说清问题，已退回承办单位重办。")


def test_the_unit_sees_a_suggestion_and_no_constituent(formal, cast, more):
    formal.handed()
    seen = cases_visible_to(cast.zhao).get()
    assert seen.brief == formal.suggestion.proposal
    held = access.capacities(
        cast.zhao, Case.objects.select_related("congress", "organisation").get(pk=seen.pk)
    )
    assert held == {workflow.Capacity.CLERK}


def test_schemes_come_once_and_leave_own_rows_alone(cast):
    first = schemes.ensure_defaults(cast.congress)
    first.classes.filter(code="C").update(label="本区写法")
    assert schemes.ensure_defaults(cast.congress) == first
    assert first.classes.get(code="C").label == "本区写法"
    rows = ReplyScheme.objects.filter(congress=cast.congress)
    assert {scheme.name: scheme.classes.count() for scheme in rows} == {
        "三类（A、B、C）": 3,
        "四类（A、B、C、D）": 4,
        "上海四类": 4,
    }
    resolved = {str(one) for scheme in rows for one in scheme.classes.filter(counts_as_resolved=True)}
    assert resolved == {"A（已经解决或者基本解决）", "解决采纳（问题解决、意见采纳）"}
    assert first.classes.get(needs_tracking=True).code == "B"
