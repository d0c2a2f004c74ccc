"""Replied suggestions and the papers on them, for the tests of papers."""

from io import BytesIO

from docx import Document

from liaison.models import Paper
from liaison.papers import press
from suggestions.models import Case
from suggestions.papers.kinds import KINDS
from suggestions.queries.case import CaseOnPage, for_page
from suggestions.services import papers
from tests.cast import NOW, TODAY

MARK = "青住建函"


def seen(user, case: Case) -> CaseOnPage:
    return CaseOnPage(for_page(Case.objects.all()).get(pk=case.pk), user)


def part_seen(found: CaseOnPage, unit):
    return next((part for part in found.parts if part.row.unit_id == unit.pk), None)


def drafted(user, case: Case, kind: str, unit=None, now=NOW) -> dict:
    found = seen(user, case)
    return papers.draft(KINDS[kind], found, part_seen(found, unit) if unit else None, now=now)


def issued(user, case: Case, kind: str, unit=None, *, mark=MARK, dated=TODAY, now=NOW, **more) -> Paper:
    part = part_seen(seen(user, case), unit) if unit else None
    return papers.issue(
        user=user,
        case=case.pk,
        part=part.row.pk if part else None,
        kind=KINDS[kind],
        mark=mark,
        dated=dated,
        now=now,
        **more,
    )


def pdf_of(paper: Paper) -> bytes:
    return press.pdf(KINDS[paper.kind].template, paper.data)


def words_of(file: bytes) -> str:
    """Everything a Word file says: body, tables, headers and footers."""
    document = Document(BytesIO(file))
    page = document.sections[0]
    places = [document, page.first_page_header, page.first_page_footer, page.footer, page.even_page_footer]
    lines = [paragraph.text for place in places for paragraph in place.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)
