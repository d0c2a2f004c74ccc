"""Who can handle a matter: units of the county, the area's own first; deputies of higher levels who stand for it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from deputies import tree
from deputies.models import Deputy, Level, Organisation

Kind = Organisation.Kind
NEAR = (Kind.COMMUNITY, Kind.SUBDISTRICT)  # tier 2 of domain.md 003-10
FAR = (
    Kind.DEPARTMENT,
    Kind.GOVERNMENT,
    Kind.GOVERNMENT_OFFICE,
    Kind.SUPERVISORY_COMMISSION,
    Kind.COURT,
    Kind.PROCURATORATE,
    Kind.OTHER,
)
HANDLES = frozenset({*NEAR, *FAR})
Group = tuple[str, list[Organisation]]


def county_of(organisation: Organisation) -> Organisation:
    """Return the congress whose county an organisation lies in: units of a county may be asked from all its towns."""
    above = [*tree.ancestors(organisation.path), organisation.path]
    congress = Organisation.objects.filter(path__in=above, kind=Kind.CONGRESS, level__lte=Level.DISTRICT)
    return congress.order_by("-path").first() or organisation


def units_of(county: Organisation) -> list[Organisation]:
    """Return the units of a county that can be given something to handle."""
    kinds = [*NEAR, *FAR]
    return list(
        Organisation.objects.filter(path__startswith=county.path, kind__in=kinds, is_active=True).order_by(
            "path"
        )
    )


def grouped(
    units: Iterable[Organisation], *, area: Organisation, first: Iterable[Organisation] = ()
) -> list[Group]:
    """Return units for a select: those proposed, then the area's own communities and street, then by kind.

    Args:
        area: the street committee or town congress that serves the matter.
        first: what a rule or a unit proposes; shown on top and not again below.
    """
    units = list(units)
    first = [unit for unit in first if unit in units]
    rest = [unit for unit in units if unit not in first]
    own = [unit for unit in rest if is_near(unit) and unit.path.startswith(area.path)]
    groups = [(_("建议"), first), (_("本街道（镇）"), own)]
    for kind in (*FAR, *NEAR):
        groups.append(
            (str(Kind(kind).label), [unit for unit in rest if unit.kind == kind and unit not in own])
        )
    return [(label, found) for label, found in groups if found]


def is_near(unit: Organisation) -> bool:
    """Tell whether a unit stands for the second tier: communities, street offices, and what belongs to a town."""
    return unit.kind in NEAR or unit.level == Level.TOWN


def relay_deputies(*, congress: Organisation, area: Organisation) -> list[Deputy]:
    """Return deputies of higher levels who represent the area and can be told, nearest level first.

    Args:
        congress: of the deputy who passes the matter on.
        area: the body that serves the matter.
    """
    above = tree.ancestors(congress.path)
    serving = [*tree.ancestors(area.path), area.path]
    return list(
        Deputy.objects.filter(
            status=Deputy.Status.ACTIVE,
            user__is_active=True,
            seat__congress__path__in=above,
            seat__organisation__path__in=serving,
        )
        .select_related("seat__congress", "seat__district", "seat__electing_unit")
        .order_by("-level", "sort_key", "pk")
    )
