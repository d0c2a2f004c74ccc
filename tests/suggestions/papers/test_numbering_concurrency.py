"""Twenty heads' clicks at once: real threads and locks, on whichever database the run uses."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from deputies.errors import Conflict, Refused
from liaison.models import Paper, PaperSeries
from suggestions.models import Assignment, Case, Reply, Suggestion
from tests import cast as people
from tests.cast import NOW
from tests.suggestions.papers.world import issued

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20 if connection.vendor == "postgresql" else 6


def answered(cast, number: int) -> Case:
    """A suggestion of 李代表 that 住建局 has answered."""
    case = Case.objects.create(
        kind="suggestion",
        number=f"第18届第{number}号",
        title=f"关于第{number}盏路灯的建议",
        tier=4,
        congress=cast.congress,
        organisation=cast.congress,
        deputy=cast.li_deputy,
        opened_by=cast.li,
        state="replied",
        opened_at=NOW,
        state_since=NOW,
        replied_at=NOW,
    )
    Suggestion.objects.create(case=case, term=cast.term, serial=number, submitted_at=NOW)
    part = Assignment.objects.create(
        case=case, unit=cast.department, role="lead", state="replied", state_since=NOW, handed_at=NOW
    )
    Reply.objects.create(
        assignment=part,
        round=1,
        body="一、已经换好。" if number % 4 else "一、\ue123已经换好。",
        state="released",
        drafted_at=NOW,
        released_at=NOW,
    )
    return case


def at_once(times: int, act) -> list:
    gate = threading.Barrier(times)

    def run(number):
        gate.wait(timeout=60)
        try:
            return act(number)
        except Conflict:
            return "conflict"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_twenty_papers_at_once_get_every_number_once_and_refusals_none():
    cast = people.build()
    cases = [answered(cast, number) for number in range(1, TIMES + 1)]
    found = at_once(TIMES, lambda number: issued(cast.he, cases[number], "reply", cast.department).serial)
    refused = TIMES // 4
    assert found.count("refused") == refused
    serials = sorted(one for one in found if one != "refused")
    assert serials == list(range(1, TIMES - refused + 1))
    assert sorted(Paper.objects.values_list("serial", flat=True)) == serials
    assert PaperSeries.objects.get().last == len(serials)


def test_one_paper_clicked_by_many_at_once_is_issued_once():
    cast = people.build()
    case = answered(cast, 1)
    found = at_once(TIMES, lambda number: issued(cast.he, case, "reply", cast.department).serial)
    assert sorted(found, key=str) == [1, *["conflict"] * (TIMES - 1)]
    assert Paper.objects.count() == PaperSeries.objects.get().last == 1
