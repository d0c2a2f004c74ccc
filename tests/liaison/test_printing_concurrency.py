"""Many presses and many fingers at once, on whichever database the run uses."""

from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from liaison import prints_store
from liaison.models import Notice, Placement, PrintBatch
from liaison.services import print_runs, printing
from tests import cast as people
from tests.cast import NOW
from tests.liaison.test_concurrency import at_once
from tests.liaison.test_printing_runs import ask

pytestmark = pytest.mark.django_db(transaction=True)

State = PrintBatch.State


@pytest.fixture
def cast():
    return people.build()


@pytest.fixture(autouse=True)
def press(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_two_claims_at_once_give_one(cast):
    for number in range(5):
        batch = ask(cast, copies=1, key=str(number))
        claimed = at_once(2, lambda n: print_runs._claim(timezone.now()))
        assert sorted(one is None for one in claimed) == [False, True]
        batch.refresh_from_db()
        assert (batch.state, batch.tries) == (State.PRINTING, 1)
        PrintBatch.objects.filter(pk=batch.pk).update(state=State.CANCELLED)


def test_a_lapsed_lease_is_taken_over_by_one(cast):
    batch = ask(cast, copies=1)
    PrintBatch.objects.filter(pk=batch.pk).update(
        state=State.PRINTING, tries=1, held_until=timezone.now() - timedelta(seconds=1)
    )
    claimed = at_once(4, lambda n: print_runs._claim(timezone.now()))
    assert sum(one is not None for one in claimed) == 1
    batch.refresh_from_db()
    assert batch.tries == 2


def test_four_workers_print_a_batch_once(cast):
    batch = ask(cast, copies=6)
    at_once(4, lambda n: print_runs.print_next())
    batch.refresh_from_db()
    assert (batch.state, batch.pages) == (State.DONE, 6)
    with pikepdf.open(prints_store.file_of(batch)) as pdf:
        assert len(pdf.pages) == 6
    assert Notice.objects.filter(kind="print").count() == 1


def test_eight_fingers_on_one_button_register_one_copy_each(cast):
    made = at_once(8, lambda n: ask(cast, copies=3, key="one-form"))
    assert len({batch.pk for batch in made}) == 1
    assert Placement.objects.filter(code=cast.placement.code).count() == 4
    assert len(PrintBatch.objects.get().items) == 3


def test_two_batches_of_one_code_at_once_number_their_copies_apart(cast):
    at_once(4, lambda n: ask(cast, copies=3, key=str(n)))
    copies = Placement.objects.filter(code=cast.placement.code).values_list("copy", flat=True)
    assert sorted(copies) == list(range(1, 14))


def test_cancelling_and_claiming_at_once_end_in_a_clear_state(cast):
    def either(number):
        if number:
            return print_runs.print_next()
        return printing.cancel_print(batch=batch, actor=cast.zhang, now=NOW)

    for key in range(4):
        batch = ask(cast, copies=2, key=str(key))
        at_once(2, either)
        batch.refresh_from_db()
        assert batch.state in (State.CANCELLED, State.DONE)
        assert (prints_store.file_of(batch) is not None) == (batch.state == State.DONE)
