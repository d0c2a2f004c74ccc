"""Eight people type in one sheet at once: real threads, real connections, real locks."""

import pytest

from deputies.errors import Refused
from deputies.models import Seat
from liaison.models import Conversation
from liaison.services.paper_forms import file_form, print_forms
from tests import cast as people
from tests.cast import NOW
from tests.liaison.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_sheet_makes_one_message_and_the_others_are_told_its_receipt():
    cast = people.build()
    seat = Seat.objects.select_related("holder", "organisation", "site").get(pk=cast.seat.pk)
    sheet = print_forms(to=seat, copies=1, actor=cast.wang, now=NOW)[0]

    def type_in(number):
        key = f"the-form-of-person-{number}"
        return file_form(
            form=sheet, key=key, file=lambda: cast.message(key=key), actor=cast.wang, now=NOW
        ).conversation

    results = at_once(8, type_in)
    conversation = Conversation.objects.get()
    assert results.count(conversation) == 1
    refused = [str(result) for result in results if isinstance(result, Refused)]
    assert len(refused) == 7
    assert all(conversation.receipt in words for words in refused)
    sheet.refresh_from_db()
    assert sheet.conversation == conversation
