"""Numbers without gaps: counted under the lock of the series' row, given back when the transaction fails."""

from deputies.models import Organisation
from suggestions.models import NumberSeries


def next_number(congress: Organisation, key: str) -> int:
    """Return the next number of a series, from 1; call inside the transaction that uses it.

    Args:
        key: such as "matter:2026" or "suggestion:18".
    """
    NumberSeries.objects.get_or_create(congress=congress, key=key)
    series = NumberSeries.objects.select_for_update().get(congress=congress, key=key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
