"""The papers of a case as its page shows them: what was issued, and what this person may make."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.fields.json import KT
from django.http import Http404

from deputies.access import get_visible_or_404
from deputies.models import User
from liaison.models import Paper
from suggestions.access import cases_visible_to
from suggestions.papers.kinds import ALL, KINDS, Kind
from suggestions.queries.case import CaseOnPage, PartOnPage, for_page

CASE, PART = "case", "assignment"


@dataclass(frozen=True)
class Offer:
    """A paper this person may make: print it, look at the draft, or issue it.

    issued: the number it already has.
    """

    kind: Kind
    part: PartOnPage | None
    issues: bool
    issued: str = ""
    of: str = ""


@dataclass(frozen=True)
class Shelf:
    """The papers of one case for one reader; `issued` with its kind, newest first."""

    offers: list[Offer]
    issued: list[tuple[Paper, Kind]]

    def __bool__(self):
        return bool(self.offers or self.issued)


def subject_of(kind: Kind, found: CaseOnPage, part: PartOnPage | None) -> str:
    """Return what a paper is about, as it is kept."""
    return f"{PART}:{part.row.pk}" if kind.of_part else f"{CASE}:{found.case.pk}"


def shelf(found: CaseOnPage) -> Shelf:
    """Return the papers of a case as its reader may know them; costs one statement however many there are."""
    subjects = [f"{CASE}:{found.case.pk}", *(f"{PART}:{part.row.pk}" for part in found.parts)]
    papers = list(
        Paper.objects.filter(subject__in=subjects, kind__in=KINDS)
        .annotate(about=KT("data__about"), by=F("organisation__name"))
        .defer("data")
        .order_by("-pk")
    )
    numbers = {(paper.kind, paper.subject, paper.about): paper.number for paper in papers}
    offers = []
    for kind in ALL:
        for part in found.parts if kind.of_part else [None]:
            if not kind.stands(found, part):
                continue
            issues = bool(kind.may_issue and kind.may_issue(found, part))
            if not issues and not kind.may_see(found, part):
                continue
            about = kind.about(found, part) if kind.about else ""
            number = numbers.get((kind.name, subject_of(kind, found, part), about), "")
            of = str(part.row.holder) if part and len(found.live) > 1 else ""
            offers.append(Offer(kind, part, issues, number, of))
    issued = [(paper, KINDS[paper.kind]) for paper in papers if may_read(found, paper)]
    return Shelf(offers, issued)


def may_read(found: CaseOnPage, paper: Paper) -> bool:
    """Tell whether the reader of a case may open a paper issued on it."""
    kind, part = KINDS[paper.kind], None
    if kind.of_part:
        part = next((one for one in found.parts if subject_of(kind, found, one) == paper.subject), None)
        if part is None:
            return False
    return kind.may_read(found, part)


def issued_or_404(user: User, pk: int) -> tuple[CaseOnPage, Paper]:
    """Return an issued paper with its case; 404 for whoever does not see the case, or may not read the paper."""
    paper = get_visible_or_404(Paper.objects.filter(kind__in=KINDS), pk=pk)
    subject, _colon, number = paper.subject.partition(":")
    if subject not in (CASE, PART):
        raise Http404
    lookup = {"pk": number} if subject == CASE else {"assignments": number}
    found = CaseOnPage(get_visible_or_404(for_page(cases_visible_to(user)), **lookup), user)
    if not may_read(found, paper):
        raise Http404
    return found, paper


def part_of(kind: Kind, found: CaseOnPage, pk: str | None) -> PartOnPage | None:
    """Return the part a paper is about.

    Raises:
        Http404: no such part of this case, or none named where one is needed.
    """
    if not kind.of_part:
        return None
    part = next((one for one in found.parts if str(one.row.pk) == pk), None)
    if part is None:
        raise Http404
    return part
