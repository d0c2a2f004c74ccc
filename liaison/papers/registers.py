"""A register of a site: one table that is a page, a paper to be signed, and a workbook."""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Site
from deputies.templatetags.ui import moment
from liaison import workbook
from liaison.papers import press
from liaison.periods import Period

TEMPLATE = "site/register.typ"
SHORT = 1.9


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the page, its width in characters in a workbook.

    `once`: the value belongs to several rows and stands on the first of them alone, apart from the workbook.
    """

    heading: str
    share: float
    width: int
    once: bool = False

    @property
    def is_short(self) -> bool:
        """Whether what stands in it is better not broken over lines on a page."""
        return self.share < SHORT


@dataclass(frozen=True)
class Row:
    """One line: a value for each column; `goes_on` where it belongs to the line above."""

    cells: tuple
    goes_on: bool = False
    url: str = ""

    def shown(self, columns: tuple[Column, ...]) -> list[str]:
        """Return what stands in the line on a page, word by word."""
        return [
            "" if self.goes_on and column.once else words(cell)
            for column, cell in zip(columns, self.cells, strict=True)
        ]


@dataclass(frozen=True)
class Register:
    """A register of one site and one period as one reader may see it.

    `link_at`: the column that leads to what a line is about, on the page; `empty` says how lines come to be.
    """

    name: str
    site: Site
    period: Period
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    summary: str = ""
    note: str = ""
    empty: str = ""
    link_at: int = 0

    @property
    def title(self) -> str:
        return f"{self.site} {self.name} {self.period.words}"


def words(cell) -> str:
    """Return a value of a cell in words."""
    if cell is None:
        return ""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)


def as_paper(register: Register, *, now: datetime) -> bytes:
    """Return a register as PDF, A4 across, with a line to sign.

    Raises:
        PaperError: the template is wrong.
    """
    data = {
        "house": settings.SITE_NAME,
        "name": register.name,
        "site": str(register.site),
        "office": str(register.site.organisation),
        "period": register.period.words,
        "printed": _("%(moment)s 印") % {"moment": moment(timezone.localtime(now))},
        "summary": register.summary,
        "note": register.note,
        "columns": [{"heading": str(column.heading), "share": column.share} for column in register.columns],
        "rows": [row.shown(register.columns) for row in register.rows],
        "empty": _("这段时间没有记录。"),
    }
    return press.pdf(TEMPLATE, data)


def as_workbook(register: Register) -> BytesIO:
    """Return a register as a workbook, every line complete in itself."""
    columns = [(str(column.heading), column.width) for column in register.columns]
    file, rows = BytesIO(), (row.cells for row in register.rows)
    workbook.write(file, title=register.name, columns=columns, rows=rows, wrapped=True)
    file.seek(0)
    return file
