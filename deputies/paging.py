"""Pages of lists that may hold a million rows: no count, one row of look-ahead."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

LAST_PAGE = 200


@dataclass(frozen=True)
class Page:
    """One page and the way to its neighbours; addresses are empty where there is none."""

    rows: list
    number: int
    previous_url: str
    next_url: str

    @property
    def position(self) -> str:
        return _("第 %(number)s 页") % {"number": self.number}


def page_of(
    request: HttpRequest,
    rows: QuerySet,
    *,
    per_page: int = 50,
    dress: Callable[[QuerySet], QuerySet] | None = None,
) -> Page:
    """Return the page that `?page=` asks for, in one statement whatever the length of the list.

    Filters in the address stay. What is not a number is page 1; after LAST_PAGE people are better served by a
    filter, so there is no further page.

    Args:
        dress: adds what a line shows to the rows of this page alone, so that nothing is fetched or worked out for
            rows that only have to be sorted.
    """
    asked = request.GET.get("page", "")
    number = (
        min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    )
    start = (number - 1) * per_page
    shown = rows[start : start + per_page + 1]
    found = list(dress(shown) if dress else shown)
    more = len(found) > per_page and number < LAST_PAGE
    return Page(
        rows=found[:per_page],
        number=number,
        previous_url=_address(request, number - 1) if number > 1 else "",
        next_url=_address(request, number + 1) if more else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"
