from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from liaison.services import retention


class Command(BaseCommand):
    help = "抹去办结满两年的留言里的个人信息（个人信息保护法第十九条、第四十七条）；平时由定时任务每天做"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只数有多少件，不改任何东西")

    def handle(self, *, dry_run, verbosity, **options):
        total = retention.anonymise(now=timezone.now(), dry_run=True)
        if dry_run:
            self.stdout.write(f"{total} 件到期，试运行，没有改动。")
            return
        done = 0
        with tqdm(
            total=total, unit="件", desc="匿名化", file=self.stderr, disable=verbosity < 1 or None
        ) as bar:
            while count := retention.anonymise(now=timezone.now()):
                done += count
                bar.update(count)
        self.stdout.write(f"{done} 件已匿名化。")
