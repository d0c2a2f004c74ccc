"""The press room: take one batch from the queue, print it part by part, offer the file when it is whole.

A worker holds a batch by a lease that it renews after every part; its end is a date, and whoever finds it past
takes the batch over and goes on from the parts on disk (ADR 0002). Every write of a worker is conditional on the
very lease it holds, so one that wakes up late changes nothing. A run lasts one slice: other jobs get their turn.
"""

import hashlib
import logging
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison import prints_store
from liaison.models import PrintBatch
from liaison.notices import notify
from liaison.papers import posters
from liaison.papers.press import PaperError
from liaison.queries import print_plans as plans
from liaison.queries import printing

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any part takes
JOIN_LEASE = timedelta(minutes=10)  # longer than putting three thousand pages together takes
SLICE = timedelta(seconds=45)  # of one run: other jobs get their turn, and no task nears its time limit
REST = timedelta(seconds=20)  # after an error, before the next try
MAX_TRIES = 3  # without a page more
KEPT = timedelta(days=30)
TITLE_TOLD = 80  # characters of a batch's title in the sentence of a notice
BROKEN = gettext_lazy("印制连续三次中途出错停下。可以再印一次；还不行，请系统管理员看后台任务的日志。")
NUMBER = re.compile(r"（(\d+)-\d+）$")
State = PrintBatch.State


class _Lost(Exception):
    """The lease lapsed and somebody else holds the batch."""


class _Stopped(Exception):
    """Somebody asked to stop."""


class _SliceOver(Exception):
    """The time of this run is up; the next one goes on."""


def print_for_a_while(*, clock: Callable[[], datetime] = timezone.now) -> int:
    """Print what waits, one batch after the other, until a slice of time is over.

    Returns:
        How many batches were taken up.
    """
    over, taken = clock() + SLICE, 0
    while clock() < over and print_next(clock=clock):
        taken += 1
    return taken


def print_next(*, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Take the oldest batch that nobody holds and print it for one slice of time.

    Returns:
        Whether there was one.
    """
    batch = _claim(clock())
    if batch is None:
        return False
    try:
        _print(batch, clock)
    except _Lost:
        log.info("print %s: taken over by another worker", batch.pk)
    except _SliceOver:
        _let_go(batch, clock())
    except _Stopped:
        _end(batch, State.CANCELLED, clock())
    except posters.PrintRefused as error:
        _end(batch, State.REFUSED, clock(), remarks=[*batch.remarks, *_named(error)])
    except PaperError as error:
        reason = _("版式模板有误，排不出来：%(error)s。请把这句话转给系统管理员。") % {
            "error": str(error)[:300]
        }
        _end(batch, State.FAILED, clock(), reason=reason)
    except Exception:
        log.exception("print %s", batch.pk)
        if batch.tries >= MAX_TRIES:
            _end(batch, State.FAILED, clock(), reason=str(BROKEN))
        else:
            _let_go(batch, clock() + REST)
    return True


def clear_prints(*, now: datetime) -> int:
    """Take away files older than thirty days, and what ended batches and late workers left on disk.

    Returns:
        How many files lapsed.
    """
    lapsed = 0
    for batch in PrintBatch.objects.filter(state=State.DONE, finished_at__lt=now - KEPT):
        if PrintBatch.objects.filter(pk=batch.pk, state=State.DONE).update(state=State.EXPIRED):
            prints_store.clear(batch)
            lapsed += 1
    folders = [path for path in prints_store.prints().glob("*") if path.is_dir()]
    known = dict(
        _alive().values_list("folder", "file")
    )  # read after the folders: a row is older than its folder
    for folder in folders:
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
        elif known[folder.name]:
            _keep_only(folder, known[folder.name])
    return lapsed


def _alive() -> QuerySet[PrintBatch]:
    return PrintBatch.objects.filter(state__in=(State.WAITING, State.PRINTING, State.DONE))


def _free(now: datetime) -> QuerySet[PrintBatch]:
    """Return the batches that wait, and those whose worker let go or died, while no press is busy.

    One press at a time: the house's other jobs keep a worker to themselves.
    """
    busy = PrintBatch.objects.filter(state=State.PRINTING, held_until__gt=now)
    return PrintBatch.objects.filter(
        ~Exists(busy), Q(state=State.WAITING) | Q(state=State.PRINTING, held_until__lte=now)
    )


def _claim(now: datetime) -> PrintBatch | None:
    for pk in _free(now).order_by("asked_at", "pk").values_list("pk", flat=True)[:20]:
        if (
            _free(now)
            .filter(pk=pk)
            .update(state=State.PRINTING, held_until=now + LEASE, tries=F("tries") + 1)
        ):
            return PrintBatch.objects.select_related("organisation", "asked_by").get(pk=pk)
    return None


def _print(batch: PrintBatch, clock: Callable[[], datetime]) -> None:
    """Print what is missing of a batch and put the parts together."""
    if batch.cancel_asked:
        raise _Stopped
    if batch.tries > MAX_TRIES:
        _end(batch, State.FAILED, clock(), reason=str(BROKEN))
        return
    placements, left_out = plans.copies_to_print(batch)
    look = plans.look_for_press(printing.style_of(batch.organisation), theme=batch.theme, slogan=batch.slogan)
    pages = posters.compose(placements, layout=batch.layout, look=look)
    if not pages:
        _end(batch, State.REFUSED, clock(), remarks=left_out)
        return
    _write(batch, pages=len(pages), remarks=left_out, held_until=clock() + LEASE)
    folder = _gather(prints_store.folder_of(batch), _digest(pages, look))
    parts = posters.print_parts(
        pages, layout=batch.layout, look=look, folder=folder, on_part=_Watch(batch, clock)
    )
    _write(batch, held_until=clock() + JOIN_LEASE)
    _offer(batch, parts, clock)


class _Watch:
    """Called after every part: renews the lease and writes down how far it is, or ends the run."""

    def __init__(self, batch: PrintBatch, clock: Callable[[], datetime]):
        self.batch, self.clock = batch, clock
        self.over = clock() + SLICE
        self.before = batch.done

    def __call__(self, done: int) -> bool:
        now, batch = self.clock(), self.batch
        further = {"done": done, "tries": 0} if done > batch.done else {}
        _write(batch, held_until=now + LEASE, **further)
        if PrintBatch.objects.filter(pk=batch.pk, cancel_asked=True).exists():
            raise _Stopped
        if now > self.over and self.before < done < batch.pages:
            raise _SliceOver
        return True


def _offer(batch: PrintBatch, parts: list[Path], clock: Callable[[], datetime]) -> None:
    """Put the parts together under a new name and offer it, if the batch is still ours and wanted."""
    whole = prints_store.folder_of(batch) / f"{get_random_string(24)}.pdf"
    try:
        pages = posters.join(parts, whole)
        outcome = {"file": whole.name, "bytes": whole.stat().st_size, "pages": pages, "done": pages}
        if not _end(batch, State.DONE, clock(), **outcome):
            _write(batch, done=pages)  # raises where another worker holds the batch
            raise _Stopped
    except Exception:
        whole.unlink(missing_ok=True)
        raise
    _keep_only(whole.parent, whole.name)


def _let_go(batch: PrintBatch, until: datetime) -> None:
    """Let the next run have the batch from a moment on."""
    with suppress(_Lost):
        _write(batch, held_until=until)


def _write(batch: PrintBatch, **fields) -> None:
    """Write, if the lease is still ours.

    Raises:
        _Lost: it is not.
    """
    if not _ours(batch).update(**fields):
        raise _Lost
    for name, value in fields.items():
        setattr(batch, name, value)


def _ours(batch: PrintBatch) -> QuerySet[PrintBatch]:
    return PrintBatch.objects.filter(pk=batch.pk, state=State.PRINTING, held_until=batch.held_until)


def _end(batch: PrintBatch, state: State, now: datetime, **outcome) -> bool:
    """End a batch and tell who asked; nothing but a finished file stays on disk.

    Returns:
        Whether the batch was still ours to end; one that shall be stopped is not done any more.
    """
    with transaction.atomic():
        ours = _ours(batch)
        if state == State.DONE:
            ours = ours.filter(cancel_asked=False)
        if not ours.update(state=state, finished_at=now, held_until=None, **outcome):
            return False
        _tell(batch, state, now)
    if state != State.DONE:
        prints_store.clear(batch)
    return True


def _tell(batch: PrintBatch, state: State, now: datetime) -> None:
    sentences = {
        State.DONE: _("“%(title)s”印好了，可以下载"),
        State.REFUSED: _("“%(title)s”没有印，有几项要先改好"),
        State.FAILED: _("“%(title)s”没有印成，可以再印一次"),
    }
    if state in sentences:
        notify(
            [batch.asked_by],
            kind="print",
            title=sentences[state] % {"title": batch.title[:TITLE_TOLD]},
            url=reverse("liaison:print_batch", args=[batch.pk]),
            key=f"print:{batch.pk}:{state}",
            now=now,
        )


def _keep_only(folder: Path, name: str) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != name:
            path.unlink(missing_ok=True)


def _gather(folder: Path, digest: str) -> Path:
    """Return a new folder of this run with the finished parts of earlier ones in it.

    A worker that wakes up late goes on writing into a folder that nobody looks at any more.
    """
    mine = folder / f"parts-{digest}-{get_random_string(8)}"
    mine.mkdir(parents=True)
    for part in folder.glob(f"parts-{digest}-*/*.pdf"):
        if part.parent != mine:
            part.replace(mine / part.name)
    return mine


def _digest(pages: list[posters.Page], look: posters.Look) -> str:
    """Name what is printed: parts of an earlier try count only where nothing has changed since."""
    digest = hashlib.sha256(repr(look).encode())
    for page in pages:
        digest.update(repr(page).encode())
    return digest.hexdigest()[:24]


def _named(error: posters.PrintRefused) -> list[dict]:
    """Return the sentences on refused items as remarks; the number that is printed on a copy begins with its code."""
    remarks = []
    for sentence in error.items:
        name, _colon, why = sentence.partition("：")
        number = NUMBER.search(name)
        remarks.append({"code": int(number[1]) if number else None, "name": name, "why": why})
    return remarks
