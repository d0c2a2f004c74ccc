"""Published cases and plans through the API."""

import pytest
import time_machine

from liaison.models import Rating
from liaison.services import acting
from supervision.models import PublishedCase, WorkPlan
from supervision.services import publication
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db
PUBLIC, STAFF = "/api/v1/public/published-cases/", "/api/v1/published-cases/"


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(cast) -> PublishedCase:
    conversation = cast.message(category_id=cast.category.pk, contact_phone="13812341234").conversation
    conversation = acting.act(
        user=cast.li,
        conversation=conversation,
        name="answer",
        now=NOW,
        version=1,
        data={"body": "已报修。电话 13812341234。"},
    )
    rating = {"result": 3, "attitude": 3, "comment": "", "publish_consent": True}
    conversation = acting.speak(conversation=conversation, name="rate", now=NOW, data=rating)
    return publication.publish_case(
        conversation=conversation,
        title="路灯报修",
        words="路灯不亮。",
        answer="已修好。",
        checked=False,
        actor=cast.qian,
        now=NOW,
        today=TODAY,
    )


def test_anybody_reads_the_redacted_copy_and_no_way_to_its_origin(case, client):
    found = client.get(PUBLIC).json()["results"]
    assert found == [client.get(f"{PUBLIC}{case.number}/").json()]
    assert (found[0]["words"], found[0]["category"], found[0]["deputy"]["name"]) == (
        "路灯不亮。",
        "road",
        "李敏",
    )
    said = client.get(PUBLIC).content.decode()
    assert case.conversation.receipt not in said
    assert "13812341234" not in said


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": "路灯"}, 1), ({"q": "井盖"}, 0), ({"category": "road"}, 1), ({"since": "2026-11-19"}, 0)],
)
def test_filters(case, client, query, count):
    assert client.get(PUBLIC, query).json()["count"] == count


def test_consent_taken_back_takes_the_case_back_at_once(case, cast, client, as_user):
    Rating.objects.update(publish_consent=False)
    assert client.get(PUBLIC).json()["count"] == 0
    assert client.get(f"{PUBLIC}{case.number}/").status_code == 404
    assert as_user(cast.qian).get(f"{STAFF}{case.number}/").status_code == 200
    for who in (cast.bai, cast.zhang, cast.admin, cast.audit):
        assert as_user(who).get(f"{STAFF}{case.number}/").status_code == 404


def test_odd_numbers_are_not_there(cast, client):
    for number in ("%00", "没有", "x" * 50, "2026-0001"):
        assert client.get(f"{PUBLIC}{number}/").status_code == 404


def test_a_plan_is_seen_by_those_who_keep_it_until_it_is_published(cast, client, as_user):
    plan = WorkPlan.objects.create(congress=cast.congress, year=2026, adopted_on=TODAY)
    plan.items.create(part="接待", order=1, text="每月接待", owner="代表工委", schedule="每月")
    public, staff = "/api/v1/public/plans/", "/api/v1/plans/"
    assert client.get(public).json()["count"] == 0
    assert client.get(staff).status_code == 403
    assert as_user(cast.qian).get(staff).json()["count"] == 1
    assert as_user(cast.bai).get(staff).json()["count"] == 0
    WorkPlan.objects.update(is_published=True)
    found = client.get(public, {"year": 2026}).json()["results"]
    assert [item["text"] for item in found[0]["items"]] == ["每月接待"]
    assert client.get(public, {"year": 2025}).json()["count"] == 0
    assert as_user(cast.bai).get(staff).json()["count"] == 1
