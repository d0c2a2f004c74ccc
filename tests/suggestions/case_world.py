"""A matter on the desks: a message of 周先生 handed over by 李代表, made through the services."""

from django.urls import reverse

from suggestions.models import Assignment, Case
from suggestions.services import handing
from suggestions.services.acting import act
from suggestions.services.parts import Part
from tests.cast import NOW, Cast

Role = Assignment.Role


def matter(
    cast: Cast, *parts: Part, user=None, filed=None, tier: int = Case.Tier.DEPARTMENT, **fields
) -> Case:
    """李代表 hands a message over; without parts to 住建局 alone."""
    conversation = (filed or cast.message(place="梧桐苑 3 幢")).conversation
    facts = {"title": "路灯坏了三盏", "brief": "梧桐苑 3 幢门口路灯不亮。"} | fields
    return handing.open_matter(
        user=user or cast.li,
        conversations=[conversation],
        tier=tier,
        parts=list(parts) or [Part(Role.LEAD, unit=cast.department)],
        now=NOW,
        **facts,
    )


def moved(case: Case, user, name: str, part: Assignment | None = None, **data) -> Case:
    """Let somebody make a move with fresh rows."""
    case = Case.objects.get(pk=case.pk)
    act(user=user, case=case, assignment=part, name=name, now=NOW, version=case.version, data=data)
    return Case.objects.get(pk=case.pk)


def page(case: Case) -> str:
    return reverse("suggestions:case", args=[case.pk])


def door(case: Case, name: str, part: Assignment | None = None) -> str:
    if part is None:
        return reverse("suggestions:act", args=[case.pk, name])
    return reverse("suggestions:part_act", args=[case.pk, part.pk, name])
