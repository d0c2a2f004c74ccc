"""Moves of one unit's part of a case, of either kind; and of one relayed deputy's part."""

from liaison.workflow import Style, same, to
from suggestions.workflow.words import (
    ASSIGNMENT,
    AssignmentState,
    Capacity,
    CaseState,
    Move,
    _,
    table,
)

S, C = AssignmentState, Capacity
UNIT = frozenset({C.CLERK, C.HEAD})
ANSWERS = frozenset({C.HEAD, C.LINK, C.RELAY})
DECIDES = frozenset({C.COORDINATOR, C.OFFICE, C.GOVERNMENT})
WATCHES = frozenset({C.DEPUTY, C.COORDINATOR, C.OFFICE, C.GOVERNMENT})
PAUSES = frozenset({C.COORDINATOR, C.OFFICE})
OPEN = (S.HANDED, S.SIGNED, S.RETURN_REQUESTED, S.DISPUTED, S.DRAFTED)
REPLIED_TOO = frozenset({CaseState.HANDLING, CaseState.REPLIED})
# A promise may fall due long after the reply; how it ended is written down whatever became of the case.
PROMISED = frozenset(
    {
        CaseState.HANDLING,
        CaseState.REPLIED,
        CaseState.TRACKING,
        CaseState.COMPLETED,
        CaseState.ARCHIVED,
    }
)
# What is open ends with the case, in the step that ended the case.
ENDED_TOO = frozenset({CaseState.HANDLING, CaseState.CANCELLED, CaseState.WITHDRAWN})

MOVES = table(
    (
        Move(
            "sign",
            _("签收"),
            ASSIGNMENT,
            to(S.SIGNED, S.HANDED),
            UNIT | {C.LINK, C.RELAY},
            style=Style.PRIMARY,
        ),
        Move("draft", _("起草答复"), ASSIGNMENT, to(S.DRAFTED, S.SIGNED, S.DRAFTED), UNIT, needs=("body",)),
        Move(
            "release",
            _("审签答复"),
            ASSIGNMENT,
            to(S.REPLIED, S.DRAFTED, S.SIGNED),
            ANSWERS,
            needs=("body",),
            style=Style.PRIMARY,
        ),
        Move(
            "take_note",
            _("已阅，供参考"),
            ASSIGNMENT,
            to(S.NOTED, S.DRAFTED, S.SIGNED),
            frozenset({C.HEAD}),
            needs=("body",),
        ),
        Move(
            "revise",
            _("退回修改"),
            ASSIGNMENT,
            to(S.SIGNED, S.DRAFTED),
            frozenset({C.HEAD}),
            needs=("reason",),
        ),
        Move(
            "report", _("报告进展"), ASSIGNMENT, same(S.SIGNED, S.DRAFTED), UNIT | {C.RELAY}, needs=("body",)
        ),
        Move(
            "request_return",
            _("申请退办"),
            ASSIGNMENT,
            to(S.RETURN_REQUESTED, S.HANDED, S.SIGNED),
            UNIT | {C.LINK},
            needs=("reason",),
            style=Style.DANGER,
        ),
        Move(
            "accept_return",
            _("同意退办并改派"),
            ASSIGNMENT,
            to(S.RETURNED, S.RETURN_REQUESTED),
            DECIDES | {C.DEPUTY},
            needs=("unit",),
            style=Style.PRIMARY,
        ),
        Move(
            "decline_return",
            _("不同意退办"),
            ASSIGNMENT,
            to(S.SIGNED, S.RETURN_REQUESTED),
            DECIDES | {C.DEPUTY},
            needs=("reason",),
        ),
        Move(
            "dispute",
            _("提出承办争议"),
            ASSIGNMENT,
            to(S.DISPUTED, S.SIGNED),
            frozenset({C.HEAD}),
            needs=("reason",),
            style=Style.DANGER,
        ),
        Move(
            "uphold",
            _("裁定由其承办"),
            ASSIGNMENT,
            to(S.SIGNED, S.DISPUTED),
            frozenset({C.OFFICE, C.GOVERNMENT}),
            needs=("reason",),
            style=Style.PRIMARY,
        ),
        Move(
            "reassign",
            _("裁定改派"),
            ASSIGNMENT,
            to(S.RETURNED, S.DISPUTED),
            frozenset({C.OFFICE, C.GOVERNMENT}),
            needs=("unit", "reason"),
        ),
        Move(
            "ask_extension",
            _("申请延期"),
            ASSIGNMENT,
            same(S.SIGNED, S.DRAFTED),
            UNIT | {C.LINK, C.RELAY},
            needs=("reason", "until"),
        ),
        Move(
            "decide_extension",
            _("审批延期"),
            ASSIGNMENT,
            same(S.SIGNED, S.DRAFTED),
            frozenset({C.COORDINATOR, C.OFFICE}),
            needs=("decision",),
        ),
        Move("pause", _("中止计时"), ASSIGNMENT, same(S.SIGNED, S.DRAFTED), PAUSES, needs=("reason",)),
        Move("resume", _("恢复计时"), ASSIGNMENT, same(S.SIGNED, S.DRAFTED), PAUSES),
        Move("urge", _("催办"), ASSIGNMENT, same(*OPEN), WATCHES),
        Move(
            "send_back",
            _("退回重办"),
            ASSIGNMENT,
            to(S.SIGNED, S.REPLIED),
            WATCHES | {C.SYSTEM},
            needs=("reason",),
            style=Style.DANGER,
            case_states=REPLIED_TOO,
        ),
        Move(
            "settle_promise",
            _("记录承诺兑现"),
            ASSIGNMENT,
            same(S.REPLIED),
            UNIT | {C.COORDINATOR, C.OFFICE, C.RELAY},
            needs=("commitment", "outcome", "on"),
            case_states=PROMISED,
        ),
        Move(
            "cancel",
            _("撤销承办"),
            ASSIGNMENT,
            to(S.CANCELLED, *OPEN),
            frozenset({C.COORDINATOR, C.OFFICE, C.DEPUTY, C.SYSTEM}),
            needs=("reason",),
            style=Style.DANGER,
            case_states=ENDED_TOO,
        ),
        Move(
            "spare",
            _("不再需要会办意见"),
            ASSIGNMENT,
            to(S.SPARED, *OPEN),
            frozenset({C.SYSTEM}),
            needs=("reason",),
        ),
        Move(
            "pass_up",
            _("继续接力"),
            ASSIGNMENT,
            same(S.SIGNED),
            frozenset({C.RELAY}),
            needs=("deputy", "reason"),
        ),
        Move(
            "send_link",
            _("发一次性办理链接"),
            ASSIGNMENT,
            same(S.HANDED, S.SIGNED),
            frozenset({C.COORDINATOR, C.OFFICE, C.DEPUTY}),
            needs=("digest",),
            elsewhere=True,
        ),
    )
)
