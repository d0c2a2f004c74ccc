"""What can be printed for a code: layouts with their paper, and the look they are printed in."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SMALLEST_MODULE = 0.8  # millimetres; a phone held at arm's length reads it in poor light


@dataclass(frozen=True)
class Layout:
    """One way to print codes.

    Args:
        key: how the layout is asked for.
        label: its name.
        paper: the paper in words.
        words: what it is for.
        template: below `templates/papers/`.
        kinds: whose codes fit on it: "seat", "site", "topic".
        code: side of the printed symbol in millimetres, without its light margin.
        per_page: copies on one page.
        group: for sheets with a heading, what the copies on one sheet have in common: "district" or "site".
    """

    key: str
    label: str | Promise
    paper: str | Promise
    words: str | Promise
    template: str
    code: float
    kinds: frozenset[str] = frozenset({"seat", "site", "topic"})
    per_page: int = 1
    group: str = ""


@dataclass(frozen=True)
class Look:
    """Colours, slogan and mark of the office that prints.

    Args:
        theme: a value of `PrintLook.Theme`.
        logo: a PNG or JPEG, if the office has a mark.
        issuer: the name of the office.
    """

    theme: str = "red"
    slogan: str = ""
    logo: bytes | None = None
    issuer: str = ""


LAYOUTS: dict[str, Layout] = {
    layout.key: layout
    for layout in (
        Layout(
            key="poster_a4",
            label=_("公示栏海报 A4"),
            paper=_("A4 竖版"),
            words=_("贴在楼道、小区公示栏，一页一张。"),
            template="posters/poster.typ",
            code=84,
        ),
        Layout(
            key="poster_a3",
            label=_("公示栏海报 A3"),
            paper=_("A3 竖版"),
            words=_("贴在站点门口、大的公示栏，三米外看得清。"),
            template="posters/poster_a3.typ",
            code=118,
        ),
        Layout(
            key="card",
            label=_("桌面卡片 A5"),
            paper=_("A5 横版"),
            words=_("放在窗口、接待桌上，也可以随手发。"),
            template="posters/card.typ",
            code=72,
        ),
        Layout(
            key="plate",
            label=_("亮身份牌"),
            paper=_("A4 横版"),
            words=_("挂在门口：我是人大代表，有事请找我。"),
            template="posters/plate.typ",
            code=101,
        ),
        Layout(
            key="board_district",
            label=_("选区代表公示 A3"),
            paper=_("A3 竖版，每页最多八位"),
            words=_("一个选区的代表排在一张上：照片、承诺、接待时间、码。"),
            template="posters/board.typ",
            code=36,
            kinds=frozenset({"seat"}),
            per_page=8,
            group="district",
        ),
        Layout(
            key="board_site",
            label=_("站点代表公示 A3"),
            paper=_("A3 竖版，每页最多八位"),
            words=_("一个站点的代表排在一张上，站点自己的码排在最前。"),
            template="posters/board.typ",
            code=36,
            kinds=frozenset({"seat", "site"}),
            per_page=8,
            group="site",
        ),
        Layout(
            key="stickers",
            label=_("不干胶贴纸"),
            paper=_("A4 竖版，每页十张，带裁切线"),
            words=_("贴在宣传栏、单元门、意见箱上。"),
            template="posters/stickers.typ",
            code=34,
            per_page=10,
        ),
    )
}
