"""Rules of formal suggestions that need no database: intake, publication, contact, what a reply makes of a case."""

from collections.abc import Iterable


def _(text: str) -> str:
    """Mark a label for the message catalogue; it is translated where it is shown."""
    return text


# What is not accepted as a suggestion (Hubei 2012, domain.md §3.3); the reviewer ticks, and explains.
INTAKE: dict[str, str] = {
    "beyond": _("不属于本级职权范围"),
    "private": _("代表本人或者亲属的个人事项"),
    "judicial": _("涉及具体司法案件"),
    "letter": _("转交群众来信"),
    "academic": _("学术探讨"),
    "product": _("推介产品"),
    "empty": _("没有实际内容"),
    "several": _("不是一事一议"),
    "other": _("其他"),
}

FULL, TITLE, NONE = "full", "title", "none"
_REACH = {NONE: 0, TITLE: 1, FULL: 2}

# 三见面: which phases of contact with the deputy must be on record before a unit's first reply to her, and
# before a further one (domain.md §3.3: replies where the deputy was not contacted are sent back).
REQUIRED_PHASES = ("before", "during")
REQUIRED_AGAIN = ("during",)


def may_publish(publish: str, consents_to: str) -> bool:
    """Tell whether a publication decision stays within what the deputy consented to."""
    return publish in _REACH and _REACH[publish] <= _REACH.get(consents_to, 0)


def missing_phases(logged: Iterable[str], round: int) -> list[str]:
    """Return the phases of contact that are still needed before a reply may go out.

    Args:
        logged: phases on record since this round of handling began.
        round: 1 for the first reply.
    """
    have = set(logged)
    return [phase for phase in (REQUIRED_PHASES if round == 1 else REQUIRED_AGAIN) if phase not in have]


def deciding(classes: list):
    """Return which of the classes of separate replies stands for the whole: the least that was reached.

    Args:
        classes: reply classes with `needs_tracking` and `order`; not empty.
    """
    return max(classes, key=lambda found: (found.needs_tracking, found.order))
