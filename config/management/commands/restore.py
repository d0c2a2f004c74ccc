from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from config import backups


class Command(BaseCommand):
    help = "用备份文件恢复数据库内容和照片；先 migrate 建好空库"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--yes", action="store_true", help="库里已有数据也覆盖：现有的数据和照片全部消失")

    def handle(self, *, file, yes, verbosity, **options):
        if not file.is_file():
            raise CommandError(f"没有 {file} 这个文件。")
        if not yes and not backups.is_empty():
            raise CommandError("库里已有数据。确实要用备份覆盖，请加 --yes。")
        with tqdm(unit="条", desc="恢复", file=self.stderr, disable=verbosity < 1 or None) as bar:
            try:
                rows = backups.read(file, begin=lambda total: bar.reset(total) or bar.update)
            except backups.BackupError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"恢复了 {rows} 条记录和照片。请再运行 verify_audit 核对。")
