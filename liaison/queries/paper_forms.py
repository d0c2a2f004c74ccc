"""Runs of printed message forms: how many were printed, and how many came back."""

from django.db.models import Count, F, QuerySet

from deputies.models import Seat, Site
from liaison.models import PaperForm

SHOWN = 30


def runs_of(to: Seat | Site) -> QuerySet:
    """Return the newest runs for one deputy or site, one row each: printed_at, by, copies, back."""
    of = {"placement__code__seat": to} if isinstance(to, Seat) else {"placement__code__site": to}
    return (
        PaperForm.objects.filter(**of)
        .values("printed_at", by=F("printed_by__name"))
        .annotate(copies=Count("pk"), back=Count("conversation"))
        .order_by("-printed_at")[:SHOWN]
    )
