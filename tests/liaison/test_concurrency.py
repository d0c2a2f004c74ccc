"""Many at once, on whichever database the run uses: real threads, real connections, real locks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from deputies.errors import Conflict, Refused
from liaison.models import Appointment, Conversation, Entry, ReceptionDay
from liaison.services import acting
from tests import cast as people
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return people.build()


def at_once(times, act):
    """Run act(n) in as many threads, started together; return results, an exception counting as one."""
    gate = threading.Barrier(times)

    def run(number):
        gate.wait(timeout=30)
        try:
            return act(number)
        except (Conflict, Refused) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_fifty_sends_of_one_form_make_one_message(cast):
    filed = at_once(50, lambda n: cast.message(key="the-one-form-token-of-this-page"))
    assert Conversation.objects.count() == 1
    assert {(one.conversation.receipt, one.pin) for one in filed} == {
        (filed[0].conversation.receipt, filed[0].pin)
    }
    assert sum(one.fresh for one in filed) == 1


def test_two_answers_at_once_are_one_answer_and_one_conflict(cast):
    conversation = cast.message(about="unit").conversation

    def answer(number):
        return acting.act(
            user=cast.qian, conversation=conversation, name="answer", now=NOW, version=1, data={"body": f"第{number}份"}
        )  # fmt: skip

    results = at_once(2, answer)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Conversation"]
    assert Entry.objects.filter(kind="answer").count() == 1


def test_the_last_place_of_a_reception_day_goes_to_one(cast):
    day = ReceptionDay.objects.create(
        site=cast.site, date=NOW.date().replace(month=12, day=16), starts="14:00", ends="16:00", capacity=1
    )
    results = at_once(8, lambda n: cast.appointment(reception_day=day))
    assert Appointment.objects.filter(reception_day=day).count() == 1
    assert sum(isinstance(result, Refused) for result in results) == 7
    assert Conversation.objects.count() == 1
