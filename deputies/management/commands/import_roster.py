"""Take the roster of a congress office in, or say every fault of it by row and column."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from deputies.models import Organisation
from deputies.roster import read_roster
from deputies.services.roster import import_roster


class Command(BaseCommand):
    help = "导入代表名册（.xlsx 或 .csv）：有任何一处错误都不写入，所有错误按行列一次列出。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="名册文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--congress", default="", help="只导入这个人大及其下级人大的代表，写全称或简称")

    def handle(self, *, file: Path, dry_run: bool, congress: str, **options):
        if not file.is_file():
            raise CommandError(f"没有这个文件：{file}")
        started = time.monotonic()
        report = import_roster(
            roster=read_roster(file, today=timezone.localdate()),
            congresses=self._congresses(congress),
            actor=None,
            now=timezone.now(),
            dry_run=dry_run,
            each=lambda steps: tqdm(steps, unit="位", desc="导入", disable=not sys.stderr.isatty()),
        )
        for error in report.errors:
            self.stderr.write(str(error))
        if report.errors:
            raise CommandError(f"有 {len(report.errors)} 处错误，什么都没有写入。")
        done = "检查通过，没有写入" if dry_run else "导入完成"
        self.stdout.write(
            f"{done}：新增 {report.created} 位，更新 {report.updated} 位，没有变化 {report.unchanged} 位，"
            f"新设席位 {report.seats_created} 个，用时 {time.monotonic() - started:.1f} 秒。"
        )

    def _congresses(self, name: str):
        congresses = Organisation.objects.filter(kind=Organisation.Kind.CONGRESS, is_active=True)
        if not name:
            return congresses
        root = congresses.filter(name=name).first() or congresses.filter(short_name=name).first()
        if root is None:
            raise CommandError(f"没有叫“{name}”的人大。")
        return congresses.filter(path__startswith=root.path)
