"""Moves of a constituent's matter: handed over by the deputy, replied to her, completed when she has answered."""

from liaison.workflow import Style, same, to
from suggestions.workflow.words import MATTER, Capacity, CaseState, Move, _, table

S, C = CaseState, Capacity
SENDERS = frozenset({C.DEPUTY, C.COORDINATOR, C.OFFICE})
SYSTEM = frozenset({C.SYSTEM})

MOVES = table(
    (
        Move(
            "assign",
            _("增加承办单位"),
            MATTER,
            to(S.HANDLING, S.HANDLING, S.REPLIED),
            SENDERS,
            needs=("parts",),
            elsewhere=True,
        ),
        Move(
            "relay",
            _("接力给上级代表"),
            MATTER,
            to(S.HANDLING, S.HANDLING, S.REPLIED),
            SENDERS,
            needs=("deputy",),
        ),
        Move("join", _("并入相同留言"), MATTER, same(S.HANDLING), SENDERS, needs=("conversations",)),
        Move("visit", _("记录沟通走访"), MATTER, same(S.HANDLING, S.REPLIED), SENDERS, needs=("body",)),
        Move(
            "recall",
            _("撤回交办"),
            MATTER,
            to(S.CANCELLED, S.HANDLING),
            SENDERS | SYSTEM,
            needs=("reason",),
            style=Style.DANGER,
        ),
        Move("all_replied", _("承办单位均已答复"), MATTER, to(S.REPLIED, S.HANDLING), SYSTEM),
        Move("rework", _("退回重办"), MATTER, to(S.HANDLING, S.REPLIED), SYSTEM),
        Move("follow_seat", _("随席位转给继任代表"), MATTER, same(S.HANDLING, S.REPLIED), SYSTEM),
        Move("complete", _("办结"), MATTER, to(S.COMPLETED, S.REPLIED), SYSTEM),
    )
)
