"""发文字号 without gaps: one series for each organ, mark and year, counted under the lock of its row."""

from deputies.models import Organisation
from liaison.models.papers import Paper, PaperSeries

LONGEST_MARK = 20


def next_number(organisation: Organisation, mark: str, year: int) -> int:
    """Return the next number of a series, from 1; call inside the transaction that issues the paper.

    The row stays locked until that transaction ends, and the number is given back when it fails.
    """
    key = {"organisation": organisation, "mark": mark, "year": year}
    PaperSeries.objects.get_or_create(**key)
    series = PaperSeries.objects.select_for_update().get(**key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def last_mark(organisation: Organisation, kind: str = "") -> str:
    """Return the mark the organ used last, on a paper of this kind rather than on another; empty for none."""
    papers = Paper.objects.filter(organisation=organisation).order_by("-pk")
    own = papers.filter(kind=kind).values_list("mark", flat=True).first() if kind else None
    return own or papers.values_list("mark", flat=True).first() or ""


def is_mark(mark: str) -> bool:
    """Tell whether a mark is one: letters alone, no figures and brackets (GB/T 9704-2012 §7.2.5)."""
    return mark.isalpha() and len(mark) <= LONGEST_MARK
