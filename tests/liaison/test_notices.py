"""Telling writes rows and nothing else: once per fact and person, in the same transaction."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deputies.models import User
from liaison.models import Channel, Conversation, Delivery, Notice
from liaison.notices import Letter, TextMessage, notify, notify_all, tell_number, tell_numbers
from liaison.queries.people import People, deciding_people, holding_people
from tests.cast import NOW

pytestmark = pytest.mark.django_db
FACT = {
    "kind": "conversation",
    "title": "新留言待接收",
    "url": "/desk/",
    "key": "conversation:1:1",
    "now": NOW,
}


def channel(owner, kind=Channel.Kind.EMAIL, address="li@example.gov.cn", **fields):
    whose = {"user": owner} if isinstance(owner, User) else {"organisation": owner}
    return Channel.objects.create(kind=kind, address=address, **whose, **fields)


def test_a_person_is_told_once_per_fact(cast):
    assert notify([cast.li, cast.wang], **FACT) == 2
    assert notify([cast.li, cast.wang, cast.zhang], **FACT) == 1
    assert Notice.objects.filter(recipient=cast.li).count() == 1
    assert notify([cast.li], **FACT | {"key": "conversation:1:2"}) == 1


def test_each_channel_in_use_gets_a_delivery_of_its_own(cast):
    wanted = [
        channel(cast.li),
        channel(cast.li, Channel.Kind.APPRISE, "wecombot://key"),
        channel(cast.congress, Channel.Kind.APPRISE, "feishu://token"),
    ]
    channel(cast.li, address="old@example.gov.cn", is_active=False)
    channel(cast.wang)
    channel(cast.other_congress)

    notify([cast.li], **FACT, organisation=cast.congress)

    assert set(Delivery.objects.values_list("channel", flat=True)) == {row.pk for row in wanted}
    assert all(row.next_try_at == NOW and row.state == "waiting" for row in Delivery.objects.all())
    of_organisation = Delivery.objects.get(channel=wanted[2]).notice
    assert of_organisation.recipient is None


def test_the_channels_of_one_organisation_do_not_carry_the_facts_of_another(cast):
    mine, others = channel(cast.congress), channel(cast.other_congress)
    notify_all(
        [
            Letter([], "conversation", "一", "/desk/", "a", cast.congress),
            Letter([], "conversation", "二", "/desk/", "b", cast.other_congress),
        ],
        now=NOW,
    )
    assert {(row.channel_id, row.notice.title) for row in Delivery.objects.all()} == {
        (mine.pk, "一"),
        (others.pk, "二"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_tells_nobody(cast):
    Notice.objects.all().delete()
    channel(cast.li)
    with transaction.atomic():
        notify([cast.li], **FACT)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_many_facts_take_as_many_statements_as_one(cast):
    channel(cast.li)
    counts = []
    for number in (1, 60):
        letters = [
            Letter([cast.li, cast.wang], "conversation", "题", "/desk/", f"{number}:{i}")
            for i in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            notify_all(letters, now=NOW)
        counts.append(sum("INTO" in q["sql"] or q["sql"].startswith("SELECT") for q in captured))
    # SQLite takes at most 999 values a statement, so 120 notices go in two inserts there.
    assert counts[1] - counts[0] <= (1 if connection.vendor == "sqlite" else 0)


def test_a_number_is_texted_once_per_fact_and_a_landline_never(cast):
    text = {"title": "您的留言有新进展", "url": "/track/", "now": NOW}
    tell_number(phone="13812341234", key="constituent:1:2", **text)
    tell_number(phone="13812341234", key="constituent:1:2", **text)
    tell_number(phone="0571-88881234", key="constituent:2:2", **text)
    assert Delivery.objects.get().number == "13812341234"
    again = [
        TextMessage("13812341234", "题", "/track/", key) for key in ("constituent:1:2", "constituent:1:3")
    ]
    assert tell_numbers(again, now=NOW) == 1


def test_a_number_lies_encrypted_in_the_outbox(cast):
    tell_number(phone="13812341234", title="题", url="/track/", key="constituent:1:1", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM liaison_delivery")
        (stored,) = cursor.fetchone()
    assert "13812341234" not in stored


@pytest.mark.parametrize("held_by", ["deputy", "site", "office"])
@pytest.mark.parametrize("about", ["matter", "unit", "deputy"])
def test_whom_to_tell_is_the_same_for_one_and_for_many(cast, held_by, about):
    if (held_by, about) == ("deputy", "deputy"):
        return  # the database forbids it
    conversation = cast.message(about=about).conversation
    Conversation.objects.filter(pk=conversation.pk).update(held_by=held_by, about=about)
    conversation = Conversation.objects.select_related("deputy__user", "organisation").get()
    people = People([conversation], now=NOW)
    assert set(people.holding(conversation)) == set(holding_people(conversation, now=NOW))
    assert set(people.deciding(conversation)) == set(deciding_people(conversation, now=NOW))


def test_a_deputy_who_decides_is_not_told_about_words_on_herself(cast):
    cast.li.memberships.create(organisation=cast.congress, role="congress_staff", since=NOW.date())
    conversation = cast.message(about="deputy").conversation
    assert cast.qian in holding_people(conversation, now=NOW)
    assert cast.li not in holding_people(conversation, now=NOW)
    assert cast.li not in People([conversation], now=NOW).holding(conversation)


def test_a_role_that_ended_and_a_closed_account_are_not_told(cast):
    conversation = cast.message(about="unit").conversation
    cast.qian.memberships.update(until=NOW.date() - timedelta(days=1))
    assert (
        holding_people(conversation, now=NOW) == People([conversation], now=NOW).holding(conversation) == []
    )
    cast.qian.memberships.update(until=NOW.date())
    assert holding_people(conversation, now=NOW) == [cast.qian]
    User.objects.filter(pk=cast.qian.pk).update(is_active=False)
    assert (
        holding_people(conversation, now=NOW) == People([conversation], now=NOW).holding(conversation) == []
    )
