"""From placements to pages: everything a template prints, read in a constant number of statements."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.models import Placement, ReceptionDay
from liaison.papers import fonts
from liaison.papers.items import Copy
from liaison.papers.layouts import LAYOUTS, Layout, Look

PER_STATEMENT = 500  # values in one "in (…)"


class PrintRefused(Exception):
    """A batch that is not printed; `items` says of each item in one sentence what is wrong with it."""

    def __init__(self, items: Sequence[str]):
        self.items = list(items)
        super().__init__("\n".join(self.items))


@dataclass(frozen=True)
class Page:
    """One page: what the template prints, its photos, and what its codes must say.

    Args:
        addresses: what each code on the page must say, with the copy's name for messages.
        photos: portraits by the name under which the template reads them.
    """

    data: dict
    addresses: dict[str, str]
    photos: dict[str, Path] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The copies on the page by name."""
        return _("、").join(self.addresses.values())


def compose(placements: Iterable[Placement] | Iterable[int], *, layout: str, look: Look) -> list[Page]:
    """Return the pages of a batch, in the order of the placements.

    Raises:
        PrintRefused: some copies cannot be printed: a code that leads nowhere, a character that no font has, an
            address too long for the paper; every one is named.
    """
    made = LAYOUTS[layout]
    faults = [
        _("%(what)s：没有字体画得出“%(signs)s”，请换个写法。") % {"what": what, "signs": "".join(signs)}
        for what, words in ((_("标语"), look.slogan), (_("单位名称"), look.issuer))
        if (signs := fonts.missing([words]))
    ]
    copies = [Copy(placement) for placement in _read(placements)]
    entries = []
    for copy in copies:
        wrong = _why_not(copy, made)
        try:
            entries += [] if wrong else [_entry(copy, made)]
        except ValueError as error:
            wrong = str(error)
        faults += [f"{copy.label}：{wrong}"] if wrong else []
    if faults:
        raise PrintRefused(faults)
    return [_page(some, made) for some in _sheets(copies, entries, made)]


def batches(things: Iterable, size: int) -> Iterator[list]:
    """Cut things into lists of so many; the last may be shorter."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def _why_not(copy: Copy, layout: Layout) -> str:
    if wrong := copy.why_not():
        return wrong
    if copy.kind not in layout.kinds:
        return _("“%(layout)s”不是给这种码用的版式。") % {"layout": layout.label}
    if signs := fonts.missing(_texts(copy.words)):
        return _(
            "没有字体画得出“%(signs)s”，印出来会是空框。请装上有这个字的字体（PAPERS_DIR/fonts），或改写。"
        ) % {"signs": "".join(signs)}
    return ""


def _texts(words: object) -> Iterable[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        yield from _texts(list(words.values()))
    elif isinstance(words, list):
        for part in words:
            yield from _texts(part)


def _entry(copy: Copy, layout: Layout) -> tuple[dict, Path | None]:
    photo = Path(copy.deputy.photo.path) if copy.deputy and copy.deputy.shows_photo else None
    if photo and not photo.is_file():
        photo = None
    words = copy.words | {"svg": copy.drawing(layout)}
    words["photo"] = photo.name if photo else ""
    return words, photo


def _sheets(copies: list[Copy], entries: list[tuple], layout: Layout) -> Iterable[list[tuple]]:
    """Cut the copies into pages: as many as fit, on sheets with a heading only those that belong together.

    Of several copies of one code each stands on a sheet of its own, as if the sheet had been printed twice.
    """
    pairs = list(zip(copies, entries, strict=True))
    groups: dict[object, list] = {}
    seen = Counter()
    for pair in pairs:
        code = pair[0].placement.code_id
        twin = seen[code] if layout.group else 0
        seen[code] += 1
        groups.setdefault((_belongs_to(pair[0], layout), twin), []).append(pair)
    for group in groups.values():
        if layout.group == "site":
            group.sort(key=lambda pair: pair[0].kind != "site")
        yield from batches(group, layout.per_page)


def _belongs_to(copy: Copy, layout: Layout) -> object:
    if layout.group == "district":
        return copy.door.seat.place
    return (copy.door.site or copy.door.organisation) if layout.group == "site" else None


def _page(some: list[tuple], layout: Layout) -> Page:
    first = some[0][0]
    heading = _belongs_to(first, layout)
    data = {
        "heading": str(heading) if heading else "",
        "site": _where(first) if layout.group == "site" else [],
        "items": [words for _copy, (words, _photo) in some],
    }
    return Page(
        data=data,
        addresses={copy.address: copy.label for copy, _words in some},
        photos={photo.name: photo for _copy, (_words, photo) in some if photo},
    )


def _where(copy: Copy) -> list[str]:
    site = copy.door.site
    return [line for line in (site.address, site.directions, site.hours) if line] if site else []


def _read(placements: Iterable[Placement] | Iterable[int]) -> list[Placement]:
    """Read the placements again with everything that stands on paper, in their order."""
    keys = [getattr(placement, "pk", placement) for placement in placements]
    today = timezone.localdate()
    ahead = ReceptionDay.objects.filter(date__gte=today, state=ReceptionDay.State.PUBLISHED)
    days = Prefetch(
        "code__seat__holder__reception_days",
        queryset=ahead.select_related("site").order_by("date", "starts"),
        to_attr="days_ahead",
    )
    found = {}
    for some in batches(keys, PER_STATEMENT):
        rows = Placement.objects.filter(pk__in=some).select_related(*JOINED).prefetch_related(days)
        found |= {placement.pk: placement for placement in rows}
    return [found[key] for key in keys if key in found]


JOINED = (
    "code__seat__holder",
    "code__seat__congress",
    "code__seat__district",
    "code__seat__electing_unit",
    "code__seat__organisation",
    "code__seat__site",
    "code__site__organisation",
    "code__topic__organisation",
    "code__topic__site",
)


def common(layout: Layout, look: Look) -> dict:
    """Return what every page of a batch has in common."""
    return {
        "code": layout.code,
        "theme": look.theme,
        "slogan": look.slogan,
        "issuer": look.issuer,
        "programme": settings.SITE_NAME,
        "host": settings.SITE_URL.partition("://")[2],
        "typed": (settings.SITE_URL + reverse("liaison:enter_code")).partition("://")[2].rstrip("/"),
    }
