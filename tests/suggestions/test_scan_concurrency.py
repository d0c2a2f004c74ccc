"""Several scans at once, and a reply in between: everybody is told once, nothing stands still."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from deputies import audit
from deputies.models import AuditEvent, CalendarDay, CalendarYear
from deputies.services.calendar import checked_in_years, load_years
from liaison.models import Notice
from suggestions.models import Clock, Reminder
from suggestions.services.scanning import scan
from tests import cast as people
from tests.suggestions.timed import act, at, handed, matter

pytestmark = pytest.mark.django_db(transaction=True)
CASES, SCANS = 6, 4


@pytest.fixture
def cast():
    return people.build()


def test_scans_at_once_while_extensions_are_asked_for(cast):
    load_years(checked_in_years(), now=at("2024-01-02"))
    parts = [
        handed(matter(cast, now=at("2026-04-01"), number=str(n)), cast.department, now=at("2026-04-01"))
        for n in range(CASES)
    ]
    for part in parts:
        act(cast.zhao, part, "sign", now=at("2026-04-01", 11))
        act(cast.zhao, part, "ask_extension", now=at("2026-04-02"), until=date(2026, 4, 28), reason="等材料")
    Notice.objects.all().delete()
    year = CalendarYear.objects.get(year=2026)
    CalendarDay.objects.create(year=year, date=date(2026, 4, 16), kind="closed", name="停工")
    gate = threading.Barrier(CASES + SCANS)

    def run(number):
        try:
            gate.wait(timeout=30)
            if number < CASES:
                act(cast.zhang, parts[number], "decide_extension", now=at("2026-04-10"), decision="approve")
            else:
                scan(now=at("2026-04-10"))
        finally:
            connection.close()

    with ThreadPoolExecutor(CASES + SCANS) as pool:
        list(pool.map(run, range(CASES + SCANS)))
    scan(now=at("2026-04-10", 11))
    for clock in Clock.objects.all():
        assert (clock.first_due_on, clock.due_on) == (date(2026, 4, 17), date(2026, 4, 28))
    assert Reminder.objects.count() == len(set(Reminder.objects.values_list("clock", "stage", "due_on")))
    for part in parts:
        redated = AuditEvent.objects.filter(chain=f"case:{part.case_id}", verb="redate")
        assert redated.count() <= 1  # none where the approval counted by the new calendar first
    assert not list(audit.faults())
