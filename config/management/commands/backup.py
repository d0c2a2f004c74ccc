from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from config import backups


class Command(BaseCommand):
    help = "把数据库内容和照片写进一个文件；网站照常工作。钥匙（SECRET_KEY）不在里面，要另外保管"

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="写到哪里，例如 /backups/2026-11-22.backup"
        )

    def handle(self, *, file, verbosity, **options):
        if file.exists():
            raise CommandError(f"{file} 已经存在，请换一个名字。")
        if not file.parent.is_dir():
            raise CommandError(f"文件夹 {file.parent} 不存在。")
        with tqdm(unit="条", desc="备份", file=self.stderr, disable=verbosity < 1 or None) as bar:
            try:
                rows = backups.write(file, begin=lambda total: bar.reset(total) or bar.update)
            except OSError as error:
                raise CommandError(f"写不进 {file}：{error.strerror}。") from error
        self.stdout.write(f"{rows} 条记录和照片已写进 {file}（{file.stat().st_size / 1e6:.1f} MB）。")
