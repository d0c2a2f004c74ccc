"""Moves of a formal suggestion (建议、批评和意见), from the draft to the archive (domain.md §5)."""

from liaison.workflow import Style, same, to
from suggestions.workflow.words import SUGGESTION, Capacity, CaseState, Move, _, table

S, C = CaseState, Capacity
DEPUTY = frozenset({C.DEPUTY})
OFFICE = frozenset({C.OFFICE})
SYSTEM = frozenset({C.SYSTEM})
WRITING = (S.DRAFT, S.COSIGNING, S.RETURNED)
BEFORE_COMPLETION = (
    S.DRAFT,
    S.COSIGNING,
    S.DELEGATION,
    S.SUBMITTED,
    S.RETURNED,
    S.NUMBERED,
    S.HANDLING,
    S.REPLIED,
    S.TRACKING,
)
HANDED = (S.HANDLING, S.REPLIED, S.TRACKING)

MOVES = table(
    (
        Move("edit", _("修改草稿"), SUGGESTION, same(*WRITING), DEPUTY, elsewhere=True),
        Move(
            "invite",
            _("邀请联名"),
            SUGGESTION,
            to(S.COSIGNING, S.DRAFT, S.COSIGNING) | same(S.RETURNED),
            DEPUTY,
            needs=("deputies",),
        ),
        Move(
            "cosign",
            _("确认联名"),
            SUGGESTION,
            same(S.COSIGNING, S.RETURNED),
            frozenset({C.INVITED}),
            style=Style.PRIMARY,
        ),
        Move(
            "decline_cosign",
            _("不参加联名"),
            SUGGESTION,
            same(S.COSIGNING, S.RETURNED),
            frozenset({C.INVITED, C.COSIGNER}),
        ),
        Move(
            "submit",
            _("提交"),
            SUGGESTION,
            to(S.SUBMITTED, *WRITING),
            DEPUTY,
            style=Style.PRIMARY,
        ),
        Move("to_delegation", _("送代表团审阅"), SUGGESTION, to(S.DELEGATION, *WRITING), DEPUTY),
        Move("delegation_agrees", _("代表团同意"), SUGGESTION, to(S.SUBMITTED, S.DELEGATION), OFFICE),
        Move(
            "delegation_returns",
            _("代表团退回"),
            SUGGESTION,
            to(S.RETURNED, S.DELEGATION),
            OFFICE,
            needs=("reason",),
        ),
        Move("accept", _("审查立案"), SUGGESTION, to(S.NUMBERED, S.SUBMITTED), OFFICE, style=Style.PRIMARY),
        Move(
            "return_to_deputy",
            _("退回代表"),
            SUGGESTION,
            to(S.RETURNED, S.SUBMITTED),
            OFFICE,
            needs=("reason",),
        ),
        Move(
            "convert",
            _("转为来信办理"),
            SUGGESTION,
            to(S.CONVERTED, S.SUBMITTED),
            OFFICE,
            needs=("reason",),
        ),
        Move(
            "merge",
            _("并案"),
            SUGGESTION,
            to(S.MERGED, S.SUBMITTED, S.NUMBERED),
            OFFICE,
            needs=("into", "reason"),
        ),
        Move(
            "hand_over",
            _("交办"),
            SUGGESTION,
            to(S.HANDLING, S.NUMBERED),
            OFFICE,
            needs=("parts",),
            style=Style.PRIMARY,
            elsewhere=True,
        ),
        Move(
            "assign",
            _("增加承办单位"),
            SUGGESTION,
            same(S.HANDLING),
            OFFICE,
            needs=("parts",),
            elsewhere=True,
        ),
        Move("mark_key", _("列为重点督办"), SUGGESTION, same(S.NUMBERED, *HANDED), OFFICE, needs=("reason",)),
        Move(
            "contact",
            _("记录沟通"),
            SUGGESTION,
            same(*BEFORE_COMPLETION),
            frozenset({C.DEPUTY, C.OFFICE, C.CLERK, C.HEAD}),
            needs=("on", "body"),
        ),
        Move("all_replied", _("主办单位已答复"), SUGGESTION, to(S.REPLIED, S.HANDLING), SYSTEM),
        Move("all_noted", _("承办单位已阅"), SUGGESTION, to(S.COMPLETED, S.HANDLING), SYSTEM),
        Move("rework", _("退回重办"), SUGGESTION, to(S.HANDLING, S.REPLIED), SYSTEM),
        Move(
            "rate",
            _("评价答复"),
            SUGGESTION,
            same(S.REPLIED),
            frozenset({C.DEPUTY, C.COSIGNER, C.OFFICE}),
            needs=("result", "attitude"),
            style=Style.PRIMARY,
        ),
        Move(
            "rehandle",
            _("再次交办"),
            SUGGESTION,
            to(S.HANDLING, S.REPLIED),
            OFFICE,
            needs=("reason",),
        ),
        Move("track", _("转入跟踪"), SUGGESTION, to(S.TRACKING, S.REPLIED), OFFICE),
        Move(
            "track_report",
            _("报告跟踪进展"),
            SUGGESTION,
            same(S.TRACKING),
            frozenset({C.OFFICE, C.CLERK, C.HEAD}),
            needs=("body",),
        ),
        Move(
            "upgrade",
            _("再次答复并改类"),
            SUGGESTION,
            same(S.TRACKING),
            frozenset({C.HEAD, C.OFFICE}),
            needs=("reply_class", "body"),
        ),
        Move("complete", _("办结"), SUGGESTION, to(S.COMPLETED, S.REPLIED, S.TRACKING), OFFICE),
        Move(
            "archive",
            _("决定公开并归档"),
            SUGGESTION,
            to(S.ARCHIVED, S.COMPLETED),
            OFFICE,
            needs=("publish",),
            style=Style.PRIMARY,
            elsewhere=True,
        ),
        Move(
            "withdraw",
            _("撤回建议"),
            SUGGESTION,
            to(S.WITHDRAWN, *BEFORE_COMPLETION),
            DEPUTY,
            needs=("reason",),
            style=Style.DANGER,
        ),
    )
)
