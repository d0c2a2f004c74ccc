"""Fill the database with many deputies and messages, to measure with."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from deputies.demo import scale as congress
from deputies.models import Seat
from liaison.demo import scale as words


class Command(BaseCommand):
    help = "成批造代表和留言，用来测量性能；只在 DEMO=true 时可用，每运行一次就再加这么多。"

    def add_arguments(self, parser):
        parser.add_argument("--deputies", type=int, default=500, metavar="N", help="再加几位代表")
        parser.add_argument("--messages", type=int, default=10_000, metavar="N", help="再加几件留言")

    def handle(self, *args, deputies, messages, **options):
        if not settings.DEMO:
            raise CommandError("只能在 DEMO=true 时造测量数据。")
        if deputies < 0 or messages < 0:
            raise CommandError("数目不能是负的。")
        now = timezone.now()
        with tqdm(total=deputies, desc="代表", unit="位") as bar:
            for seats in self._streets(deputies, now):
                bar.update(len(seats))
        seats = list(
            Seat.objects.filter(congress__name=congress.NAME).select_related("holder", "site", "organisation")
        )
        if messages and not seats:
            raise CommandError("还没有代表，请加上 --deputies。")
        with tqdm(total=messages, desc="留言", unit="件") as bar:
            written = words.messages(seats, messages, now=now)
            while size := self._next(written):
                bar.update(size)
        self.stdout.write(f"加了 {deputies} 位代表、{messages} 件留言。")

    def _streets(self, count, now):
        streets = congress.seats(count, today=timezone.localdate(now))
        while True:
            with transaction.atomic():
                seats = next(streets, None)
                if seats is None:
                    return
                words.issue_codes(seats, now=now)
            yield seats

    def _next(self, batches) -> int:
        """Write one batch in a transaction of its own; 0 at the end."""
        with transaction.atomic():
            return next(batches, 0)
