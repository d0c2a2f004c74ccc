"""Conversations through the API: the policy and the gate of the pages, contact data never in clear."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deputies.models import AuditEvent
from liaison.models import Channel, Conversation, Notice
from liaison.services import acting
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LIST = "/api/v1/conversations/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def message(cast):
    return cast.message(contact_name="周建国", contact_phone="13812341234").conversation


@pytest.fixture
def make(as_user):
    """Make a move as somebody: make(cast.li, message, "answer", 1, body=…)."""

    def post(user, conversation, name, version, **data):
        url = f"{LIST}{conversation.receipt}/moves/{name}/"
        return as_user(user).post(url, {"version": version} | data, content_type="application/json")

    return post


SEEN = {"li", "qian", "zhang"}


@pytest.mark.parametrize(
    "who",
    ["li", "chen", "sun", "wang", "zhang", "qian", "zhao", "he", "feng", "wu", "gao", "lin", "mei", "audit"]
    + ["admin", "bai"],
)
def test_who_sees_a_message(cast, message, as_user, who):
    client = as_user(cast.users[who])
    seen = who in SEEN
    assert client.get(LIST).json()["count"] == int(seen)
    for path in ("", "entries/"):
        found = client.get(f"{LIST}{message.receipt}/{path}")
        assert found.status_code == (200 if seen else 404)
        assert seen or found.json() == {"detail": "未找到。"}
    answer = client.post(
        f"{LIST}{message.receipt}/moves/note/",
        {"version": 1, "body": "备注"},
        content_type="application/json",
    )
    may = {"li": 200, "qian": 200, "zhang": 403}
    assert answer.status_code == may.get(who, 404)


def test_contact_data_is_masked_and_absent_from_lists(cast, message, as_user):
    client = as_user(cast.li)
    one = client.get(f"{LIST}{message.receipt}/").json()
    assert (one["contact_name"], one["contact_phone"]) == ("周**", "138****1234")
    line = client.get(LIST).json()["results"][0]
    assert not {"contact_name", "contact_phone", "pin_digest", "idempotency_key"} & set(line)
    for url in (LIST, f"{LIST}{message.receipt}/", f"{LIST}{message.receipt}/entries/"):
        said = client.get(url).content.decode()
        assert "13812341234" not in said
        assert "周建国" not in said


def test_the_moves_offered_are_those_of_the_page(cast, message, as_user):
    found = as_user(cast.li).get(f"{LIST}{message.receipt}/").json()
    assert found["moves"] == ["accept", "answer", "ask", "not_accept", "mark_spam", "note", "hand_to_site"]
    assert as_user(cast.zhang).get(f"{LIST}{message.receipt}/").json()["moves"] == []


def test_two_answers_at_once_get_one_answer_and_one_conflict(cast, message, make):
    first = make(cast.li, message, "answer", 1, body="明晚修好。")
    assert (first.status_code, first.json()["state"], first.json()["version"]) == (200, "answered", 2)
    second = make(cast.qian, message, "answer", 1, body="我来答复。")
    assert (second.status_code, set(second.json())) == (409, {"detail"})
    assert message.entries.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "status", "fields"),
    [
        ("answer", {}, 400, {"body"}),
        ("answer", {"body": "  "}, 400, {"body"}),
        ("answer", {"body": "字" * 2001}, 400, {"body"}),
        ("not_accept", {"body": "不归代表管"}, 400, {"channel"}),
        ("not_accept", {"body": "不归代表管", "channel": "nowhere"}, 400, {"channel"}),
        ("approve_reopen", {}, 403, {"detail"}),
        ("rate", {"result": 3, "attitude": 3}, 403, {"detail"}),
        ("fall_back", {}, 403, {"detail"}),
        ("propose", {}, 404, {"detail"}),
        ("nothing", {}, 404, {"detail"}),
        ("restore", {}, 403, {"detail"}),
    ],
)
def test_a_move_that_cannot_be_made_says_why(cast, message, make, name, data, status, fields):
    refused = make(cast.li, message, name, 1, **data)
    assert (refused.status_code, set(refused.json())) == (status, fields)
    message.refresh_from_db()
    assert message.version == 1


@pytest.mark.parametrize("version", [None, 0, -1, "x", 2**40, 1.5])
def test_the_version_seen_is_required(cast, message, make, version):
    refused = make(cast.li, message, "accept", version)
    assert (refused.status_code, set(refused.json())) == (400, {"version"})


def test_a_move_against_the_state_is_409(cast, message, make):
    make(cast.li, message, "answer", 1, body="明晚修好。")
    refused = make(cast.li, message, "accept", 2)
    assert refused.status_code == 409
    assert "已答复" in refused.json()["detail"]


@pytest.mark.parametrize(
    "starts_at",
    ["2026-11-17T10:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T00:00:00+08:00", "soon"],
)
def test_a_meeting_is_proposed_for_a_time_people_live_in(cast, make, starts_at):
    wish = cast.appointment().conversation
    refused = make(cast.li, wish, "propose", 1, starts_at=starts_at, where="梧桐联络站")
    assert (refused.status_code, set(refused.json())) == (400, {"starts_at"})


def test_a_meeting_is_arranged_and_minuted(cast, make):
    wish = cast.appointment().conversation
    when = (NOW + timedelta(days=2)).isoformat()
    assert make(cast.li, wish, "propose", 1, starts_at=when, where="梧桐联络站").status_code == 200
    acting.speak(conversation=wish, name="confirm", now=NOW, data={})
    held = make(cast.li, wish, "hold", 3, minutes="答应下周回话。")
    assert held.json()["state"] == "held"


def test_photos_come_only_with_moves_that_show_them(cast, message, as_user):
    refused = as_user(cast.li).post(
        f"{LIST}{message.receipt}/moves/mark_spam/",
        {"version": 1, "photos": [_file()]},
    )
    assert (refused.status_code, set(refused.json())) == (400, {"photos"})


def _file():
    file = BytesIO(b"anything")
    file.name = "photo.jpg"
    return file


def test_the_deputy_keeps_seeing_what_she_handed_to_her_site(cast, message, make, as_user):
    handed = make(cast.li, message, "hand_to_site", 1)
    assert (handed.status_code, handed.json()["held_by"]) == (200, "site")
    assert as_user(cast.wang).get(LIST).json()["count"] == 1
    back = make(cast.wang, message, "hand_to_deputy", 2)
    assert (back.status_code, back.json()["moves"]) == (200, [])
    assert as_user(cast.wang).get(f"{LIST}{message.receipt}/").status_code == 404


def test_another_sites_page_cannot_post_in_a_persons_name(cast, message):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.li, backend=BACKEND)
    url = f"{LIST}{message.receipt}/moves/accept/"
    assert browser.post(url, {"version": 1}, content_type="application/json").status_code == 403
    message.refresh_from_db()
    assert message.state == "submitted"


def test_filters(cast, as_user):
    old = cast.message(now=NOW - timedelta(days=9), category_id=cast.category.pk).conversation
    cast.message(about="unit")
    cast.appointment()
    client = as_user(cast.qian)

    def count(**query):
        return client.get(LIST, query).json()["count"]

    assert count() == 3
    assert count(kind="appointment") == 1
    assert count(state=["submitted", "requested"]) == 3
    assert count(state="closed") == 0
    assert count(about="unit") == 1
    assert count(category="road") == 1
    assert count(overdue="true") == 1
    assert count(overdue="false") == 2
    assert count(waiting="true") == 3
    assert count(since="2026-11-18T00:00") == 2
    assert count(until="2026-11-18T00:00:00+08:00") == 1
    assert count(deputy=cast.li_deputy.pk) == 3
    assert client.get(LIST, {"overdue": "true"}).json()["results"][0]["receipt"] == old.receipt


@pytest.mark.parametrize(
    "query",
    [
        {"since": "0001-01-01T00:00:00"},
        {"until": "9999-12-31T23:59:59-12:00"},
        {"state": "nothing"},
        {"deputy": 2**70},
        {"category": "a\x00b"},
    ],
)
def test_odd_filters_are_told(cast, as_user, query):
    answer = as_user(cast.qian).get(LIST, query)
    assert (answer.status_code, set(answer.json())) == (400, set(query))


def test_pages_are_bounded(cast, as_user, monkeypatch):
    for _message in range(4):
        cast.message()
    client = as_user(cast.qian)
    page = client.get(LIST, {"limit": 3}).json()
    assert (page["count"], len(page["results"])) == (4, 3)
    assert len(client.get(page["next"]).json()["results"]) == 1
    monkeypatch.setattr("deputies.api.base.Pages.farthest", 2)
    assert client.get(LIST).json()["count"] == 2
    assert client.get(LIST, {"limit": 10**30, "offset": 10**30}).json()["results"] == []
    monkeypatch.setattr("deputies.api.base.Pages.max_limit", 1)
    assert len(client.get(LIST, {"limit": 5000}).json()["results"]) == 1


def statements(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_a_long_list_costs_as_many_statements_as_a_short_one(cast, as_user):
    first = cast.message().conversation
    Notice.objects.all().delete()
    client = as_user(cast.qian)
    client.get(LIST)
    few = statements(client, f"{LIST}?limit=200")
    Conversation.objects.bulk_create(_copies(first, 199))
    assert client.get(f"{LIST}?limit=200").json()["count"] == 200
    assert statements(client, f"{LIST}?limit=200") == few <= 8


def _copies(first: Conversation, number: int):
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Conversation._meta.concrete_fields
        if field.attname not in ("id", "receipt", "idempotency_key")
    }
    for copy in range(number):
        yield Conversation(**fields, receipt=f"261118-{copy:08}", idempotency_key=f"copy-{copy}")


def test_notices_and_channels_are_a_persons_own(cast, message, as_user):
    Channel.objects.create(user=cast.li, kind="apprise", address="wecombot://a-very-secret-key")
    Channel.objects.create(user=cast.li, kind="email", address="limin@example.com")
    client = as_user(cast.li)
    notices = client.get("/api/v1/notices/", {"unread": "true"}).json()
    assert [notice["title"].partition(" · ")[0] for notice in notices["results"]] == ["新留言待接收"]
    channels = client.get("/api/v1/channels/").json()["results"]
    assert [channel["address"] for channel in channels] == ["wecombot://****", "l***@example.com"]
    pk = notices["results"][0]["id"]
    other = as_user(cast.qian)
    assert other.get("/api/v1/channels/").json()["count"] == 0
    assert other.get(f"/api/v1/notices/{pk}/").status_code == 404


def test_every_move_through_the_api_is_in_the_audit_chain(cast, message, make):
    make(cast.li, message, "accept", 1)
    event = AuditEvent.objects.get(chain=f"conversation:{message.pk}", verb="accept")
    assert (event.actor, event.capacity) == (cast.li, "deputy")
