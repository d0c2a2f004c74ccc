"""Which official papers of cases there are: for each its template, what stands on it, and who may do what with it.

A further paper is one row of `KINDS`, one function that composes it, and one template below
`templates/papers/letters/` (docs/adr/0011-one-row-per-paper.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from deputies.models import Organisation
from suggestions.models import Case
from suggestions.papers import letters, notices, prints
from suggestions.papers.occasion import Occasion, Role, released
from suggestions.queries.case import CONGRESS_SIDE, OFFICES, UNIT, CaseOnPage, PartOnPage
from suggestions.workflow import AssignmentState, Capacity

Seen = Callable[[CaseOnPage, PartOnPage | None], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    of_part: it is about one unit's part, not the case as a whole. stands: there is something to write; `lacks`
    says what is missing otherwise. may_see: may look at the draft, or print what has no number. may_issue: may
    give it a number; None for what has none. may_read: may open what was issued. about: tells issues of one
    paper apart, so that nothing is issued twice. organ: in whose name.
    """

    name: str
    label: str
    template: str
    compose: Callable[[Occasion], dict]
    stands: Seen
    lacks: str
    may_see: Seen
    of_part: bool = True
    may_issue: Seen | None = None
    may_read: Seen | None = None
    about: Callable[[CaseOnPage, PartOnPage | None], str] | None = None
    organ: Callable[[CaseOnPage, PartOnPage | None], Organisation] | None = None
    editable: bool = False
    is_form: bool = False

    @property
    def is_numbered(self) -> bool:
        return self.may_issue is not None


def _works(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return part is not None and part.is_mine


def _heads(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return part is not None and Capacity.HEAD in part.held


def _coordinates(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return bool(found.held & {Capacity.COORDINATOR, Capacity.OFFICE})


def _anyone(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return True


def _near(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return _works(found, part) or bool(found.held & (CONGRESS_SIDE | OFFICES))


def _reads_opinions(found: CaseOnPage, part: PartOnPage | None) -> bool:
    leads = any(one.row.role == Role.LEAD and one.held & UNIT for one in found.live)
    return _works(found, part) or leads or bool(found.held & OFFICES)


def _answers(found: CaseOnPage, part: PartOnPage | None) -> bool:
    row = part.row
    return (
        bool(row.unit_id and row.role in (Role.LEAD, Role.SEPARATE) and released(part)) and not part.is_gone
    )


def _advises(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return bool(part.row.unit_id and part.row.role == Role.CO and released(part)) and not part.is_gone


def _is_formal_reply(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return found.case.kind == Case.Kind.SUGGESTION and _answers(found, part)


def _of_unit(found: CaseOnPage, part: PartOnPage | None) -> Organisation:
    return part.row.unit


def _of_office(found: CaseOnPage, part: PartOnPage | None) -> Organisation:
    return notices.sender(found)


def _wants_back(found: CaseOnPage, part: PartOnPage | None) -> bool:
    return bool(part.row.unit_id) and part.row.state == AssignmentState.RETURN_REQUESTED


def _same_return(found: CaseOnPage, part: PartOnPage | None) -> str:
    return f"return:{'gone' if part.is_gone else part.row.returns_declined}"


def _same_units(found: CaseOnPage, part: PartOnPage | None) -> str:
    return "parts:" + ",".join(str(one.row.pk) for one in notices.handed(found))


ALL = (
    Kind(
        "reply", _("答复函"), "letters/reply.typ", letters.reply, _answers, _("答复审签以后才能制发答复函。"), _works,
        may_issue=_heads, may_read=_anyone, about=lambda found, part: f"reply:{released(part).pk}", organ=_of_unit, editable=True,
    ),
    Kind(
        "opinion", _("会办意见"), "letters/opinion.typ", letters.opinion, _advises, _("会办意见审签以后才能制发。"), _works,
        may_issue=_heads, may_read=_reads_opinions, about=lambda found, part: f"reply:{released(part).pk}", organ=_of_unit, editable=True,
    ),
    Kind(
        "return_request", _("退办申请函"), "letters/returning.typ", letters.return_request, _wants_back, _("申请退办以后才有退办申请函。"), _works,
        may_issue=_heads, may_read=_near, about=lambda found, part: f"asked:{part.row.returns_declined}", organ=_of_unit, editable=True,
    ),
    Kind(
        "handover", _("交办通知"), "letters/handover.typ", notices.handover, lambda found, part: bool(notices.handed(found)), _("交给单位以后才有交办通知。"), _coordinates,
        of_part=False, may_issue=_coordinates, may_read=_anyone, about=_same_units, organ=_of_office, editable=True,
    ),
    Kind(
        "returned", _("退办通知"), "letters/returning.typ", notices.returned, lambda found, part: notices.is_return_decided(part), _("退办作出决定以后才有退办通知。"), _coordinates,
        may_issue=_coordinates, may_read=_near, about=_same_return, organ=_of_office, editable=True,
    ),
    Kind(
        "extension", _("延期通知"), "letters/extension.typ", notices.extension, lambda found, part: notices.decided(part) is not None, _("延期审批以后才有延期通知。"), _coordinates,
        may_issue=_coordinates, may_read=_near, about=lambda found, part: f"extension:{notices.decided(part)[1].pk}", organ=_of_office, editable=True,
    ),
    Kind(
        "inquiry", _("征询意见表"), "letters/inquiry.typ", prints.inquiry, _is_formal_reply, _("有了答复才有征询意见表。"), _anyone, editable=True, is_form=True,
    ),
    Kind("sheet", _("办件单"), "letters/sheet.typ", prints.sheet, _anyone, "", _anyone, of_part=False, is_form=True),
)  # fmt: skip
KINDS = {kind.name: kind for kind in ALL}
