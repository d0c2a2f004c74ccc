"""Reads of the print desk: what may be printed, what a choice comes to, and the batches one may see."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from deputies import tree
from deputies.access import RIGHTS, Right, within
from deputies.models import ElectoralDistrict, Organisation, Site, User
from liaison.models import ContactCode, Placement, PrintBatch, PrintLook, Topic
from liaison.queries.boards import on_paper, with_names

KINDS = ("seat", "site", "topic")
AREA = ("seat__organisation__path", "site__organisation__path", "topic__organisation__path")


@dataclass(frozen=True)
class Choice:
    """What somebody wants on paper.

    Args:
        what: "organisation", "district", "site" or "codes": which of the four fields below counts.
        kind: "seat", "site" or "topic", or "" for every kind that the layout takes.
        copies: "waiting" for registered and not posted yet, "live" for all that are valid, "new" for `each` new
            ones of every code.
    """

    what: str
    organisation: Organisation | None = None
    district: ElectoralDistrict | None = None
    site: Site | None = None
    codes: tuple[int, ...] = ()
    kind: str = ""
    copies: str = "waiting"
    each: int = 1

    @property
    def where(self) -> str:
        """The choice in words, without the layout."""
        if self.what == "codes":
            return ngettext("勾选的 %(n)d 张码", "勾选的 %(n)d 张码", len(self.codes)) % {
                "n": len(self.codes)
            }
        if self.what == "site":
            return str(self.site)
        return str(self.district if self.what == "district" else self.organisation)


@dataclass(frozen=True)
class Style:
    """How the boards of a node look: from the nearest node, itself first, that has a look, and one that has a logo."""

    organisation: Organisation
    source: Organisation | None
    theme: str
    slogan: str
    logo: str
    logo_source: Organisation | None

    @property
    def theme_words(self) -> str:
        """The name of the theme."""
        return PrintLook.Theme(self.theme).label

    @property
    def is_own(self) -> bool:
        """Tell whether the node has a look of its own."""
        return self.source == self.organisation


def batches_of(user: User) -> QuerySet[PrintBatch]:
    """Return the batches of the user's part of the tree, newest first."""
    return PrintBatch.objects.filter(within(user, Right.MANAGE_SITES, "organisation__path")).select_related(
        "organisation", "asked_by"
    )


def ahead_of(batch: PrintBatch) -> int:
    """Count the batches that will be printed before this one."""
    earlier = Q(asked_at__lt=batch.asked_at) | Q(asked_at=batch.asked_at, pk__lt=batch.pk)
    return PrintBatch.objects.filter(
        earlier, state__in=(PrintBatch.State.WAITING, PrintBatch.State.PRINTING)
    ).count()


def organisations(user: User) -> QuerySet[Organisation]:
    """Return the nodes that may be printed as a whole: those with seats or sites, and where the user works."""
    own = [grant.organisation_id for grant in user.grants if Right.MANAGE_SITES in RIGHTS[grant.role]]
    serving = Q(seats_served__isnull=False) | Q(sites__isnull=False) | Q(pk__in=own)
    return Organisation.objects.filter(
        pk__in=Organisation.objects.filter(serving, within(user, Right.MANAGE_SITES)).values("pk"),
        is_active=True,
    ).order_by("path")


def districts(user: User) -> QuerySet[ElectoralDistrict]:
    """Return the districts whose deputies the user may print."""
    return ElectoralDistrict.objects.filter(
        within(user, Right.MANAGE_SITES, "organisation__path")
    ).select_related("congress")


def sites(user: User) -> QuerySet[Site]:
    """Return the open sites of the user's part of the tree."""
    return Site.objects.filter(
        within(user, Right.MANAGE_SITES, "organisation__path"), is_active=True
    ).order_by("organisation__path", "name")


def codes_of(user: User) -> QuerySet[ContactCode]:
    """Return the codes of seats, sites and topics in the user's part of the tree."""
    reach = Q(pk__in=())
    for path in AREA:
        reach |= within(user, Right.MANAGE_SITES, path)
    return ContactCode.objects.filter(reach)


def chosen_codes(user: User, choice: Choice, kinds: tuple[str, ...] = KINDS) -> QuerySet[ContactCode]:
    """Return the codes that a choice means and that lead somewhere, street by street, deputies before sites.

    Empty seats are meant only where they were ticked.

    Args:
        kinds: what the layout is made for.
    """
    over = Q(topic__state=Topic.State.CLOSED) | Q(topic__closes_on__lt=timezone.localdate())
    found = codes_of(user).filter(state=ContactCode.State.ACTIVE).exclude(over).exclude(site__is_active=False)
    if choice.what == "codes":
        found = found.filter(pk__in=choice.codes)
    elif choice.what == "district":
        found = found.filter(seat__district=choice.district)
    elif choice.what == "site":
        found = found.filter(Q(seat__site=choice.site) | Q(site=choice.site))
    else:
        below = Q()
        for path in AREA:
            below |= Q(**{f"{path}__startswith": choice.organisation.path})
        found = found.filter(below)
    wanted = Q(pk__in=())
    for kind in kinds:
        if choice.kind in ("", kind):
            wanted |= Q(**{f"{kind}__isnull": False})
    found = found.filter(wanted)
    if choice.what != "codes":
        found = found.exclude(seat__isnull=False, seat__holder=None)
    return found.annotate(area=Coalesce(*AREA)).order_by(*_order(""), "pk")


def registered_copies(codes: QuerySet[ContactCode], copies: str) -> QuerySet[Placement]:
    """Return the registered copies of codes; what only screens show is left out, or both would share a fate.

    Args:
        copies: "waiting" or "live", see `Choice`.
    """
    found = on_paper(
        Placement.objects.filter(code__in=codes.order_by().values("pk"), state=Placement.State.LIVE)
    )
    return found.filter(posted_on=None) if copies == "waiting" else found


def in_order(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Return copies street by street, as they are carried out."""
    return with_names(placements).order_by(*_order("code__"), "code", "copy")


def _order(prefix: str) -> list:
    """As papers are carried out: by street, then by district; databases differ on where nothing stands."""
    within_street = ("seat__district__number", "seat__number", "site__name")
    return ["area", *(F(prefix + name).asc(nulls_last=True) for name in within_street)]


def home_of(user: User, codes: QuerySet[ContactCode]) -> Organisation | None:
    """Return the lowest node above all these codes where the user may print; None where they have none."""
    paths = set(codes.order_by().values_list("area", flat=True).distinct())
    if not paths:
        return None
    shared = min(paths)
    while not all(path.startswith(shared) for path in paths):
        shared = shared[: -tree.SEGMENT]
    nodes = [*tree.ancestors(shared), shared] if shared else []
    return (
        Organisation.objects.filter(within(user, Right.MANAGE_SITES), path__in=nodes)
        .order_by("-path")
        .first()
    )


def style_of(organisation: Organisation) -> Style:
    """Return how the boards of a node look."""
    return styles([organisation])[0]


def styles(nodes: list[Organisation]) -> list[Style]:
    """Return how the boards of each node look, in one statement for all."""
    above = {path for node in nodes for path in (*tree.ancestors(node.path), node.path)}
    looks = PrintLook.objects.filter(organisation__path__in=above).select_related("organisation")
    known = {look.organisation.path: look for look in looks}
    return [_style(node, known) for node in nodes]


def _style(node: Organisation, known: dict[str, PrintLook]) -> Style:
    chain = [known[path] for path in (node.path, *reversed(tree.ancestors(node.path))) if path in known]
    nearest = chain[0] if chain else PrintLook()
    marked = next((look for look in chain if look.logo), None)
    return Style(
        organisation=node,
        source=nearest.organisation if chain else None,
        theme=nearest.theme,
        slogan=nearest.slogan,
        logo=marked.logo if marked else "",
        logo_source=marked.organisation if marked else None,
    )
