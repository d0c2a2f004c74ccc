"""The one table of moves of a conversation. Data only: no Django, no clock, no database.

State machines of domain.md §5 as far as only the deputy, or the site for her, has to speak. The gate
`liaison.services._move` enforces the table; the pages ask it which buttons to show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


def _(text: str) -> str:
    """Mark a label for the message catalogue; it is translated where it is shown."""
    return text


class Labelled(StrEnum):
    """Values with a Chinese label."""

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class State(Labelled):
    SUBMITTED = "submitted", _("待接收")
    ACCEPTED = "accepted", _("办理中")
    ASKED = "asked", _("待您补充")
    REFERRED = "referred", _("已交办")
    ANSWERED = "answered", _("已答复")
    REOPEN_REQUESTED = "reopen_requested", _("已请求重办")
    CLOSED = "closed", _("已办结")
    NOT_ACCEPTED = "not_accepted", _("不受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    SPAM = "spam", _("无效信息")
    REQUESTED = "requested", _("待安排")
    PROPOSED = "proposed", _("待您确认时间")
    COUNTER_PROPOSED = "counter_proposed", _("待重新安排")
    CONFIRMED = "confirmed", _("已约好")
    HELD = "held", _("已见面")
    NO_SHOW = "no_show", _("未赴约")
    DECLINED = "declined", _("未能安排")
    CANCELLED = "cancelled", _("已取消")


class Capacity(Labelled):
    CONSTITUENT = "constituent", _("群众")
    DEPUTY = "deputy", _("代表")
    SITE = "site", _("站点工作人员")
    OFFICE = "office", _("人大工作机构")
    SYSTEM = "system", _("系统")


class Style(StrEnum):
    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


S = State
MESSAGE, APPOINTMENT = "message", "appointment"
STAFF = frozenset({Capacity.DEPUTY, Capacity.SITE, Capacity.OFFICE})
CONSTITUENT = frozenset({Capacity.CONSTITUENT})
SYSTEM = frozenset({Capacity.SYSTEM})

# States in which somebody on the congress side has to act.
WAITING_FOR_STAFF = frozenset({S.SUBMITTED, S.ACCEPTED, S.REOPEN_REQUESTED, S.REQUESTED, S.COUNTER_PROPOSED})
RATEABLE = frozenset({S.ANSWERED, S.HELD})
FINAL = frozenset({S.CLOSED, S.NOT_ACCEPTED, S.WITHDRAWN, S.SPAM, S.NO_SHOW, S.DECLINED, S.CANCELLED})


@dataclass(frozen=True)
class Move:
    """One allowed act.

    targets: state before -> state after. needs: names of data that must not be empty. responds: whether it
    stops the clock of the first response. answers: whether it counts as the answer. elsewhere: made on a page of
    a room above, together with what that room does.
    """

    name: str
    label: str
    kind: str
    targets: dict[State, State]
    capacities: frozenset[Capacity]
    needs: tuple[str, ...] = ()
    responds: bool = False
    answers: bool = False
    style: Style = Style.PLAIN
    elsewhere: bool = False


def same(*states: StrEnum) -> dict:
    """Return targets of a move that leaves the state as it is."""
    return {state: state for state in states}


def to(target: StrEnum, *states: StrEnum) -> dict:
    """Return targets of a move from any of the states to one."""
    return dict.fromkeys(states, target)


OPEN_MESSAGE = (S.SUBMITTED, S.ACCEPTED, S.ASKED, S.REFERRED, S.ANSWERED)
OPEN_APPOINTMENT = (S.REQUESTED, S.PROPOSED, S.COUNTER_PROPOSED, S.CONFIRMED)
_say = {
    S.SUBMITTED: S.SUBMITTED,
    S.ACCEPTED: S.ACCEPTED,
    S.ASKED: S.ACCEPTED,
    S.REFERRED: S.REFERRED,
    S.ANSWERED: S.ACCEPTED,
}
_before_answer = (S.SUBMITTED, S.ACCEPTED, S.ASKED)
_told_of_topic = (*OPEN_MESSAGE, S.REOPEN_REQUESTED, S.CLOSED, S.NOT_ACCEPTED)

_MESSAGE_MOVES = (
    Move(
        "accept", _("接单"), MESSAGE, to(S.ACCEPTED, S.SUBMITTED), STAFF, responds=True, style=Style.PRIMARY
    ),
    Move(
        "answer",
        _("答复"),
        MESSAGE,
        to(S.ANSWERED, *_before_answer, S.ANSWERED),
        STAFF,
        needs=("body",),
        responds=True,
        answers=True,
        style=Style.PRIMARY,
    ),
    Move(
        "ask",
        _("追问"),
        MESSAGE,
        to(S.ASKED, S.SUBMITTED, S.ACCEPTED),
        STAFF,
        needs=("body",),
        responds=True,
    ),
    Move(
        "not_accept",
        _("不受理"),
        MESSAGE,
        to(S.NOT_ACCEPTED, S.SUBMITTED, S.ACCEPTED, S.ASKED),
        STAFF,
        needs=("body", "channel"),
        responds=True,
        style=Style.DANGER,
    ),
    Move("mark_spam", _("无效信息"), MESSAGE, to(S.SPAM, S.SUBMITTED, S.ACCEPTED), STAFF, style=Style.DANGER),
    Move(
        "refer",
        _("交办"),
        MESSAGE,
        to(S.REFERRED, S.SUBMITTED, S.ACCEPTED),
        STAFF,
        responds=True,
        elsewhere=True,
    ),
    Move("tell", _("告知进展"), MESSAGE, same(S.ACCEPTED, S.REFERRED), STAFF, needs=("body",)),
    # A formal suggestion goes on after the answer, and for years where it is tracked.
    Move(
        "progress",
        _("办理进展"),
        MESSAGE,
        same(S.ACCEPTED, S.REFERRED, S.ANSWERED, S.CLOSED),
        SYSTEM,
        needs=("body",),
    ),
    Move("conclude", _("告知议题结果"), MESSAGE, same(*_told_of_topic), SYSTEM, needs=("body",)),
    Move("come_back", _("办理结果转来"), MESSAGE, to(S.ACCEPTED, S.REFERRED), SYSTEM, needs=("body",)),
    Move("refer_again", _("退回重办"), MESSAGE, to(S.REFERRED, S.ACCEPTED), SYSTEM, needs=("body",)),
    Move("restore", _("恢复"), MESSAGE, to(S.SUBMITTED, S.SPAM), frozenset({Capacity.OFFICE})),
    Move("say", _("补充"), MESSAGE, _say, CONSTITUENT, needs=("body",)),
    Move("withdraw", _("撤回"), MESSAGE, to(S.WITHDRAWN, *OPEN_MESSAGE), CONSTITUENT, style=Style.DANGER),
    Move(
        "request_reopen",
        _("请求重办"),
        MESSAGE,
        to(S.REOPEN_REQUESTED, S.CLOSED, S.NOT_ACCEPTED),
        CONSTITUENT,
        needs=("body",),
    ),
    Move(
        "approve_reopen",
        _("同意重办"),
        MESSAGE,
        to(S.ACCEPTED, S.REOPEN_REQUESTED),
        frozenset({Capacity.OFFICE}),
        style=Style.PRIMARY,
    ),
    Move(
        "decline_reopen",
        _("不再重办"),
        MESSAGE,
        to(S.CLOSED, S.REOPEN_REQUESTED),
        frozenset({Capacity.OFFICE}),
        needs=("body",),
        style=Style.DANGER,
    ),
)

_APPOINTMENT_MOVES = (
    Move(
        "propose",
        _("提出时间"),
        APPOINTMENT,
        to(S.PROPOSED, *OPEN_APPOINTMENT),
        STAFF,
        needs=("starts_at", "where"),
        responds=True,
        style=Style.PRIMARY,
    ),
    Move(
        "counter_propose",
        _("换个时间"),
        APPOINTMENT,
        to(S.COUNTER_PROPOSED, S.PROPOSED, S.CONFIRMED),
        CONSTITUENT,
        needs=("body",),
    ),
    Move(
        "confirm",
        _("就这个时间"),
        APPOINTMENT,
        to(S.CONFIRMED, S.PROPOSED),
        CONSTITUENT,
        style=Style.PRIMARY,
    ),
    Move(
        "hold",
        _("记录接待"),
        APPOINTMENT,
        to(S.HELD, S.CONFIRMED),
        STAFF,
        needs=("minutes",),
        responds=True,
        answers=True,
        style=Style.PRIMARY,
    ),
    Move("no_show", _("未赴约"), APPOINTMENT, to(S.NO_SHOW, S.CONFIRMED), STAFF, responds=True),
    Move(
        "decline",
        _("未能安排"),
        APPOINTMENT,
        to(S.DECLINED, S.REQUESTED, S.COUNTER_PROPOSED),
        STAFF,
        needs=("body",),
        responds=True,
        style=Style.DANGER,
    ),
    Move(
        "call_off",
        _("取消约见"),
        APPOINTMENT,
        to(S.CANCELLED, S.PROPOSED, S.CONFIRMED),
        STAFF,
        needs=("body",),
        responds=True,
        style=Style.DANGER,
    ),
    Move(
        "cancel",
        _("取消约见"),
        APPOINTMENT,
        to(S.CANCELLED, *OPEN_APPOINTMENT),
        CONSTITUENT,
        style=Style.DANGER,
    ),
    Move("day_cancelled", _("接待日取消"), APPOINTMENT, to(S.COUNTER_PROPOSED, S.CONFIRMED), SYSTEM),
    Move("say", _("补充"), APPOINTMENT, same(*OPEN_APPOINTMENT), CONSTITUENT, needs=("body",)),
)


def _shared(kind: str, open_states: tuple[State, ...], rateable: State) -> tuple[Move, ...]:
    return (
        Move("note", _("内部备注"), kind, same(*open_states, rateable, S.CLOSED), STAFF, needs=("body",)),
        Move(
            "hand_to_site",
            _("请站点代办"),
            kind,
            same(*open_states),
            frozenset({Capacity.DEPUTY, Capacity.OFFICE}),
        ),
        Move(
            "hand_to_deputy",
            _("交回代表"),
            kind,
            same(*open_states),
            frozenset({Capacity.SITE, Capacity.OFFICE}),
        ),
        Move("fall_back", _("转站点"), kind, same(*open_states), SYSTEM),
        Move("hand_over", _("随换届移交"), kind, same(*open_states, rateable), SYSTEM),
        Move(
            "rate",
            _("评价"),
            kind,
            {rateable: S.CLOSED, S.CLOSED: S.CLOSED},
            CONSTITUENT,
            needs=("result", "attitude"),
            style=Style.PRIMARY,
        ),
        Move("close_unrated", _("到期办结"), kind, to(S.CLOSED, rateable), SYSTEM),
    )


MOVES: dict[str, dict[str, Move]] = {
    kind: {move.name: move for move in moves}
    for kind, moves in (
        (MESSAGE, _MESSAGE_MOVES + _shared(MESSAGE, OPEN_MESSAGE, S.ANSWERED)),
        (APPOINTMENT, _APPOINTMENT_MOVES + _shared(APPOINTMENT, OPEN_APPOINTMENT, S.HELD)),
    )
}
FIRST_STATE = {MESSAGE: S.SUBMITTED, APPOINTMENT: S.REQUESTED}


def allowed(kind: str, state: str, capacities: Iterable[str]) -> list[Move]:
    """Return the moves open to somebody with these capacities, in the order of the table.

    Args:
        kind: "message" or "appointment".
        state: the conversation's state.
        capacities: in which capacities the person stands towards this conversation.
    """
    held = set(capacities)
    return [move for move in MOVES[kind].values() if state in move.targets and held & move.capacities]
