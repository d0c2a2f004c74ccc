"""Counting how often a printed copy is opened: a number for each day, nothing about who."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from liaison.models import Placement, ScanCount


def count_scan(*, token: str, today: date) -> bool:
    """Count one opening of a printed copy, revoked ones too: they tell that the old sheet still hangs.

    Safe in any number of processes: one conditional update, and whoever is first on a day makes the row.

    Args:
        token: as it is kept.

    Returns:
        Whether there is such a copy.
    """
    pk = Placement.objects.filter(token=token).values_list("pk", flat=True).first()
    if pk is None:
        return False
    if not _add(pk, today):
        try:
            with transaction.atomic():
                ScanCount.objects.create(placement_id=pk, day=today, count=1)
        except IntegrityError:  # somebody else was first in the same moment
            _add(pk, today)
    earlier = Q(last_scanned_on=None) | Q(last_scanned_on__lt=today)
    Placement.objects.filter(earlier, pk=pk).update(last_scanned_on=today)
    return True


def _add(pk: int, day: date) -> bool:
    return bool(ScanCount.objects.filter(placement=pk, day=day).update(count=F("count") + 1))
