"""Which constituents of a case agreed that those who handle it may call them; shown with stars."""

from dataclasses import dataclass

from django.db.models import QuerySet

from deputies.models import User
from liaison.models import Conversation
from liaison.privacy import mask_name, mask_phone
from suggestions import access, workflow
from suggestions.models import Case
from suggestions.services.contact import HANDLING


@dataclass(frozen=True)
class Masked:
    """One constituent as those who handle see her before they give a reason."""

    pk: int
    name: str
    phone: str


def shared_by(case: Case, user: User) -> QuerySet[Conversation]:
    """Return the messages whose contact data this person may ask for: she handles, the constituent agreed."""
    handles = access.capacities(user, case) & set(HANDLING)
    if not handles or case.state in workflow.FINAL_CASES:
        return Conversation.objects.none()
    return Conversation.objects.filter(
        case_sources__case=case, case_sources__left_at=None, share_contact=True
    ).order_by("pk")


def masked(case: Case, user: User) -> list[Masked]:
    """Return the constituents who agreed and left something, with stars."""
    rows = shared_by(case, user).only("contact_name", "contact_phone")
    return [
        Masked(row.pk, mask_name(row.contact_name or ""), mask_phone(row.contact_phone or ""))
        for row in rows
        if row.contact_name or row.contact_phone
    ]
