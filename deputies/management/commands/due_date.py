from datetime import date

from django.core.management.base import BaseCommand, CommandError

from deputies.calendar import working_calendar
from deputies.workdays import Unit, due_on, explain


class Command(BaseCommand):
    help = "算一个期限：第一行是日期，下面是为什么"

    def add_arguments(self, parser):
        parser.add_argument("start", metavar="START", help="起算的日期，例如 2026-09-28；当日不计入")
        parser.add_argument("--amount", type=int, required=True, help="多少")
        parser.add_argument(
            "--unit",
            required=True,
            choices=[unit.value for unit in Unit],
            help="calendar 日、working 工作日、months 月",
        )
        parser.add_argument("--roll", action="store_true", help="最后一日不上班时顺延到下一个工作日")

    def handle(self, *, start, amount, unit, roll, **options):
        try:
            due = due_on(date.fromisoformat(start), amount, Unit(unit), working_calendar(), roll=roll)
        except ValueError as error:
            raise CommandError(_sentence(start, error)) from error
        self.stdout.write(due.date.isoformat())
        self.stdout.write("\n".join(explain(due)))


def _sentence(start: str, error: ValueError) -> str:
    try:
        date.fromisoformat(start)
    except ValueError:
        return f"日期“{start}”应写成 2026-09-28 的样子，并且确有其日。"
    return f"{error}。"
