"""On which occasion a paper is written, and the frame that every letter shares."""

from dataclasses import dataclass
from datetime import date, datetime

from deputies import tree
from deputies.models import Organisation
from suggestions.models import Assignment, Reply
from suggestions.papers import writing
from suggestions.queries.case import CaseOnPage, PartOnPage

Kind = Organisation.Kind
Role = Assignment.Role


@dataclass(frozen=True)
class Contact:
    """Whom the reader may ask about the paper: somebody of the unit, never a constituent."""

    person: str = ""
    phone: str = ""


@dataclass
class Occasion:
    """Who writes about what on which day; a draft has neither number nor signatory.

    signatory: the head who signs it for issue. joint: units that sign beside the sender.
    """

    found: CaseOnPage
    part: PartOnPage | None
    now: datetime
    dated: date
    signatory: str = ""
    joint: tuple[Organisation, ...] = ()
    contact: Contact | None = None
    draft: bool = False

    @property
    def case(self):
        return self.found.case

    @property
    def is_formal(self) -> bool:
        return self.case.kind == self.case.Kind.SUGGESTION


def letter(occasion: Occasion, organ: Organisation, title: str, to: str, **parts) -> dict:
    """Return what a letter of GB/T 9704 says; JSON values alone, so that it can be kept as it was.

    Args:
        parts: paragraphs, closing: of runs; enclosures, copies: names; note, class_mark: words; table.
    """
    contact = occasion.contact or Contact()
    signers = [organ, *(unit for unit in occasion.joint if unit.pk != organ.pk)]
    on = occasion.dated
    return {
        "organ": organ.name,
        "number": "",
        "draft": occasion.draft,
        "class_mark": "",
        "signatory": occasion.signatory,
        "title": title,
        "title_lines": writing.title_lines(title),
        "to": to,
        "paragraphs": [],
        "table": None,
        "closing": [],
        "enclosures": [],
        "signers": [unit.name for unit in signers],
        "date": [on.year, on.month, on.day],
        "dated": writing.full_date(on),
        "note": ask(contact),
        "copies": [],
    } | parts


def ask(contact: Contact) -> str:
    """Return the note below the date: （联系人：…，联系电话：…）."""
    known = [("联系人：", contact.person), ("联系电话：", contact.phone)]
    words = "，".join(label + value for label, value in known if value)
    return f"（{words}）" if words else ""


def released(part: PartOnPage) -> Reply | None:
    """Return the reply of this round that the unit has released."""
    out = [
        reply
        for reply in part.replies
        if reply.state == Reply.State.RELEASED and reply.round == part.row.round
    ]
    return out[-1] if out else None


def co_handlers(occasion: Occasion) -> list[Organisation]:
    """Return the units that were asked for their opinion."""
    return [part.row.unit for part in occasion.found.live if part.row.role == Role.CO and part.row.unit_id]


def offices(occasion: Occasion, unit: Organisation) -> list[Organisation]:
    """Return who gets a copy of a reply: the congress's deputy office and the unit's government office."""
    congress = occasion.case.congress
    commission = congress.children.filter(kind=Kind.AFFAIRS_COMMISSION, is_active=True).first()
    above = [*tree.ancestors(unit.path), unit.path]
    office = (
        Organisation.objects.filter(
            kind=Kind.GOVERNMENT_OFFICE, is_active=True, parent__kind=Kind.GOVERNMENT, parent__path__in=above
        )
        .order_by("-parent__path")
        .first()
    )
    return [one for one in (commission or congress, office) if one is not None]
