"""The table of a formal suggestion: every move, in every state, by everybody (issue 3, must show 4).

What each may do is written down here by hand; all else must be refused with a reason and change nothing, and the
buttons of the page are exactly these.
"""

import pytest
from django.db import transaction

from deputies.errors import Refused
from deputies.models import AuditEvent, User
from liaison.models import Conversation, Entry, Notice
from suggestions import access, workflow
from suggestions.models import (
    Assignment,
    Case,
    Clock,
    CoSigner,
    NumberSeries,
    Progress,
    Reply,
    ReplyRating,
    Source,
    Suggestion,
)
from suggestions.services import acting
from suggestions.services.parts import Part
from suggestions.workflow import SUGGESTION, CaseState
from tests.suggestions.formal import Formal, Role
from tests.suggestions.people import More, extend

MOVES = workflow.MOVES[SUGGESTION]
# 李代表 wrote it, 唐代表 signed it, 宋代表 is still asked; 住建局 leads, 城管局 co-handles.
PEOPLE = (
    "li", "tang", "song", "jin", "sun", "qian", "bai", "zhang", "wang", "zhao",
    "he", "luo", "shi", "feng", "wu", "gao", "lin", "mei", "audit", "admin",
)  # fmt: skip
UNITS = ("zhao", "he", "luo", "shi")
# State, or what a state is like; who; what she may do, in the order of the table.
ALLOWED: dict[str, dict[str, str]] = {
    "draft": {"li": "edit invite submit contact withdraw"},
    "cosigning": {
        "li": "edit invite submit contact withdraw",
        "tang": "decline_cosign",
        "song": "cosign decline_cosign",
    },
    "in session": {"li": "edit invite submit to_delegation contact withdraw"},
    "delegation": {"li": "contact withdraw", "qian": "delegation_agrees delegation_returns contact"},
    "submitted": {"li": "contact withdraw", "qian": "accept return_to_deputy convert merge contact"},
    "returned": {
        "li": "edit invite submit contact withdraw",
        "tang": "decline_cosign",
        "song": "cosign decline_cosign",
        "qian": "contact",
    },
    "numbered": {"li": "contact withdraw", "qian": "merge hand_over mark_key contact"},
    "handling": {"li": "contact withdraw", "qian": "assign mark_key contact"}
    | dict.fromkeys(UNITS, "contact"),
    "replied": {"li": "contact rate withdraw", "tang": "rate", "qian": "mark_key contact rate complete"}
    | dict.fromkeys(UNITS, "contact"),
    "replied, to be tracked": {
        "li": "contact rate withdraw",
        "tang": "rate",
        "qian": "mark_key contact rate track",
    }
    | dict.fromkeys(UNITS, "contact"),
    "replied, dissatisfied": {"li": "contact withdraw", "qian": "mark_key contact rehandle"}
    | dict.fromkeys(UNITS, "contact"),
    "tracking": {"li": "contact withdraw", "qian": "mark_key contact track_report upgrade"}
    | dict.fromkeys(UNITS, "contact track_report")
    | {"he": "contact track_report upgrade"},
    "tracking, upgraded": {"li": "contact withdraw", "qian": "mark_key contact track_report upgrade complete"}
    | dict.fromkeys(UNITS, "contact track_report")
    | {"he": "contact track_report upgrade"},
    "completed": {"qian": "archive"},
    "archived": {},
    "archived, public": {"qian": "unpublish"},
    "converted": {},
    "merged": {},
    "withdrawn": {},
}
LEFT_BEHIND = (
    Assignment, AuditEvent, Case, Clock, Conversation, CoSigner, Entry, Notice, NumberSeries, Progress,
    Reply, ReplyRating, Source, Suggestion,
)  # fmt: skip


class Back(Exception):
    """What was tried is taken back."""


@pytest.fixture
def more(cast):
    return extend(cast)


def brought(cast, more: More, stage: str) -> Formal:
    """A suggestion in a state, with one signer beside the first; past the window in which the reply is rated."""
    formal = Formal(cast, more, session="in" if stage in ("in session", "delegation") else "between")
    if stage in ("draft", "in session"):
        return formal
    formal.act(cast.li, "invite", deputies=[more.tang_deputy])
    formal.act(more.tang, "cosign")
    if stage == "returned":
        formal.submitted().act(cast.qian, "return_to_deputy", reason="请补充")
    if stage in ("cosigning", "returned"):
        formal.act(cast.li, "invite", deputies=[more.song_deputy])
    elif stage == "delegation":
        formal.act(cast.li, "to_delegation", delegation="长宁代表团")
    elif stage in ("submitted", "converted", "withdrawn", "merged"):
        formal.submitted()
        other = Formal(cast, more).submitted()
        data = {
            "convert": {"reason": "信"},
            "withdraw": {"reason": "撤"},
            "merge": {"reason": "同", "into": other.case},
        }
        for name, who in (("convert", cast.qian), ("withdraw", cast.li), ("merge", cast.qian)):
            if stage == MOVES[name].targets[CaseState.SUBMITTED]:
                formal.act(who, name, **data[name])
    elif stage == "numbered":
        formal.numbered()
    elif stage == "handling":
        formal.handed()
    else:
        answered(formal, stage)
    return formal


def answered(formal: Formal, stage: str) -> None:
    cast, more = formal.cast, formal.more
    tracked = stage == "replied, to be tracked" or stage.startswith("tracking")
    formal.replied("B" if tracked else "A")
    if stage == "replied, dissatisfied":
        formal.rated((cast.li, 1, 3), (more.tang, 3, 3), comment="第二条没有回答")
    formal.later(days=31)
    if stage.startswith("tracking"):
        formal.act(cast.qian, "track")
    if stage == "tracking, upgraded":
        formal.act(cast.he, "upgrade", reply_class=formal.reply_class("A"), body="办完了")
    if stage == "completed" or stage.startswith("archived"):
        formal.act(cast.qian, "complete")
    if stage == "archived":
        formal.act(cast.qian, "archive", publish="none", note="涉及他人")
    if stage == "archived, public":
        formal.act(cast.qian, "archive", publish="title", public_title="路灯改造")


def data_of(formal: Formal, name: str, who: str) -> dict:
    """What a move needs, and more than enough of it."""
    cast, more = formal.cast, formal.more
    own = {
        "invite": {"deputies": [more.song_deputy]},
        "edit": {"facts": "十盏不亮。"},
        "to_delegation": {"delegation": "长宁代表团"},
        "merge": {"into": formal.other, "reason": "内容相同"},
        "hand_over": {"parts": [Part(Role.LEAD, cast.department)]},
        "assign": {"parts": [Part(Role.CO, more.quiet)]},
        "contact": {"on": formal.now.date(), "body": "见面谈了。"},
        "rate": {"result": 3, "attitude": 3, "deputy": more.tang_deputy},
        "track_report": {"body": "又换三盏。", "on": formal.now.date()},
        "upgrade": {"body": "办不成，说明如下。", "reply_class": formal.worst},
        "archive": {"publish": "none", "note": "涉及他人"},
    }
    return own.get(name, {"reason": "理由"})


def snapshot() -> list:
    return [list(model.objects.order_by("pk").values()) for model in LEFT_BEHIND]


def member(formal: Formal, who: str) -> User:
    return getattr(formal.more, who, None) or getattr(formal.cast, who)


def test_every_state_of_a_suggestion_is_tried():
    named = {CaseState(stage.split(",")[0]) for stage in ALLOWED if stage != "in session"}
    used = {state for move in MOVES.values() for pair in move.targets.items() for state in pair}
    assert used == named


def seen_by(formal: Formal, who: str) -> tuple[User, Case]:
    user = User.objects.get(pk=member(formal, who).pk)
    rows = Case.objects.select_related("congress", "organisation", "suggestion__reply_class")
    return user, rows.get(pk=formal.case.pk)


def made(formal: Formal, who: str, name: str) -> str:
    """Make a move, return the state it led to, and take it back."""
    try:
        with transaction.atomic():
            moved = formal.act(member(formal, who), name, **data_of(formal, name, who))
            assert AuditEvent.objects.filter(chain=f"case:{moved.pk}", verb=name).exists()
            raise Back
    except Back:
        return moved.state


@pytest.mark.parametrize("stage", ALLOWED)
def test_each_may_do_what_is_written_and_nothing_else(cast, more, stage):
    formal = brought(cast, more, stage)
    formal.other = Formal(cast, more).numbered().case
    formal.worst = formal.reply_class("C")
    state = CaseState(formal.state())
    before = snapshot()
    for who in PEOPLE:
        user, case = seen_by(formal, who)
        allowed = ALLOWED[stage].get(who, "").split()
        assert [move.name for move in access.moves(user, case)] == allowed, who
        for name, move in MOVES.items():
            if name in allowed:
                assert made(formal, who, name) == move.targets[state].value, (who, name)
                continue
            with pytest.raises(Refused) as refused:
                acting.act(
                    user=user,
                    case=case,
                    name=name,
                    now=formal.now,
                    version=case.version,
                    data=data_of(formal, name, who),
                )
            assert str(refused.value), (who, name)
    assert snapshot() == before


def test_a_move_without_what_it_needs_is_refused_beside_its_field(cast, more):
    formal = brought(cast, more, "submitted")
    for name, field in (("return_to_deputy", "reason"), ("convert", "reason"), ("merge", "into")):
        with pytest.raises(Refused) as refused:
            formal.act(cast.qian, name)
        assert refused.value.field == field
    assert formal.state() == "submitted"
