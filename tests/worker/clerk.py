"""Another process of the house, which does what a web process does: takes messages and answers questions.

Reads one JSON list a line, [verb, argument…], and prints the answer as one JSON line. Ends with its input.
"""

import json
import sys
from contextlib import suppress
from datetime import timedelta

import django

django.setup()

from django.db.models import Count, F  # noqa: E402
from django.utils import timezone  # noqa: E402

from config import health  # noqa: E402
from liaison import prints_store  # noqa: E402
from liaison.models import Channel, Delivery, PrintBatch  # noqa: E402
from liaison.services import printing  # noqa: E402
from tests import cast as people  # noqa: E402


def build(webhook: str) -> None:
    """Make the world; 李代表 is told at a webhook."""
    cast = people.build()
    Channel.objects.create(user=cast.li, kind=Channel.Kind.APPRISE, address=f"json://{webhook}/hook")
    clerk["cast"] = cast


def submit(count: int) -> list[str]:
    """Let a constituent write several messages; return their receipts."""
    return [clerk["cast"].message(now=timezone.now()).conversation.receipt for _ in range(count)]


def ledger() -> dict[str, int]:
    """Count the outbox by state."""
    return dict(Delivery.objects.values_list("state").annotate(Count("pk")))


def leased() -> int:
    """Count the lines that a sender holds."""
    return Delivery.objects.filter(leased_until__isnull=False).count()


def pass_time(minutes: int) -> None:
    """Let the house believe that time has passed: leases lapse, later tries come due."""
    back = timedelta(minutes=minutes)
    Delivery.objects.update(leased_until=F("leased_until") - back, next_try_at=F("next_try_at") - back)
    PrintBatch.objects.update(held_until=F("held_until") - back)


def finding(name: str) -> bool:
    """Tell whether /readyz finds one thing in order."""
    return next(item.ok for item in health.findings(now=timezone.now()) if item.name == name)


def ask_for_print(layout: str, copies: int) -> None:
    """Have new copies of the code of 李代表 registered and printed."""
    cast = clerk["cast"]
    order = printing.Order(
        organisation=cast.street,
        layout=layout,
        theme="red",
        slogan="",
        title="海报",
        codes=(cast.placement.code_id,),
        each=copies,
    )
    printing.ask_for_print(order=order, key="print", actor=cast.zhang, now=timezone.now())


def print_batch() -> dict:
    """Tell how far the print is, what is on disk and what would be offered."""
    batch = PrintBatch.objects.get()
    folder = prints_store.folder_of(batch)
    parts = {}
    for path in sorted(folder.glob("*/*.pdf")):
        with suppress(FileNotFoundError):  # moved or joined while one looks
            parts[path.name] = path.stat().st_mtime_ns
    offered = prints_store.file_of(batch)
    return {
        "state": batch.state,
        "done": batch.done,
        "pages": batch.pages,
        "parts": parts,
        "offered": str(offered) if offered else None,
    }


clerk = {}
VERBS = {
    verb.__name__: verb
    for verb in (build, submit, ledger, leased, pass_time, finding, ask_for_print, print_batch)
}

for line in sys.stdin:
    verb, *arguments = json.loads(line)
    sys.stdout.write(json.dumps(VERBS[verb](*arguments)) + "\n")
    sys.stdout.flush()
