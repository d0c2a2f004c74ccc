"""Queues: who sees what where, filters, order, paging, and the same number of statements at any length."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from liaison.models import Conversation
from liaison.queries import desk
from liaison.services.acting import act
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/liaison/conversations/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def rows(client, **asked):
    return client.get(URL, asked).context["page"].rows


def moved(conversation, user, name, **data):
    conversation.refresh_from_db()
    return act(
        user=user, conversation=conversation, name=name, now=NOW, version=conversation.version, data=data
    )


def many(cast, count):
    """Copy one message until there are `count` of them."""
    first = cast.message().conversation
    Conversation.objects.bulk_create(
        Conversation(
            **{
                field.attname: getattr(first, field.attname)
                for field in Conversation._meta.concrete_fields
                if not field.primary_key
            }
            | {
                "receipt": f"261118-{number:08}",
                "idempotency_key": f"copy-{number}",
                "due_at": NOW + timedelta(minutes=number),
            }
        )
        for number in range(1, count)
    )


@pytest.mark.parametrize("who", ["li", "wang", "zhang", "qian"])
def test_a_queue_costs_the_same_at_any_length(cast, as_user, who, django_assert_max_num_queries):
    client = as_user(getattr(cast, who))
    many(cast, 10)
    client.get(URL)
    for count in (10, 1000):
        Conversation.objects.all().delete()
        many(cast, count)
        if who == "wang":
            Conversation.objects.update(held_by="site")
        with django_assert_max_num_queries(8):
            response = client.get(URL, {"queue": "receive"})
        assert len(response.context["page"].rows) == min(count, 50)
        with django_assert_max_num_queries(8):
            client.get(URL, {"queue": "all", "q": "路灯", "kind": "message", "mine": "on"})


def test_lines_stand_in_the_order_of_their_due_time_page_by_page(cast, as_user):
    many(cast, 120)
    client = as_user(cast.zhang)
    first, second, third = (rows(client, queue="receive", page=number) for number in (1, 2, 3))
    found = [line.due_at for line in [*first, *second, *third]]
    assert found == sorted(found)
    assert [len(first), len(second), len(third)] == [50, 50, 20]
    page = client.get(URL, {"queue": "receive", "kind": "message", "page": 2}).context["page"]
    assert page.next_url == "?queue=receive&kind=message&page=3"
    assert client.get(URL, {"queue": "receive", "page": 3}).context["page"].next_url == ""


@pytest.mark.parametrize("page", ["x", "0", "-1", "²", "9" * 40, ""])
def test_nonsense_for_a_page_is_the_first_page(cast, as_user, page):
    cast.message()
    response = as_user(cast.zhang).get(URL, {"page": page})
    assert response.status_code == 200
    assert response.context["page"].number == 1


def test_every_state_stands_in_one_queue(cast):
    conversation = cast.message().conversation
    for state in Conversation._meta.get_field("state").choices:
        closed = NOW if state[0] in ("closed", "not_accepted", "withdrawn", "spam") else None
        closed = NOW if state[0] in ("no_show", "declined", "cancelled") else closed
        Conversation.objects.filter(pk=conversation.pk).update(state=state[0], closed_at=closed)
        found = [name for name in desk.QUEUES if desk.queue(cast.qian, name).exists()]
        assert len(found) == 2, (state, found)
        assert found[-1] == "all"


def test_a_deputy_sees_her_own_and_the_site_what_it_holds(cast, as_user):
    mine = cast.message().conversation
    given = cast.message().conversation
    moved(given, cast.li, "hand_to_site")
    about = cast.message(about="deputy").conversation
    seen = {
        who: {line.pk for line in rows(as_user(getattr(cast, who)), queue="all")}
        for who in ("li", "wang", "zhang", "qian", "sun", "bai")
    }
    assert seen["li"] == seen["zhang"] == {mine.pk, given.pk}
    assert seen["wang"] == {given.pk}
    assert seen["qian"] == {mine.pk, given.pk, about.pk}
    assert seen["sun"] == seen["bai"] == set()


def test_who_has_no_conversations_is_refused(cast, as_user):
    for who in ("lin", "zhao", "audit", "admin", "mei"):
        assert as_user(getattr(cast, who)).get(URL).status_code == 403, who


def test_filters_find_what_was_asked(cast, as_user):
    lamp = cast.message(category_id=cast.category.pk, place="梧桐苑南门").conversation
    cast.message(body="垃圾房的门坏了半个月。", now=NOW - timedelta(days=3))
    meeting = cast.appointment().conversation
    client = as_user(cast.qian)

    def found(**asked):
        return {line.pk for line in rows(client, queue="all", **asked)}

    assert found(q="路灯") == {lamp.pk}
    assert found(q="南门") == {lamp.pk}
    assert found(q=lamp.receipt.lower().replace("-", " ")) == {lamp.pk}
    assert found(category=cast.category.pk) == {lamp.pk}
    assert found(kind="appointment") == {meeting.pk}
    assert found(deputy="limin") == found(deputy="李") == found(source="code")
    assert found(deputy="王") == set()
    assert found(since="2026-11-16") == {lamp.pk, meeting.pk}
    assert len(found(until="2026-11-15")) == 1
    assert len(found(held_by="deputy", site=cast.site.pk, organisation=cast.street.pk)) == 3
    assert found(mine="on") == set()
    assert len(rows(as_user(cast.li), queue="all", mine="on", soon="on")) == 1


def test_nonsense_in_a_filter_is_told_and_filters_nothing_away(cast, as_user):
    cast.message()
    response = as_user(cast.qian).get(URL, {"since": "gestern", "category": "x", "q": "a" * 80, "queue": "?"})
    assert response.status_code == 200
    assert len(response.context["page"].rows) == 1
    assert set(response.context["filters"].form.errors) == {"since", "category", "q"}


def test_another_district_is_not_offered_in_the_filters(cast):
    offered = desk.filter_choices(cast.bai)
    assert offered["organisation"] == [(cast.other_congress.pk, "白石区人大常委会")]
    assert "site" not in offered


def test_an_empty_queue_says_what_to_do(cast, as_user):
    client = as_user(cast.li)
    assert "24 小时内先回应一句" in client.get(URL).content.decode()
    cast.message()
    text = client.get(URL, {"q": "没有这样的话"}).content.decode()
    assert "清除筛选" in text


def test_contact_data_is_not_even_read_for_a_list(cast, as_user):
    cast.message(contact_name="周大山", contact_phone="13812341234")
    line = rows(as_user(cast.zhang), queue="receive")[0]
    assert {"contact_name", "contact_phone", "pin_digest"} <= line.get_deferred_fields()


def test_photos_are_counted_and_age_and_due_are_words(cast, as_user):
    cast.message(now=NOW - timedelta(hours=30), place="梧桐苑南门")
    text = as_user(cast.li).get(URL).content.decode()
    assert "已超 6 小时" in text
    assert "1 天前" in text
    assert "梧桐苑南门" in text
    assert reverse("liaison:conversation", args=[Conversation.objects.get().receipt]) in text
