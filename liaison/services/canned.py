"""A person's own beginnings of answers; the shared ones are reference rows that the office keeps."""

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from liaison.models import CannedAnswer

LIMIT = 30


def usable_by(user: User) -> QuerySet[CannedAnswer]:
    """Return the person's own answers and the shared ones, her own first."""
    return CannedAnswer.objects.filter(Q(owner=user) | Q(owner=None)).order_by(
        F("owner").asc(nulls_last=True), "pk"
    )


@transaction.atomic
def save_canned(*, user: User, title: str, text: str, pk: int | None = None) -> CannedAnswer:
    """Add an answer of one's own, or change one.

    Raises:
        Refused: it is not hers, or she has as many as a phone can show.
    """
    if pk is not None:
        answer = _own(user, pk)
        answer.title, answer.text = title, text
        answer.save(update_fields=["title", "text"])
        return answer
    if CannedAnswer.objects.filter(owner=user).count() >= LIMIT:
        raise Refused(_("常用语最多 %(limit)s 条，请先删掉不用的。") % {"limit": LIMIT})
    return CannedAnswer.objects.create(owner=user, title=title, text=text)


def delete_canned(*, user: User, pk: int) -> None:
    """Delete an answer of one's own.

    Raises:
        Refused: it is not hers.
    """
    _own(user, pk).delete()


def _own(user: User, pk: int) -> CannedAnswer:
    answer = CannedAnswer.objects.filter(owner=user, pk=pk).first()
    if answer is None:
        raise Refused(_("只能改自己的常用语。"))
    return answer
