"""After the rating: tracked across years, upgraded, completed, archived with what the public may read."""

from datetime import date

import pytest

from deputies import audit
from deputies.errors import Refused
from deputies.services.mandates import appoint
from liaison.models import Conversation, Notice
from suggestions.conditions import deciding, may_publish, missing_phases
from suggestions.models import Clock, Progress, Reply, ReplyClass
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions.formal import Formal, Role
from tests.suggestions.people import extend

PUBLIC = {
    "public_title": "关于梧桐苑周边路灯改造的建议",
    "public_text": "梧桐苑周边路灯不亮。",
    "public_reply": "灯具已换。",
}


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    return Formal(cast, more)


def told(user) -> list[str]:
    return [notice.title for notice in Notice.objects.filter(recipient=user)]


def running() -> list[tuple[str, date]]:
    return list(Clock.objects.filter(state="running").values_list("purpose", "due_on"))


def test_from_a_draft_with_three_co_signers_to_the_public(cast, more):
    """Issue 3, must show 7: lead and two co-handlers, a B-class reply, tracked into next year, upgraded, published."""
    chen = appoint(
        seat=cast.vacant_seat,
        term=cast.term,
        name="陈立",
        elected_on=date(2021, 11, 8),
        actor=None,
        now=NOW,
        user=cast.chen,
    )
    signers = [more.tang_deputy, more.song_deputy, chen]
    formal = Formal(cast, more).cosigned(more.tang, more.song, cast.chen, deputies=signers)
    formal.handed(Part(Role.LEAD, cast.department), Part(Role.CO, more.bureau), Part(Role.CO, cast.community))
    assert formal.case.number == "第18届第1号"
    formal.act(cast.zhao, "sign", formal.part())
    formal.contacted("before", "during")
    for clerk, head, unit in ((more.luo, more.shi, more.bureau), (cast.wu, cast.wu, cast.community)):
        part = formal.case.assignments.get(unit=unit)
        formal.act(clerk, "sign", part)
        formal.act(head, "release", part, body="同意，予以配合。")
    formal.act(cast.zhao, "draft", formal.part(), **formal.answer("B"))
    formal.later(days=60).act(
        cast.he,
        "release",
        formal.part(),
        **formal.answer("B", commitments=[("换完剩下六盏", date(2027, 6, 30))]),
    )
    formal.contacted("after")
    formal.rated(*((user, 2, 3) for user in (cast.li, more.tang, more.song, cast.chen)))
    with pytest.raises(Refused, match="要跟踪到再次答复"):
        formal.act(cast.qian, "complete")

    formal.act(cast.qian, "track")
    suggestion = formal.suggestion
    assert (formal.state(), suggestion.tracked_since) == ("tracking", formal.now.date())
    assert formal.now.year == 2027
    assert running() == [("tracking", date(2027, 4, 19))]  # 17 April 2027 is a Saturday
    formal.later(days=80).act(cast.zhao, "track_report", body="已换三盏。", on=formal.now.date())
    formal.later(days=90).act(
        cast.he, "upgrade", reply_class=formal.reply_class("A"), body="六盏全部换完，每月巡查。"
    )
    suggestion = formal.suggestion
    assert (suggestion.first_class.code, suggestion.reply_class.code) == ("B", "A")
    assert suggestion.resolved_on == formal.now.date()
    assert running() == []
    for user in (cast.li, more.tang, more.song, cast.chen, cast.qian, more.luo):
        assert any("由B类改为A类" in title for title in told(user))

    formal.act(cast.qian, "complete")
    completed = formal.now
    formal.later(days=5).act(cast.qian, "archive", publish="full", note="", **PUBLIC)
    suggestion = formal.suggestion
    assert (formal.state(), suggestion.publish, suggestion.serial) == ("archived", "full", 1)
    assert suggestion.public_reply == "灯具已换。"
    assert formal.case.closed_at == completed, "filing it later does not make it late"
    assert list(audit.faults()) == []
    entries = list(Conversation.objects.get().entries.order_by("pk").values_list("body", flat=True))
    assert [body[:13] for body in entries] == [
        "您反映的事已转为代表建议，",
        "代表建议已经立案，编号：第",
        "代表建议已交青澜区住房和建",
        "承办单位已经答复代表，代表",
        "这件建议一时办不完，已转入",
        "跟踪办理有新进展，承办单位",
        "承办单位已就这件建议再次答",
        "这件代表建议已经办结。",
    ]


def test_only_classes_that_need_it_are_tracked(formal, cast):
    formal.replied("A").satisfied()
    with pytest.raises(Refused, match="不用跟踪"):
        formal.act(cast.qian, "track")
    formal.act(cast.qian, "complete")
    assert formal.state() == "completed"


def test_each_report_begins_the_next_quarter(formal, cast, more):
    formal.replied("B").satisfied().act(cast.qian, "track")
    assert running() == [("tracking", date(2027, 2, 18))]
    formal.later(days=100).act(more.luo, "track_report", body="已换三盏。")
    clock = Clock.objects.get(purpose="tracking", state="stopped")
    assert clock.outcome == "missed"
    assert running() == [("tracking", date(2027, 5, 26))]
    note = Progress.objects.last()
    assert (note.kind, note.assignment, note.on) == ("report", formal.part(Role.CO), formal.now.date())
    with pytest.raises(Refused, match="今天以后"):
        formal.act(cast.qian, "track_report", body="下月", on=date(2028, 1, 1))


def test_a_further_reply_has_a_class_of_its_own(formal, cast, more):
    formal.replied("B").satisfied().act(cast.qian, "track")
    with pytest.raises(Refused, match="类别没有变"):
        formal.act(cast.he, "upgrade", reply_class=formal.reply_class("B"), body="还在办")
    for user in (more.shi, cast.zhao, cast.li):
        with pytest.raises(Refused, match="身份"):
            formal.act(user, "upgrade", reply_class=formal.reply_class("A"), body="办完了")
    formal.act(cast.qian, "upgrade", reply_class=formal.reply_class("C"), body="管线改道，办不了，说明如下。")
    reply = Reply.objects.last()
    assert (reply.assignment, reply.state, reply.released_by) == (formal.part(), "released", cast.qian)
    assert formal.suggestion.resolved_on is None, "ended, not solved"
    formal.act(cast.qian, "complete")


def test_the_office_writes_down_the_reply_of_the_unit_that_still_owes_one(formal, cast, more):
    formal.handed(Part(Role.SEPARATE, cast.department), Part(Role.SEPARATE, more.bureau))
    for part, clerk, head, code in zip(
        formal.case.assignments.order_by("pk"), (cast.zhao, more.luo), (cast.he, more.shi), "AB", strict=True
    ):
        formal.act(clerk, "sign", part)
        formal.contacted("before", "during", who=clerk)
        formal.act(head, "release", part, **formal.answer(code))
    formal.satisfied().act(cast.qian, "track")
    formal.act(cast.qian, "upgrade", reply_class=formal.reply_class("A"), body="巡查已经建立。")
    assert Reply.objects.last().assignment.unit == more.bureau
    assert (formal.suggestion.reply_class.code, formal.suggestion.first_class.code) == ("A", "B")


def test_a_withdrawn_one_is_tracked_no_longer(formal, cast):
    formal.replied("B").satisfied().act(cast.qian, "track")
    formal.act(cast.li, "withdraw", reason="已经解决")
    assert running() == []
    assert any("代表撤回了建议" in title for title in told(cast.zhao))


@pytest.mark.parametrize(
    ("consent", "allowed"),
    [("full", {"full", "title", "none"}), ("title", {"title", "none"}), ("none", {"none"})],
)
def test_never_more_public_than_the_deputy_agreed_to(cast, more, consent, allowed):
    formal = Formal(cast, more, consents_to=consent).replied("A").satisfied()
    formal.act(cast.qian, "complete")
    for publish in {"full", "title", "none"} - allowed:
        with pytest.raises(Refused) as refused:
            formal.act(cast.qian, "archive", publish=publish, **PUBLIC)
        assert refused.value.field == "publish"
        assert formal.state() == "completed"
    most = next(kind for kind in ("full", "title", "none") if kind in allowed)
    formal.act(cast.qian, "archive", publish=most, note="", **PUBLIC)
    assert (formal.state(), formal.suggestion.publish) == ("archived", most)
    assert bool(formal.suggestion.public_text) == (most == "full"), (
        "no copy lies about that nobody decided on"
    )


def test_nothing_is_public_without_a_redacted_copy(formal, cast):
    formal.replied("A").satisfied().act(cast.qian, "complete")
    with pytest.raises(Refused) as refused:
        formal.act(cast.qian, "archive", publish="full", **PUBLIC | {"public_text": ""})
    assert refused.value.field == "public_text"
    with pytest.raises(Refused):
        formal.act(cast.qian, "archive", publish="everything", **PUBLIC)
    assert formal.state() == "completed"


# --- pure rules ---------------------------------------------------------------------------------------


def test_pure_rules():
    assert [kind for kind in ("full", "title", "none", "") if may_publish(kind, "title")] == ["title", "none"]
    assert not may_publish("full", "")
    assert missing_phases([], 1) == ["before", "during"]
    assert missing_phases(["during", "before", "after"], 1) == []
    assert missing_phases(["before"], 2) == ["during"]
    first, second, third = (
        ReplyClass(code=code, order=order, needs_tracking=code == "B") for order, code in enumerate("ABC", 1)
    )
    assert deciding([first, third]) == third
    assert deciding([third, second, first]) == second, "what must be followed is followed"
