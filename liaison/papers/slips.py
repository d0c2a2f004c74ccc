"""The receipt slip: what a visitor without a phone carries home, and shows or reads out when she asks."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from deputies.templatetags.ui import moment
from liaison import qr
from liaison.models import Conversation, PaperForm
from liaison.papers import press
from liaison.queries import tracking
from liaison.workflow import State

TEMPLATE = "site/slip.typ"


def slip(told: tracking.Told, *, pin: str, now: datetime) -> bytes:
    """Return the slip of a conversation as PDF, A5 across.

    Args:
        told: the conversation as its constituent sees it.
        pin: in clear, known at the moment of entering alone; empty for a slip printed again.
        now: what is still to come is measured from here.

    Raises:
        PaperError: the template is wrong.
    """
    return press.pdf(TEMPLATE, content(told, pin=pin, now=now), {"code.svg": code(told.conversation)})


def content(told: tracking.Told, *, pin: str, now: datetime) -> dict:
    """Return what stands on the slip."""
    conversation = told.conversation
    is_message = conversation.kind == Conversation.Kind.MESSAGE
    return {
        "house": settings.SITE_NAME,
        "title": _("留言回执条") if is_message else _("约见回执条"),
        "to": tracking.holder_name(conversation),
        "given": moment(conversation.submitted_at),
        "receipt": conversation.receipt,
        "pin": pin,
        "form": PaperForm.objects.filter(conversation=conversation).values_list("number", flat=True).first()
        or "",
        "ahead": _next_and_last(told, now),
        "address": in_words(reverse("liaison:find")),
        **where_to_ask(conversation),
    }


def _next_and_last(told: tracking.Told, now: datetime) -> list[dict[str, str]]:
    """Return what comes next and what comes last, each with its date: more has no place beside large letters."""
    rows = tracking.ahead(told, now=now)
    is_meeting = told.conversation.state == State.CONFIRMED
    shown = []
    for when, what in rows[:1] + rows[1:][-1:]:
        by = moment(when, now) if when else ""
        shown.append(
            {"by": by if is_meeting or not by else _("%(moment)s 前") % {"moment": by}, "what": what}
        )
    return shown


def code(conversation: Conversation) -> bytes:
    """Return the symbol of the tracking page, without the PIN."""
    address = f"{settings.SITE_URL}{reverse('liaison:track', args=[conversation.receipt])}"
    return qr.svg(address, title=address, error="M").encode()


def where_to_ask(conversation: Conversation) -> dict[str, str]:
    """Return place, address and telephone of the site, or of the office where there is none."""
    site = conversation.site
    if site is None and conversation.seat is not None:
        site = conversation.seat.site
    if site is None:
        return {"desk": str(conversation.organisation), "where": "", "phone": conversation.organisation.phone}
    return {
        "desk": str(site),
        "where": site.address,
        "phone": site.phone or conversation.organisation.phone,
    }


def in_words(path: str) -> str:
    """Return an address as it is read out: without what the browser adds by itself."""
    return f"{settings.SITE_URL}{path}".partition("://")[2].rstrip("/")
