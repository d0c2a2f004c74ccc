"""The official working calendar as rows: read when asked, never memoised."""

from datetime import date

from deputies.models import CalendarDay, CalendarYear
from deputies.workdays import Calendar, CalendarRow


def working_calendar() -> Calendar:
    """Return the calendar of the loaded years; it is known for the last unbroken run of years."""
    years = list(CalendarYear.objects.order_by("year").values_list("year", "notice"))
    rows = [CalendarRow(*row) for row in CalendarDay.objects.values_list("date", "kind", "name")]
    if not years:
        return Calendar.from_rows((), known_through=None, version="")
    run = [years[-1][0]]
    for year, _notice in reversed(years[:-1]):
        if year != run[0] - 1:
            break
        run.insert(0, year)
    return Calendar.from_rows(
        rows,
        known_from=date(run[0], 1, 1),
        known_through=date(run[-1], 12, 31),
        version=years[-1][1],
    )
