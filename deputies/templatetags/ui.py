"""How things are shown: icons, badges, due bands, people, dates in words and form controls.

Nothing here asks the clock: a filter that compares with today takes today, or now, as its argument.
"""

from datetime import date, datetime

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

# Strokes on a 24 × 24 grid, drawn for this project.
ICONS = {
    "back": '<path d="M14.5 5 7.5 12l7 7"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10.5h16M8.5 3v5M15.5 3v5"/>',
    "camera": '<path d="M3.5 8.5a2 2 0 0 1 2-2h2.3L9.5 4h5l1.7 2.5h2.3a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13'
    'a2 2 0 0 1-2-2z"/><circle cx="12" cy="13" r="3.75"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "download": '<path d="M12 4v11M7.5 10.8 12 15.3l4.5-4.5M4.5 19.5h15"/>',
    "empty": '<path d="M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h5l1.2 2.2h3.6l1.2-2.2h5"/>',
    "flag": '<path d="M5.5 21V4M5.5 5h12.5l-3 4 3 4H5.5"/>',
    "home": '<path d="m4 11 8-7 8 7M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.2"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.2M4.5 12h.2M4.5 17.5h.2"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "map-pin": '<path d="M12 21.5C8 17 5.5 13.6 5.5 10a6.5 6.5 0 0 1 13 0c0 3.6-2.5 7-6.5 11.5z"/>'
    '<circle cx="12" cy="10" r="2.25"/>',
    "message": '<path d="M4 6.5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6.5L7 20.5v-4H6'
    'a2 2 0 0 1-2-2zM8 9h8M8 12.5h5"/>',
    "phone": '<path d="M8.7 4H5.5A1.5 1.5 0 0 0 4 5.6C4.6 13.4 10.6 19.4 18.4 20'
    'a1.5 1.5 0 0 0 1.6-1.5v-3.2l-4-1.8-2 2a12.5 12.5 0 0 1-5.5-5.5l2-2z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "settings": '<path d="M4 7h8M17 7h3M4 17h3M12 17h8"/><circle cx="14.5" cy="7" r="2.25"/>'
    '<circle cx="9.5" cy="17" r="2.25"/>',
    "star": '<path d="m12 4 2.4 5.2 5.6.7-4.1 3.9 1.1 5.7-5-2.8-5 2.8 1.1-5.7L4 9.9l5.6-.7z"/>',
    "text": '<path d="M3.5 19 9 5.5 14.5 19M5.5 14.5h7M15.5 19l2.75-7L21 19M16.5 16.7h3.5"/>',
    "user": '<circle cx="12" cy="8" r="3.75"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "warning": '<path d="M12 4 3 20h18zM12 10v4.5M12 17.2v.2"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
}
BADGE_TONES = ("plain", "act", "wait", "settled", "strong")
WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
MINUTE, HOUR, DAY = 60, 3600, 86400
HOURS_SHOWN_BELOW = 48 * HOUR
DAYS_SHOWN_BELOW = 30


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """Return one stroke icon as inline SVG, 1.25 em large.

    Args:
        name: a key of ICONS.
        label: words for a screen reader; without them the icon is decoration and hidden from it.

    Raises:
        ImproperlyConfigured: no such icon.
    """
    if name not in ICONS:
        raise ImproperlyConfigured(f"No icon is called {name!r}.")
    strokes = mark_safe(ICONS[name])  # noqa: S308 (a constant of this module)
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', meaning, strokes)


@register.inclusion_tag("components/_badge.html")
def badge(words: str, tone: str = "plain") -> dict:
    """Show a state in a word; tone is one of BADGE_TONES (settled alone is green).

    Raises:
        ImproperlyConfigured: no such tone.
    """
    if tone not in BADGE_TONES:
        raise ImproperlyConfigured(f"No badge has the tone {tone!r}.")
    return {"words": words, "tone": tone}


@register.inclusion_tag("components/_avatar.html")
def avatar(name: str, photo_url: str = "", size: str = "") -> dict:
    """Show a person's photo, or the surname character where there is no photo with consent.

    Args:
        name: full name, surname first.
        photo_url: address of the photo; empty for none.
        size: "", "small" or "large".
    """
    return {"name": name, "monogram": name.strip()[:1], "photo_url": photo_url, "size": size}


@register.inclusion_tag("components/_due.html")
def due(due_by, now, stopped=None, soon: int = 3, provisional: bool = False) -> dict:
    """Show when something is due, in words and colour.

    Args:
        due_by: date or aware datetime by which it is due, or None when no clock runs.
        now: date or aware datetime, of the same type as due_by.
        stopped: when the clock stopped, of the same type; None while it runs.
        soon: number of days before the due date from which it counts as soon.
        provisional: the work calendar of that time is not known yet (domain.md §4).
    """
    context = {"due_by": due_by, "provisional": provisional and stopped is None}
    if due_by is None:
        return context | {"tone": "none"}
    context["on"] = moment(due_by, now) if isinstance(due_by, datetime) else day(due_by, now)
    if stopped is not None:
        met = stopped <= due_by
        words = _("按时办结") if met else _("超期办结")
        return context | {"tone": "met" if met else "missed", "words": words}
    tone = "overdue" if now > due_by else "soon" if _days_between(now, due_by) <= soon else "ok"
    return context | {"tone": tone, "words": _time_left(due_by, now)}


def _days_between(start, end) -> int:
    return (_local_date(end) - _local_date(start)).days


def _local_date(value) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _time_left(due_by, now) -> str:
    if isinstance(due_by, datetime):
        seconds = (due_by - now).total_seconds()
        if abs(seconds) < HOURS_SHOWN_BELOW:
            return _hours_left(seconds)
    days = _days_between(now, due_by)
    if days < 0:
        return ngettext("已超 %(n)d 天", "已超 %(n)d 天", -days) % {"n": -days}
    if days == 0:
        return _("今天到期")
    return ngettext("还有 %(n)d 天", "还有 %(n)d 天", days) % {"n": days}


def _hours_left(seconds: float) -> str:
    hours = int(abs(seconds) // HOUR)
    if not hours:
        return _("刚刚超时") if seconds < 0 else _("不到 1 小时")
    if seconds < 0:
        return ngettext("已超 %(n)d 小时", "已超 %(n)d 小时", hours) % {"n": hours}
    return ngettext("还有 %(n)d 小时", "还有 %(n)d 小时", hours) % {"n": hours}


@register.filter
def month_day(value, today=None) -> str:
    """Return a date without its weekday, such as 9月26日; arguments as for day."""
    if value is None:
        return ""
    on = _local_date(value)
    parts = {"year": on.year, "month": on.month, "day": on.day}
    if today is not None and _local_date(today).year == on.year:
        return _("%(month)d月%(day)d日") % parts
    return _("%(year)d年%(month)d月%(day)d日") % parts


@register.filter
def day(value, today=None) -> str:
    """Return a date in words with its weekday, such as 9月26日 周五; the year only where it is not today's.

    Args:
        value: date or aware datetime, or None (gives an empty string).
        today: date or aware datetime to compare with; without it the year is always shown.
    """
    if value is None:
        return ""
    return f"{month_day(value, today)} {WEEKDAYS[_local_date(value).weekday()]}"


@register.filter
def moment(value, today=None) -> str:
    """Return date and local time in words, such as 9月26日 周五 14:05, a date without one; arguments as for day."""
    if not isinstance(value, datetime):
        return day(value, today)
    return f"{day(value, today)} {timezone.localtime(value):%H:%M}"


@register.filter
def ago(value, now) -> str:
    """Return how long ago an aware datetime was: 刚刚, 5 分钟前, 3 小时前, 2 天前; after a month its date."""
    seconds = (now - value).total_seconds()
    if seconds < MINUTE:
        return _("刚刚")
    if seconds < HOUR:
        return ngettext("%(n)d 分钟前", "%(n)d 分钟前", int(seconds // MINUTE)) % {"n": seconds // MINUTE}
    if seconds < DAY:
        return ngettext("%(n)d 小时前", "%(n)d 小时前", int(seconds // HOUR)) % {"n": seconds // HOUR}
    days = _days_between(value, now)
    if days < DAYS_SHOWN_BELOW:
        return ngettext("%(n)d 天前", "%(n)d 天前", days) % {"n": days}
    return day(value, now)


@register.filter
def control_kind(field) -> str:
    """Return how a bound field is laid out: choices, check, file or plain."""
    if field.use_fieldset:
        return "choices"
    input_type = getattr(field.field.widget, "input_type", "")
    return {"checkbox": "check", "file": "file"}.get(input_type, "plain")


@register.filter
def control(field) -> str:
    """Render the widget of a bound field with the class that both style sheets know."""
    input_type = getattr(field.field.widget, "input_type", "")
    own = {"select": "form-select", "checkbox": "form-check-input"}.get(input_type, "form-control")
    given = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {given}".strip()})


@register.inclusion_tag("components/_pager.html", takes_context=True)
def pager(context, page) -> dict:
    """Show the links to the neighbours of a django.core.paginator.Page; other filters in the address stay."""
    address = context["request"].GET.copy()

    def link(number: int) -> str:
        address["page"] = number
        return f"?{address.urlencode()}"

    return {
        "previous_url": link(page.previous_page_number()) if page.has_previous() else "",
        "next_url": link(page.next_page_number()) if page.has_next() else "",
        "position": _("第 %(number)d 页，共 %(total)d 页")
        % {"number": page.number, "total": page.paginator.num_pages},
    }
