from django.core.management.base import BaseCommand
from django.utils import timezone

from deputies.services.calendar import Loaded, checked_in_years, load_years

SAID = {
    Loaded.NEW: "已载入",
    Loaded.SAME: "已有",
    Loaded.KEPT: "已有，与文件不同，保持现状（要用文件覆盖请加 --replace）",
    Loaded.REPLACED: "已按文件覆盖",
}


class Command(BaseCommand):
    help = "载入随版本附带的各年放假与调休；可重复运行，不动在系统里改过的年份"

    def add_arguments(self, parser):
        parser.add_argument("--replace", action="store_true", help="与文件不同的年份也用文件覆盖")

    def handle(self, *, replace, verbosity, **options):
        files = checked_in_years()
        outcome = load_years(files, now=timezone.now(), replace=replace)
        for file in files:
            self.stdout.write(f"{file.year} 年 {SAID[outcome[file.year]]}：{file.notice}")
