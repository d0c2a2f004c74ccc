from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet
from django.utils import timezone
from tqdm import tqdm

from deputies.models import ElectoralDistrict, Site
from liaison.models import ContactCode, Placement, PrintLook, Topic
from liaison.papers.posters import LAYOUTS, Look, PrintRefused, compose, join, print_parts
from liaison.papers.press import PaperError
from liaison.queries.print_plans import look_for_press
from liaison.queries.printing import style_of


class Command(BaseCommand):
    help = "印海报、身份牌、公示和贴纸：写成一个 PDF，每个码都已读回核对；有一处不对就什么都不写"

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--district", metavar="NAME", help="一个选区的代表")
        which.add_argument("--site", metavar="NAME", help="一个站点和在那里接待的代表")
        which.add_argument("--all", action="store_true", help="所有使用中的码")
        parser.add_argument(
            "--layout",
            metavar="NAME",
            required=True,
            help="；".join(f"{key} {layout.label}" for key, layout in LAYOUTS.items()),
        )
        parser.add_argument("--output", metavar="FILE", type=Path, required=True, help="写到哪里")
        parser.add_argument("--theme", choices=PrintLook.Theme.values, help="配色；不写用单位自己的样式")
        parser.add_argument("--slogan", help="标语；不写用单位自己的样式")

    def handle(self, *, layout, output, verbosity, **options):
        if layout not in LAYOUTS:
            raise CommandError(f"没有“{layout}”这种版式。可以用：{'、'.join(LAYOUTS)}。")
        if output.exists():
            raise CommandError(f"{output} 已经存在，请换一个名字。")
        if not output.parent.is_dir():
            raise CommandError(f"文件夹 {output.parent} 不存在。")
        placements = self._placements(layout, **options)
        if not placements:
            raise CommandError("没有可以印的码：这里没有使用中的码，或者这种版式不是给它们用的。")
        try:
            count = self._print(placements, layout, output, verbosity, **options)
        except PrintRefused as error:
            for item in error.items:
                self.stderr.write(item)
            raise CommandError(f"有 {len(error.items)} 处要先改好，什么都没有写。") from error
        except PaperError as error:
            raise CommandError(f"版式模板有误，排不出来：{error}") from error
        except OSError as error:
            raise CommandError(f"写不进 {output}：{error.strerror}。") from error
        self.stdout.write(f"{len(placements)} 份，{count} 页，每个码都读得出，已写进 {output}。")

    def _print(self, placements, layout, output, verbosity, *, theme, slogan, **options) -> int:
        look = _look(placements[0], theme=theme, slogan=slogan)
        pages = compose(placements, layout=layout, look=look)
        bar = tqdm(total=len(pages), unit="页", desc="印制", file=self.stderr, disable=verbosity < 1 or None)
        with bar, TemporaryDirectory(prefix="posters-") as folder:
            parts = print_parts(
                pages,
                layout=layout,
                look=look,
                folder=Path(folder),
                on_part=lambda done: bar.update(done - bar.n) or True,
            )
            return join(parts, output)

    def _placements(self, layout, *, district, site, **options) -> list[Placement]:
        """Return the copies that hang or shall hang; of a code without any, the one shown on screens."""
        area = Q()
        if district:
            area = Q(code__seat__district__in=_named(ElectoralDistrict, district, "选区"))
        elif site:
            found = _named(Site, site, "站点")
            area = Q(code__site__in=found) | Q(code__seat__site__in=found)
        kinds = Q()
        for kind in LAYOUTS[layout].kinds:
            kinds |= Q(**{f"code__{kind}__isnull": False})
        live = Placement.objects.filter(
            area & kinds, state=Placement.State.LIVE, code__state=ContactCode.State.ACTIVE
        ).exclude(Q(code__site__is_active=False) | Q(code__topic__in=_over()))
        registered = live.filter(copy__gt=1)
        screens = live.filter(copy=1).exclude(code__in=registered.values("code"))
        return list(_in_order(registered | screens))


def _in_order(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    return placements.select_related(
        "code__seat__organisation", "code__site__organisation", "code__topic__organisation"
    ).order_by(
        "code__seat__district__number",
        "code__seat__electing_unit__name",
        "code__seat__number",
        "code__site__name",
        "code",
        "copy",
    )


def _over() -> QuerySet[Topic]:
    return Topic.objects.filter(Q(state=Topic.State.CLOSED) | Q(closes_on__lt=timezone.localdate()))


def _named(model: type, name: str, what: str) -> list:
    """Return the districts or sites of that name; a district also by its number and name.

    Raises:
        CommandError: there is none.
    """
    found = list(model.objects.filter(name=name))
    if model is ElectoralDistrict and not found:
        found = [
            district for district in model.objects.all() if name in (str(district), str(district.number))
        ]
    if not found:
        raise CommandError(f"没有叫“{name}”的{what}。")
    return found


def _look(first: Placement, *, theme: str | None, slogan: str | None) -> Look:
    """Return the look of the office whose copy comes first."""
    style = style_of((first.code.seat or first.code.site or first.code.topic).organisation)
    return look_for_press(
        style, theme=theme or style.theme, slogan=style.slogan if slogan is None else slogan
    )
