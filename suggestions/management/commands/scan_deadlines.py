from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deputies.templatetags.ui import day
from suggestions.services.scanning import scan

MORNING = time(10)


class Command(BaseCommand):
    help = (
        "查一遍期限：日历变了的重算，到了提醒时候的提醒一次；平时由定时任务每小时做一次，重复运行不会重复提醒"
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="DATE", help="当作那一天上午十点，例如 2026-12-01；不给就是现在")
        parser.add_argument("--dry-run", action="store_true", help="只说会告诉谁，不改任何东西")

    def handle(self, *, on, dry_run, **options):
        now = _morning(on) if on else timezone.now()
        found = scan(now=now, dry_run=dry_run)
        when = f"{day(now)} {timezone.localtime(now):%H:%M}"
        if found.redated:
            self.stdout.write(f"日历变了，重算 {found.redated} 个期限。")
        for said in found.said:
            self.stdout.write(f"{said.title} → {'、'.join(said.people) or '单位没有账号'}")
        if not found.working_hours:
            self.stdout.write(f"{when}：不在工作时间，没有提醒任何人。")
        else:
            self.stdout.write(f"{when}：提醒 {len(found.said)} 件。")
        if dry_run:
            self.stdout.write("试运行，没有改动。")


def _morning(text: str) -> datetime:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), MORNING))
    except ValueError as error:
        raise CommandError(f"日期“{text}”应写成 2026-12-01 的样子，并且确有其日。") from error
