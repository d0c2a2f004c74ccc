"""Verbs of a mandate: appoint, seat, suspend, resume, terminate, end of term, profile.

Whoever ends or suspends a mandate also hands its open conversations over; that wider verb is
`liaison.services.tenure`, which stands on these.
"""

from datetime import date, datetime
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from deputies import audit, pinyin
from deputies.errors import Refused
from deputies.models import Deputy, Seat, Term, User
from deputies.photos import PhotoRefused, clean_photo

PROFILE = ("pledge", "office_phone", "office_hours", "photo_consent", "post", "party", "mobile", "email")


@transaction.atomic
def appoint(
    *, seat: Seat, term: Term, name: str, elected_on: date, actor: User | None, now: datetime, **profile
) -> Deputy:
    """Enter a deputy for a seat: seated at once in the current term, waiting as elected in a coming one.

    Raises:
        Refused: the term is of another congress, or somebody holds the seat already.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("congress", "holder").get(pk=seat.pk)
    if term.congress_id != seat.congress_id:
        raise Refused(_("席位和届次不属于同一个人大。"))
    if term.is_current and seat.holder:
        raise Refused(_("%(seat)s已由%(name)s担任代表。") % {"seat": seat, "name": seat.holder.name})
    deputy = Deputy.objects.create(
        seat=seat,
        term=term,
        name=name,
        level=seat.congress.level,
        elected_on=elected_on,
        status=Deputy.Status.ACTIVE if term.is_current else Deputy.Status.ELECTED,
        status_since=elected_on,
        search=pinyin.search_keys(name),
        sort_key=pinyin.sort_key(name),
        **profile,
    )
    if term.is_current:
        _seat(deputy)
    _record(deputy, "appoint", actor, now, fresh=True, seat=seat.pk, term=term.pk)
    return deputy


@transaction.atomic
def suspend(*, deputy: Deputy, ground: str, since: date, actor: User, now: datetime) -> Deputy:
    """Suspend a deputy's duties on one of the two grounds of 代表法 (2025) Art. 61."""
    if ground not in Deputy.SUSPENSION_GROUNDS:
        raise Refused(_("暂停执行代表职务要选代表法规定的两种情形之一。"), field="ground")
    return _change(deputy, Deputy.Status.SUSPENDED, (Deputy.Status.ACTIVE,), ground, since, actor, now)


@transaction.atomic
def resume(*, deputy: Deputy, since: date, actor: User, now: datetime) -> Deputy:
    """Let a suspended deputy act again."""
    return _change(deputy, Deputy.Status.ACTIVE, (Deputy.Status.SUSPENDED,), "", since, actor, now)


@transaction.atomic
def terminate(*, deputy: Deputy, ground: str, since: date, actor: User, now: datetime) -> Deputy:
    """End a mandate on one of the seven grounds of 代表法 (2025) Art. 62, or by death; the seat falls vacant."""
    if ground in Deputy.SUSPENSION_GROUNDS or ground not in Deputy.Ground.values:
        raise Refused(_("终止代表资格要选代表法规定的情形之一。"), field="ground")
    deputy = _change(deputy, Deputy.Status.TERMINATED, Deputy.SEATED, ground, since, actor, now)
    Seat.objects.filter(holder=deputy).update(holder=None)
    return deputy


@transaction.atomic
def change_term(*, term: Term, actor: User | None, now: datetime, today: date) -> list[Seat]:
    """Make a term current (换届): those who hold a seat leave, those elected for the term take it.

    Returns:
        The seats of this congress, each with its new holder or with none.

    Raises:
        Refused: the term is current already, or nobody has been entered for it.
    """
    term = Term.objects.select_for_update(of=("self",)).select_related("congress").get(pk=term.pk)
    if term.is_current:
        raise Refused(_("%(term)s已经是本届。") % {"term": term})
    elected = list(term.deputies.filter(status=Deputy.Status.ELECTED))
    if not elected:
        raise Refused(_("还没有导入%(term)s的代表名单。") % {"term": term})
    seats = list(Seat.objects.select_for_update(of=("self",)).filter(congress=term.congress))
    leaving = Deputy.objects.seated().filter(seat__congress=term.congress)
    for deputy in leaving:
        _record(deputy, "end_of_term", actor, now)
    leaving.update(status=Deputy.Status.TERM_ENDED, status_since=today)
    Seat.objects.filter(congress=term.congress).update(holder=None)
    Term.objects.filter(congress=term.congress, is_current=True).update(is_current=False)
    term.is_current = True
    term.save(update_fields=["is_current"])
    for deputy in elected:
        deputy.status, deputy.status_since = Deputy.Status.ACTIVE, today
        deputy.save(update_fields=["status", "status_since"])
        _seat(deputy)
        _record(deputy, "take_seat", actor, now)
    holders = {deputy.seat_id: deputy for deputy in elected}
    for seat in seats:
        seat.holder = holders.get(seat.pk)
    return seats


@transaction.atomic
def update_profile(*, deputy: Deputy, actor: User, now: datetime, **changes) -> Deputy:
    """Change what the public page shows and how the office reaches her; names only the changed fields in the log."""
    changed = [field for field in PROFILE if field in changes and getattr(deputy, field) != changes[field]]
    for field in changed:
        setattr(deputy, field, changes[field])
    if changed:
        deputy.save(update_fields=changed)
        _record(deputy, "update_profile", actor, now, fields=changed)
    return deputy


@transaction.atomic
def set_portrait(*, deputy: Deputy, photo: IO[bytes] | None, actor: User | None, now: datetime) -> Deputy:
    """Replace or remove the portrait; it is cleaned like every photo.

    Raises:
        Refused: the file is no picture that can be taken.
    """
    if photo is not None:
        try:
            clean = clean_photo(photo, longest=800)
        except PhotoRefused as error:
            raise Refused(str(error), field="photo") from error
    if deputy.photo:
        old, storage = deputy.photo.name, deputy.photo.storage
        transaction.on_commit(lambda: storage.delete(old))
    if photo is None:
        deputy.photo = ""
    else:
        deputy.photo.save(f"{get_random_string(32)}.jpg", ContentFile(clean.data), save=False)
    deputy.save(update_fields=["photo"])
    _record(deputy, "set_portrait", actor, now, removed=photo is None)
    return deputy


@transaction.atomic
def link_account(*, deputy: Deputy, user: User | None, actor: User, now: datetime) -> Deputy:
    """Give a deputy the account she works with, or take it away.

    Raises:
        Refused: the account is of somebody with another name, or switched off.
    """
    if user is not None and (user.name != deputy.name or not user.is_active):
        raise Refused(_("没有姓名相符、正在使用的这个账号。"), field="username")
    deputy.user = user
    deputy.save(update_fields=["user"])
    _record(deputy, "link_account", actor, now, user=user and user.pk)
    return deputy


def _seat(deputy: Deputy) -> None:
    Seat.objects.filter(pk=deputy.seat_id).update(holder=deputy)


def _change(deputy, status, sources, ground, since, actor, now) -> Deputy:
    deputy = Deputy.objects.select_for_update(of=("self",)).select_related("seat").get(pk=deputy.pk)
    if deputy.status not in sources:
        raise Refused(
            _("%(name)s现在是“%(status)s”，不能这样改。")
            % {"name": deputy.name, "status": deputy.get_status_display()}
        )
    deputy.status, deputy.ground, deputy.status_since = status, ground, since
    deputy.save(update_fields=["status", "ground", "status_since"])
    _record(deputy, status, actor, now, ground=ground, since=since.isoformat())
    return deputy


def _record(deputy, verb, actor, now, **data) -> None:
    capacity = "deputy" if actor is not None and actor.pk == deputy.user_id else "office"
    audit.record(chain=f"deputy:{deputy.pk}", verb=verb, actor=actor, capacity=capacity, now=now, **data)
