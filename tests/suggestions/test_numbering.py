"""Numbers of suggestions: one after another in a term, none left out and none given twice, whoever comes at once."""

import pytest
from django.db import transaction

from deputies.errors import Refused
from suggestions.models import Case, NumberSeries, Suggestion
from suggestions.services.numbering import next_number
from tests import cast as people
from tests.liaison.test_concurrency import at_once
from tests.suggestions.formal import Formal
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY = 20


@pytest.fixture
def cast():
    return people.build()


def test_twenty_at_once_have_the_numbers_one_to_twenty(cast):
    more = extend(cast)
    drafts = [Formal(cast, more) for _number in range(TWENTY)]
    at_once(TWENTY, lambda n: drafts[n].submitted())
    assert set(Case.objects.values_list("state", flat=True)) == {"submitted"}
    at_once(TWENTY, lambda n: drafts[n].act(cast.qian, "accept"))
    numbers = sorted(Suggestion.objects.values_list("serial", flat=True))
    assert numbers == list(range(1, TWENTY + 1))
    assert set(Case.objects.values_list("number", flat=True)) == {f"第18届第{n}号" for n in numbers}
    assert NumberSeries.objects.get(key="suggestion:18").last == TWENTY


def test_one_accepted_by_two_people_at_once_takes_one_number(cast):
    formal = Formal(cast, extend(cast)).submitted()
    results = at_once(2, lambda n: formal.act(cast.qian, "accept"))
    assert sorted(isinstance(one, Refused) for one in results) == [False, True]
    assert NumberSeries.objects.get(key="suggestion:18").last == 1


def test_a_number_is_given_back_when_the_acceptance_fails(cast, monkeypatch):
    more = extend(cast)
    first, second = Formal(cast, more).submitted(), Formal(cast, more).submitted()

    def fail(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("suggestions.services.mirroring.tell_sources", fail)
        with pytest.raises(RuntimeError):
            first.act(cast.qian, "accept")
    assert first.state() == "submitted"
    second.act(cast.qian, "accept")
    first.act(cast.qian, "accept")
    assert (second.suggestion.serial, first.suggestion.serial) == (1, 2)


def test_each_term_and_each_congress_counts_for_itself(cast):
    keys = [
        (cast.congress, "suggestion:18"),
        (cast.congress, "suggestion:19"),
        (cast.other_congress, "suggestion:18"),
    ]
    with transaction.atomic():
        given = [next_number(*key) for key in keys for _again in range(2)]
    assert given == [1, 2, 1, 2, 1, 2]
