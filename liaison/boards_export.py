"""The register of printed copies as a workbook: one line for each copy, nothing about who scanned it."""

from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from liaison import workbook
from liaison.models import Inspection, Placement

# Heading and width in characters.
COLUMNS = [
    (_("编号"), 12),
    (_("短码"), 14),
    (_("指向"), 28),
    (_("现任代表"), 12),
    (_("街道、乡镇"), 20),
    (_("社区"), 16),
    (_("公示栏"), 28),
    (_("位置"), 28),
    (_("状态"), 10),
    (_("张贴日期"), 12),
    (_("张贴人"), 12),
    (_("安装照片"), 10),
    (_("最近扫码"), 12),
    (_("近 7 天扫码"), 12),
    (_("近 30 天扫码"), 12),
    (_("近 90 天扫码"), 12),
    (_("最近巡查"), 12),
    (_("巡查状况"), 14),
    (_("作废日期"), 12),
    (_("作废原因"), 28),
]


def write(file: BinaryIO, placements: Iterable[Placement]) -> int:
    """Write copies as a workbook, row by row, and return how many there are.

    Args:
        file: open for writing, binary.
        placements: with names and figures of `liaison.queries.boards`.
    """
    return workbook.write(file, title=str(_("公示牌")), columns=COLUMNS, rows=map(_row, placements))


def _row(placement: Placement) -> list:
    code = placement.code
    holder = code.seat.holder if code.seat_id else None
    condition = placement.condition
    return [
        placement.number,
        placement.token,
        str(code),
        holder.name if holder else "",
        str(code.organisation),
        placement.community.name if placement.community_id else "",
        placement.board,
        placement.address,
        placement.get_state_display() if placement.posted_on or not placement.is_live else str(_("待张贴")),
        placement.posted_on,
        placement.posted_by.name if placement.posted_by_id else "",
        str(_("有")) if placement.posting_photo else "",
        placement.last_scanned_on,
        placement.scans_7,
        placement.scans_30,
        placement.scans_90,
        placement.checked_on,
        str(Inspection.Condition(condition).label) if condition else "",
        placement.revoked_on,
        placement.state_reason,
    ]
