"""What a choice at the print desk comes to: how many copies, on how many pages, what the first one looks like."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from deputies.models import User
from liaison import prints_store
from liaison.models import ContactCode, Placement, PrintBatch, PrintLook
from liaison.papers import posters
from liaison.papers.items import Copy
from liaison.papers.layouts import LAYOUTS, Layout, Look
from liaison.queries import printing
from liaison.queries.boards import with_names
from liaison.queries.printing import Choice, Style
from liaison.services.printing import Order

PER_STATEMENT = 500  # values in one "in (…)"
PREVIEW_PPI = 60
SAMPLE = 60  # copies that a preview looks at; the first page needs no more


@dataclass(frozen=True)
class Plan:
    """A choice with what it comes to.

    Args:
        codes: keys of the codes in use that are meant, in the order of the pages.
        waiting: how many of their copies are registered and not posted yet.
        live: how many of their copies are valid.
        placements: keys of the registered copies that will be printed, in the order of the pages.
        groups: of each of these, or of each code that gets new ones, what shares a sheet with it.
    """

    choice: Choice
    layout: Layout
    style: Style
    theme: str
    slogan: str
    codes: tuple[int, ...]
    waiting: int
    live: int
    placements: tuple[int, ...]
    groups: tuple[object, ...]

    @property
    def copies(self) -> int:
        """How many copies will be printed."""
        return self.order.copies

    @property
    def pages(self) -> int:
        """On how many pages: on sheets with a heading only copies that belong together share one."""
        groups = Counter(self.groups)
        each = self.order.each or 1
        return sum(-(-count * each // self.layout.per_page) for count in groups.values())

    @property
    def look(self) -> Look:
        """The look as the press wants it."""
        return look_for_press(self.style, theme=self.theme, slogan=self.slogan)

    @property
    def theme_words(self) -> str:
        """The name of the theme."""
        return PrintLook.Theme(self.theme).label

    @property
    def order(self) -> Order:
        """What the print desk is asked for."""
        new = self.choice.copies == "new"
        return Order(
            organisation=self.style.organisation,
            layout=self.layout.key,
            theme=self.theme,
            slogan=self.slogan,
            title=f"{self.choice.where} · {self.layout.label}",
            placements=self.placements,
            codes=self.codes if new else (),
            each=self.choice.each if new else 0,
        )

    @property
    def why_empty(self) -> str:
        """What to do where the choice comes to nothing."""
        if not self.codes:
            return _("这个范围里没有使用中的码。先到联系码里补发，或者换一个范围。")
        if self.live:
            return _("登记的都已经张贴。要换新的选“所有有效的”，要多贴几处选“每张码新登记几份”。")
        return _("还没有登记要贴的份。选“每张码新登记几份”，登记和印一起办。")


def plan(user: User, choice: Choice, *, layout: str, theme: str, slogan: str) -> Plan | None:
    """Return what a choice comes to; None where the codes lie in parts of the tree that have nothing in common.

    Args:
        theme: "" for that of the organisation's look; so is `slogan`.
    """
    made = LAYOUTS[layout]
    codes = printing.chosen_codes(user, choice, made.kinds)
    groups = {code.pk: _group(code, made) for code in codes.select_related("seat", "site", "topic")}
    home = choice.organisation if choice.what == "organisation" else printing.home_of(user, codes)
    if home is None and not groups:
        home = printing.organisations(user).first()
    if home is None:
        return None
    style = printing.style_of(home)
    counts = printing.registered_copies(codes, "live").aggregate(
        live=Count("pk"), waiting=Count("pk", filter=Q(posted_on=None))
    )
    copies, is_new = {}, choice.copies == "new"
    if not is_new:
        copies = dict(
            printing.in_order(printing.registered_copies(codes, choice.copies)).values_list("pk", "code")
        )
    return Plan(
        choice=choice,
        layout=made,
        style=style,
        theme=theme or style.theme,
        slogan=slogan or style.slogan,
        codes=tuple(groups),
        placements=tuple(copies),
        groups=tuple(groups.values()) if is_new else tuple(groups[code] for code in copies.values()),
        **counts,
    )


def _group(code: ContactCode, layout: Layout) -> object:
    """What shares a sheet with a code, see `Layout.group`."""
    if layout.group == "district":
        return code.seat.district_id, code.seat.electing_unit_id
    if layout.group == "site":
        held = code.seat or code.topic
        site = code.site_id or held.site_id
        return ("site", site) if site else ("organisation", held.organisation_id)
    return None


def first_pages(plan: Plan) -> list[posters.Page]:
    """Return the first pages of a plan; copies that are not registered yet are shown with the code of the screen.

    Raises:
        PrintRefused: something on them cannot be printed; every item is named.
    """
    sample = plan.placements[:SAMPLE]
    if plan.choice.copies == "new":
        first = Placement.objects.filter(code__in=plan.codes[:SAMPLE], copy=1)
        sample = printing.in_order(first).values_list("pk", flat=True)
    return posters.compose(sample, layout=plan.layout.key, look=plan.look)


def picture(plan: Plan) -> bytes | None:
    """Return the first page of a plan as PNG; None where nothing will be printed.

    Raises:
        PrintRefused: see `first_pages`.
        PaperError: the template is wrong.
    """
    pages = first_pages(plan)
    if not pages:
        return None
    return posters.preview(pages[0], layout=plan.layout.key, look=plan.look, ppi=PREVIEW_PPI)


def look_for_press(style: Style, *, theme: str, slogan: str) -> Look:
    """Return a look as the press wants it."""
    return Look(
        theme=theme,
        slogan=slogan,
        logo=prints_store.logo_bytes(style.logo),
        issuer=style.organisation.name,
    )


def copies_to_print(batch: PrintBatch) -> tuple[list[Placement], list[dict]]:
    """Return the copies of a batch in its order, and a remark on each that is not valid any more."""
    found: dict[int, Placement] = {}
    for start in range(0, len(batch.items), PER_STATEMENT):
        some = batch.items[start : start + PER_STATEMENT]
        found |= {copy.pk: copy for copy in with_names(Placement.objects.filter(pk__in=some))}
    wanted, remarks = [], []
    for copy in (found[pk] for pk in batch.items if pk in found):
        why = Copy(copy).why_not()
        if why:
            remarks.append({"code": copy.code_id, "name": Copy(copy).label, "why": why})
        else:
            wanted.append(copy)
    return wanted, remarks
