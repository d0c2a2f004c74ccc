"""How replies are classed: the schemes found in practice as rows that an office may change (domain.md §3.4).

No national definition exists; letters are local. In 001 class B carries tracking across years.
"""

from dataclasses import dataclass

from django.db import transaction

from deputies.models import Organisation
from suggestions.models import ReplyClass, ReplyScheme


@dataclass(frozen=True)
class Row:
    """One class of a scheme."""

    code: str
    label: str
    needs_tracking: bool = False
    counts_as_resolved: bool = False


CURRENT = "三类（A、B、C）"
DEFAULTS: dict[str, tuple[Row, ...]] = {
    CURRENT: (
        Row("A", "已经解决或者基本解决", counts_as_resolved=True),
        Row("B", "部分解决或者已经列入计划", needs_tracking=True),
        Row("C", "受条件限制，留作参考或者不可行"),
    ),
    "四类（A、B、C、D）": (
        Row("A", "已经解决或者基本解决", counts_as_resolved=True),
        Row("B", "正在解决或者列入计划逐步解决", needs_tracking=True),
        Row("C", "目前不能解决，以后再办", needs_tracking=True),
        Row("D", "留作参考"),
    ),
    "上海四类": (
        Row("解决采纳", "问题解决、意见采纳", counts_as_resolved=True),
        Row("正在解决", "正在办理，尚未办完", needs_tracking=True),
        Row("计划解决", "列入计划，分步办理", needs_tracking=True),
        Row("留作参考", "受条件限制，留作参考"),
    ),
}


@transaction.atomic
def ensure_defaults(congress: Organisation) -> ReplyScheme:
    """Give a congress the known schemes where it has none yet; return the one in use.

    A congress that has rows of its own keeps them untouched; safe to repeat.
    """
    if not ReplyScheme.objects.filter(congress=congress).exists():
        for name, rows in DEFAULTS.items():
            scheme = ReplyScheme.objects.create(congress=congress, name=name, is_current=name == CURRENT)
            ReplyClass.objects.bulk_create(
                ReplyClass(
                    scheme=scheme,
                    code=row.code,
                    label=row.label,
                    needs_tracking=row.needs_tracking,
                    counts_as_resolved=row.counts_as_resolved,
                    order=order,
                )
                for order, row in enumerate(rows, start=1)
            )
    return ReplyScheme.objects.filter(congress=congress).order_by("-is_current", "pk").first()
