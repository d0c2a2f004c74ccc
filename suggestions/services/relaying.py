"""A matter goes up to deputies of higher levels as one thread: each hop has its own clock and answers one hop down.

domain.md 003-13; peers.md §12.8.
"""

from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Deputy, Level
from suggestions.models import Case
from suggestions.services import parts, sources
from suggestions.services._move import Effect, Step
from suggestions.services.parts import Part, Role
from suggestions.services.telling import tell_watchers
from suggestions.workflow import ASSIGNMENT, MATTER


def level_of(case: Case) -> int:
    """Return the level from which a case goes up: that of its deputy, or of its congress."""
    return case.deputy.level if case.deputy_id else case.congress.level


def check(case: Case, deputy: Deputy, *, above: int) -> None:
    """Refuse a deputy who cannot take a matter over.

    Args:
        above: the level she must be higher than.

    Raises:
        Refused: not a higher level; not active or without account; has it already.
    """
    name = {"name": deputy.name}
    if deputy.level >= above:
        raise Refused(
            _("接力要交给比%(level)s更高一级的代表，%(name)s不是。") % (name | {"level": Level(above).label}),
            field="deputy",
        )
    if not deputy.answers_herself or not deputy.user.is_active:
        raise Refused(_("%(name)s代表现在不能在线接力，请另选一位。") % name, field="deputy")
    if case.assignments.filter(deputy=deputy).exclude(state__in=parts.GONE).exists():
        raise Refused(_("%(name)s代表已经在接力这件事了。") % name, field="deputy")


def _relay(step: Step) -> None:
    """Effect: a deputy of a higher level takes the matter up, beside the units; replied matters open again."""
    deputy, case = step.data["deputy"], step.case
    check(case, deputy, above=level_of(case))
    _hand_up(step, deputy)
    words = _("已请%(name)s代表接力反映，有了答复再告诉您。") % {"name": deputy.name}
    sources.send_again(case, words, now=step.now)
    tell_watchers(step, _("已请上级代表接力"), "relayed")


def _pass_up(step: Step) -> None:
    """Effect: a relayed deputy asks one of a still higher level; her own clock goes on."""
    deputy = step.data["deputy"]
    check(step.case, deputy, above=step.assignment.deputy.level)
    _hand_up(step, deputy, parent=step.assignment)
    words = _("%(from)s代表已请%(to)s代表继续接力。") % {
        "from": step.assignment.deputy.name,
        "to": deputy.name,
    }
    sources.tell(step.case, words, now=step.now)
    tell_watchers(step, _("继续向上接力"), "passed")


def _hand_up(step: Step, deputy: Deputy, parent=None) -> None:
    part = Part(Role.RELAY, deputy=deputy, instruction=step.data.get("reason", "")[:300])
    handed = parts.hand(step.case, part, event=_("接力"), now=step.now, parent=parent)
    step.facts |= {"deputy": deputy.pk, "handed": handed.pk}


EFFECTS: dict[tuple[str, str], Effect] = {
    (MATTER, "relay"): _relay,
    (ASSIGNMENT, "pass_up"): _pass_up,
}
