"""The paper message form: for people and places without a phone; its number links the sheet to what is typed from it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Seat, Site
from deputies.templatetags.ui import month_day
from liaison import qr
from liaison.models import Conversation, PaperForm, PrivacyNotice
from liaison.papers import press
from liaison.papers.slips import in_words

TEMPLATE = "site/message_form.typ"
About = Conversation.About


def message_forms(forms: Sequence[PaperForm], *, to: Seat | Site) -> bytes:
    """Return a run of forms as PDF, one A4 sheet each.

    Args:
        forms: of one run, so of one printed copy and one privacy notice.
        to: the deputy's seat or the site they are written to.

    Raises:
        PaperError: the template is wrong.
    """
    pictures = {"code.svg": _symbol("liaison:code", forms[0].placement.token)}
    pictures |= {f"{form.number}.svg": _symbol("liaison:paper_form", form.number) for form in forms}
    return press.pdf(TEMPLATE, content(forms, to=to), pictures)


def content(forms: Sequence[PaperForm], *, to: Seat | Site) -> dict:
    """Return what stands on the sheets of a run."""
    first = forms[0]
    notice = PrivacyNotice.objects.get(version=first.privacy_version)
    to_deputy = isinstance(to, Seat)
    site = to.site if to_deputy else to
    back_to = site or to.organisation
    return {
        "house": settings.SITE_NAME,
        "to": _("%(name)s代表") % {"name": to.holder.name} if to_deputy else to.name,
        "of": str(to.place or "") if to_deputy else to.address,
        "office": str(to.organisation),
        "address": in_words(reverse("liaison:code", args=[first.placement.token])),
        "token": first.placement.token,
        "about": [str(about.label) for about in About if to_deputy or about != About.DEPUTY],
        "privacy": [line.strip() for line in notice.summary.splitlines() if line.strip()],
        "notice": _("隐私说明第 %(version)s 版，全文在 %(address)s，也可以请工作人员念给您听。")
        % {"version": notice.version, "address": in_words(reverse("liaison:privacy"))},
        "back_to": str(back_to),
        "where": site.address if site else "",
        "phone": (site.phone if site else "") or to.organisation.phone,
        "printed": month_day(timezone.localtime(first.printed_at)),
        "placement": first.placement.number,
        "forms": [form.number for form in forms],
    }


def _symbol(name: str, of: str) -> bytes:
    address = f"{settings.SITE_URL}{reverse(name, args=[of])}"
    return qr.svg(address, title=address, error="M").encode()
