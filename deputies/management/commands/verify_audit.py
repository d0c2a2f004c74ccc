from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from deputies import audit
from deputies.models import AuditEvent, AuditSeal


class Command(BaseCommand):
    help = "核对审计哈希链和每日封存；有断点时逐条说出来，并以退出码 1 结束"

    def handle(self, *, verbosity, **options):
        total = AuditEvent.objects.count()
        bar = tqdm(total=total, unit="条", desc="核对审计", file=self.stderr, disable=verbosity < 1 or None)
        faults = 0
        with bar:
            for fault in audit.faults(step=bar.update):
                faults += 1
                bar.write(fault, file=self.stdout)
        if faults:
            raise CommandError(f"审计记录有 {faults} 处对不上。")
        self.stdout.write(f"{total} 条审计记录、{AuditSeal.objects.count()} 次封存，全部对得上。")
