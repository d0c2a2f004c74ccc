"""Verbs of saved filters: a person keeps the address of a queue under a name of her own."""

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from suggestions.models import SavedFilter

MOST = 20
LONGEST = SavedFilter._meta.get_field("query").max_length


@transaction.atomic
def save_filter(*, user: User, name: str, query: str) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it.

    Args:
        query: what stands behind the question mark; the number of the page is left out.

    Raises:
        Refused: too many are kept already, or the query is too long.
    """
    kept = QueryDict(query, mutable=True)
    kept.pop("page", None)
    text = kept.urlencode()
    if len(text) > LONGEST:
        raise Refused(_("筛选条件太长，记不下来，请少填几项。"), field="query")
    own = SavedFilter.objects.filter(user=user)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(_("最多记 %(most)d 个，先删掉不用的。") % {"most": MOST}, field="name")
    saved, _new = SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": text})
    return saved


def delete_filter(*, saved: SavedFilter) -> None:
    """Forget a filter; the cases it showed stay where they are."""
    saved.delete()
