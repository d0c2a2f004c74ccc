"""How the counts of a topic are drawn."""

from datetime import date

from django import template

from deputies.templatetags.ui import month_day

register = template.Library()
MOST_ROWS = 12


@register.inclusion_tag("liaison/topics/counts.html")
def counts(title: str, rows: list[tuple], unnamed: str, today: date) -> dict:
    """Show counts as lines with a bar, the longest whole; of many days the latest.

    Args:
        rows: label, which may be a day or nothing, and count.
        unnamed: what a row without a label is called.
    """
    most = max((count for _label, count in rows), default=0)
    shown = rows[-MOST_ROWS:] if rows and isinstance(rows[0][0], date) else rows[:MOST_ROWS]
    return {
        "title": title,
        "rows": [(_words(label, unnamed, today), count, round(100 * count / most)) for label, count in shown],
    }


def _words(label: date | str | None, unnamed: str, today: date) -> str:
    return month_day(label, today) if isinstance(label, date) else label or unnamed
