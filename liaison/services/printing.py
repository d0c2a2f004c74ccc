"""Verbs of the print desk: how an organisation's boards look, and batches that are asked for and stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Organisation, User
from liaison import prints_store, receipts
from liaison.models import ContactCode, Placement, PrintBatch, PrintLook

MOST_COPIES = 3000  # of one batch
MOST_EACH = 20  # new copies of one code at once
TITLE = PrintBatch._meta.get_field("title").max_length
PER_STATEMENT = 500  # values in one "in (…)"
State = PrintBatch.State
STOPPED = (State.REFUSED, State.FAILED, State.CANCELLED, State.EXPIRED)


@dataclass(frozen=True)
class Order:
    """What a batch is to hold.

    Args:
        organisation: whose batch it is: who manages its sites sees it, and its logo is printed.
        title: what is printed, in words.
        placements: registered copies, in the order of the pages.
        codes: codes that get `each` new copies first, in the order of the pages.
    """

    organisation: Organisation
    layout: str
    theme: str
    slogan: str
    title: str
    placements: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()
    each: int = 0

    @property
    def copies(self) -> int:
        return len(self.placements) + len(self.codes) * self.each


def ask_for_print(*, order: Order, key: str, actor: User, now: datetime) -> PrintBatch:
    """Put a batch into the queue and register the new copies it asks for, all or nothing.

    Args:
        key: of the form; the same form sent twice is one batch.

    Raises:
        Refused: nothing to print, too much for one batch, or a code was retired meanwhile.
    """
    if not order.copies:
        raise Refused(_("这样选没有可印的，请换一个范围，或者选“每张码新登记”。"), field="copies")
    if order.copies > MOST_COPIES:
        sentence = _("一批最多印 %(most)s 份，这样选有 %(copies)s 份，请按街道或选区分几批印。")
        raise Refused(sentence % {"most": MOST_COPIES, "copies": order.copies}, field="copies")
    with transaction.atomic():
        batch, fresh = PrintBatch.objects.get_or_create(
            key=key,
            defaults={
                "organisation": order.organisation,
                "asked_by": actor,
                "asked_at": now,
                "layout": order.layout,
                "theme": order.theme,
                "slogan": order.slogan,
                "title": order.title[:TITLE],
                "items": list(order.placements),
                "total": order.copies,
            },
        )
        if not fresh:
            return batch
        if order.codes:
            batch.items += _register(order.codes, order.each, actor, now)
        batch.folder = f"{batch.pk}-{get_random_string(24)}"
        batch.save(update_fields=["items", "folder"])
        _record(batch, "ask", actor, now, fresh=True, layout=order.layout, copies=order.copies)
        return batch


def _register(codes: tuple[int, ...], each: int, actor: User, now: datetime) -> list[int]:
    """Register `each` new copies of every code, in a number of statements that does not grow with the codes."""
    held = {}
    for some in _chunks(sorted(codes)):
        live = ContactCode.objects.select_for_update().exclude(state=ContactCode.State.RETIRED)
        held |= {code.pk: code for code in live.filter(pk__in=some).order_by("pk")}
    if len(held) != len(codes):
        raise Refused(_("有联系码刚刚停用，请刷新页面再印。"), field="copies")
    last: dict[int, int] = {}
    for some in _chunks(codes):
        counted = Placement.objects.filter(code__in=some).order_by().values_list("code")
        last |= dict(counted.annotate(last=Max("copy")))
    made = [
        Placement(code=held[pk], copy=last.get(pk, 0) + number, token=receipts.new_token())
        for pk in codes
        for number in range(1, each + 1)
    ]
    Placement.objects.bulk_create(made, batch_size=PER_STATEMENT)
    for some in _chunks(codes):
        events = [
            {
                "chain": f"code:{pk}",
                "data": {"copies": list(range(last.get(pk, 0) + 1, last.get(pk, 0) + each + 1))},
            }
            for pk in some
        ]
        audit.record_many(events, verb="place", capacity="office", now=now, actor=actor)
    return [placement.pk for placement in made]


def _chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    keys = list(keys)
    return (keys[start : start + PER_STATEMENT] for start in range(0, len(keys), PER_STATEMENT))


@transaction.atomic
def cancel_print(*, batch: PrintBatch, actor: User, now: datetime) -> PrintBatch:
    """Stop a batch: at once where nobody prints it, else after the part under the press.

    Raises:
        Refused: it has ended already.
    """
    batch = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (State.WAITING, State.PRINTING):
        raise Refused(_("这一批现在是“%(state)s”，不用取消。") % {"state": batch.get_state_display()})
    if batch.state == State.PRINTING and batch.held_until and batch.held_until > now:
        batch.cancel_asked = True
        batch.save(update_fields=["cancel_asked"])
    else:
        batch.state, batch.finished_at, batch.held_until = State.CANCELLED, now, None
        batch.save(update_fields=["state", "finished_at", "held_until"])
        transaction.on_commit(lambda: prints_store.clear(batch))
    _record(batch, "cancel", actor, now, done=batch.done)
    return batch


def may_print_again(batch: PrintBatch) -> bool:
    """Tell whether a batch ended without a file that can be fetched."""
    gone = batch.state == State.DONE and prints_store.file_of(batch) is None
    return gone or batch.state in STOPPED


def print_again(*, batch: PrintBatch, actor: User, now: datetime) -> PrintBatch:
    """Ask for the same copies once more, those that were revoked since left out.

    Raises:
        Refused: the batch is still under way or its file can be fetched, or none of its copies is valid any more.
    """
    if not may_print_again(batch):
        raise Refused(_("这一批现在是“%(state)s”，不用再印。") % {"state": batch.get_state_display()})
    live: set[int] = set()
    for some in _chunks(batch.items):
        live.update(
            Placement.objects.filter(pk__in=some, state=Placement.State.LIVE).values_list("pk", flat=True)
        )
    order = Order(
        organisation=batch.organisation,
        layout=batch.layout,
        theme=batch.theme,
        slogan=batch.slogan,
        title=batch.title,
        placements=tuple(pk for pk in batch.items if pk in live),
    )
    if not order.copies:
        raise Refused(_("这一批的每一份都已作废，请另外选要印的。"))
    return ask_for_print(order=order, key=f"again:{batch.pk}", actor=actor, now=now)


@transaction.atomic
def save_look(
    *,
    organisation: Organisation,
    theme: str,
    slogan: str,
    logo: IO[bytes] | None,
    remove_logo: bool,
    actor: User,
    now: datetime,
) -> PrintLook:
    """Give an organisation a look of its own; without a logo of its own it goes on showing the one from above.

    Raises:
        Refused: the logo is no picture that can be taken.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    look = PrintLook.objects.filter(organisation=organisation).first() or PrintLook(organisation=organisation)
    old = look.logo
    look.theme, look.slogan = theme, slogan
    if logo is not None:
        look.logo = prints_store.save_logo(logo)
    elif remove_logo:
        look.logo = ""
    try:
        look.save()
    except BaseException:
        if look.logo != old:
            prints_store.delete_logo(look.logo)
        raise
    if old != look.logo:
        transaction.on_commit(lambda: prints_store.delete_logo(old))
    _record_look(organisation, "set_print_look", actor, now, theme=theme, logo=bool(look.logo))
    return look


@transaction.atomic
def drop_look(*, organisation: Organisation, actor: User, now: datetime) -> None:
    """Let an organisation look as the nearest one above it does.

    Raises:
        Refused: it has no look of its own.
    """
    look = PrintLook.objects.select_for_update().filter(organisation=organisation).first()
    if look is None:
        raise Refused(_("这个单位没有自己的样式，已经沿用上级的。"))
    look.delete()
    transaction.on_commit(lambda: prints_store.delete_logo(look.logo))
    _record_look(organisation, "drop_print_look", actor, now)


def _record(batch: PrintBatch, verb: str, actor: User | None, now: datetime, **data) -> None:
    audit.record(chain=f"print:{batch.pk}", verb=verb, actor=actor, capacity="office", now=now, **data)


def _record_look(organisation: Organisation, verb: str, actor: User, now: datetime, **data) -> None:
    audit.record(
        chain=f"organisation:{organisation.pk}", verb=verb, actor=actor, capacity="office", now=now, **data
    )
