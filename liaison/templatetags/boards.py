"""The count of a printed copy: the pixel that is asked for, and the small row of bars that shows it."""

from datetime import date, timedelta

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from liaison import visits
from liaison.queries.boards import Scans

register = template.Library()
WIDTH, GAP, HEIGHT = 20, 8, 48


@register.simple_tag(takes_context=True)
def scan_pixel(context, token: str) -> str:
    """Count this opening where it comes from the board: an image, so that it works without scripts.

    A request of its own keeps the page at one statement, and previews of links do not fetch it.
    """
    if not visits.comes_from_board(context["request"]):
        return ""
    address = reverse("liaison:seen", args=[token])
    return format_html('<img class="visually-hidden" src="{}" alt="" width="1" height="1">', address)


@register.simple_tag
def week_bars(scans: Scans, today: date) -> str:
    """Draw one bar a week, the oldest first, with the words a screen reader says; a week without any is a line."""
    bars = []
    for place, (starts, count) in enumerate(scans.weeks):
        height = max(round(HEIGHT * count / scans.most), 1)
        ends = min(starts + timedelta(days=6), today)
        words = _("%(since)s—%(until)s：%(count)s 次") % {
            "since": f"{starts:%m-%d}",
            "until": f"{ends:%m-%d}",
            "count": count,
        }
        bars.append((place * (WIDTH + GAP), HEIGHT - height, WIDTH, height, words))
    drawn = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>', bars
    )
    label = _("近 %(weeks)s 周，每周：%(counts)s 次") % {
        "weeks": len(scans.weeks),
        "counts": "、".join(str(count) for _week, count in scans.weeks),
    }
    size = len(bars) * (WIDTH + GAP) - GAP
    return format_html(
        '<svg class="boards-bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        size,
        HEIGHT,
        label,
        drawn,
    )
