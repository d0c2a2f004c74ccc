"""What waits for the reader of a case, in sentences; and for whom the case waits otherwise."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from liaison.workflow import State
from suggestions.models import Case
from suggestions.queries.case import CaseOnPage, PartOnPage
from suggestions.workflow import AssignmentState, Capacity, CaseState

# The one next step among several that are possible, most pressing first.
NEXT = (
    "accept_return",
    "decide_extension",
    "uphold",
    "sign",
    "take_note",
    "release",
    "draft",
    "cosign",
    "submit",
    "accept",
    "hand_over",
    "rate",
    "rehandle",
    "track",
    "complete",
    "archive",
    "track_report",
    "settle_promise",
)
# What is at hand while somebody else is at work.
THEN = ("edit", "invite", "urge", "send_back", "report", "visit", "contact")


@dataclass(frozen=True)
class Step:
    """One thing to do: what, and where where it is not among the buttons."""

    words: str
    url: str = ""
    label: str = ""


def to_do(found: CaseOnPage) -> list[Step]:
    """Return what waits for this person, most pressing first; empty where it is somebody else's turn."""
    steps = [step for part in found.live for step in _at_part(part)]
    if found.case.state == CaseState.REPLIED:
        steps += _answers(found)
        if "rate" in {move.name for move in found.moves} and Capacity.OFFICE not in found.held:
            steps.append(Step(_("答复已到，请您评价：结果和态度分开评。")))
    return steps


def _answers(found: CaseOnPage) -> list[Step]:
    """Return the constituents who wait for the answer; each message gets its own."""
    lying = [message for message in found.sources if message.state == State.ACCEPTED]
    steps = []
    for message in lying:
        which = _("（%(receipt)s）") % {"receipt": message.receipt} if len(lying) > 1 else ""
        words = _("承办单位的答复已到，请答复群众%(which)s。") % {"which": which}
        steps.append(Step(words, reverse("liaison:conversation", args=[message.receipt]), _("去答复群众")))
    return steps


def _at_part(part: PartOnPage) -> list[Step]:
    names, row = {move.name for move in part.moves}, part.row
    facts = {"holder": row.holder, "reason": row.reason}
    asked = part.asked
    if "accept_return" in names:
        if row.proposed_unit:
            facts["unit"] = row.proposed_unit
            return [Step(_("%(holder)s申请退办，认为该由%(unit)s办：%(reason)s") % facts)]
        return [Step(_("%(holder)s申请退办：%(reason)s") % facts)]
    if "uphold" in names:
        return [Step(_("%(holder)s提出承办争议，请您裁定：%(reason)s") % facts)]
    if asked and "decide_extension" in names:
        facts |= {"month": asked.until.month, "day": asked.until.day, "reason": asked.reason}
        return [Step(_("%(holder)s申请延到%(month)s月%(day)s日：%(reason)s") % facts)]
    if not part.is_mine:
        return []
    if "sign" in names and "request_return" in names:
        return [Step(_("新交来的，请先签收；不该本单位办的，可以申请退办。"))]
    if "sign" in names:
        return [Step(_("新交来的，请先签收。"))]
    if "take_note" in names:
        return [Step(_("代表注明供参考、不需要书面答复：填一句“已阅，供参考”就办结，也可以照常答复。"))]
    if row.state == AssignmentState.DRAFTED:
        return [Step(_("经办人已起草答复，请您审签。"))] if "release" in names else []
    if "release" in names or "draft" in names:
        return [Step(_("请在到期前办理并答复。"))]
    return []


def waiting_for(found: CaseOnPage) -> list[str]:
    """Return who has to act now, where it is not this person."""
    waiting, busy = [], []
    for part in found.live:
        state, holder = AssignmentState(part.row.state), str(part.row.holder)
        if state in (AssignmentState.HANDED, AssignmentState.SIGNED, AssignmentState.DRAFTED):
            busy.append(holder)
        elif state == AssignmentState.RETURN_REQUESTED:
            waiting.append(_("%(holder)s申请退办，等决定") % {"holder": holder})
        elif state == AssignmentState.DISPUTED:
            waiting.append(_("%(holder)s有承办争议，等裁定") % {"holder": holder})
    if busy:
        waiting.insert(0, _("等%(holders)s答复") % {"holders": "、".join(busy)})
    if found.case.state == CaseState.REPLIED:
        suggestion = found.case.kind == Case.Kind.SUGGESTION
        waiting.append(
            _("承办单位已答复，等代表评价") if suggestion else _("承办单位都答复了，等代表答复群众")
        )
    return waiting
