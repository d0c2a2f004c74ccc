from django.core.management.base import BaseCommand
from django.utils import timezone

from liaison.services import delivery


class Command(BaseCommand):
    help = "发一轮到时间的通知；平时由定时任务每 20 秒做一次"

    def handle(self, *, verbosity, **options):
        count = 0
        while due := delivery.deliver_due(now=timezone.now()):
            count += due
        self.stdout.write(f"处理了 {count} 条。")
