"""Formal suggestions on the public pages: in full or by title alone, under numbers of their own."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from deputies.errors import Refused
from deputies.models import AuditEvent
from liaison.services import acting
from suggestions.models import Case
from supervision.services import publication
from tests.cast import NOW, TODAY
from tests.suggestions.formal import Formal
from tests.suggestions.matters import told
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
API = "/api/v1/public/published-suggestions/"
FULL = {
    "publish": "full",
    "public_title": "关于梧桐苑周边路灯改造的建议",
    "public_text": "梧桐苑周边九盏路灯不亮，建议换灯具。",
    "public_reply": "灯具十二月换完。",
    "note": "",
}


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def formal(cast):
    message = cast.message(body="路灯坏了，我是周建国，电话 13812341234。", contact_phone="13812341234")
    formal = Formal(cast, extend(cast), conversations=[message.conversation])
    formal.receipt = message.conversation.receipt
    return formal.cosigned(formal.more.song, deputies=[formal.more.song_deputy])


def completed(formal) -> Formal:
    formal.replied("A").rated((formal.cast.li, 3, 3), (formal.more.song, 3, 3))
    formal.act(formal.cast.qian, "complete")
    return formal


def archived(formal, **changes) -> str:
    completed(formal).act(formal.cast.qian, "archive", **FULL | changes)
    return f"/published/J{formal.cast.congress.pk}-18-1/"


def test_in_full_the_public_reads_the_redacted_copy_and_no_constituent(formal, client):
    url = archived(formal)
    page = client.get(url).text
    for words in (
        FULL["public_title"],
        FULL["public_text"],
        FULL["public_reply"],
        "李敏",
        "宋佳",
        "住房和建设局",
    ):
        assert words in page
    assert "城市管理局" in page
    for hidden in ("13812341234", "周建国", formal.receipt, "满意"):
        assert hidden not in page
    assert url in client.get("/published/").text


def test_by_title_alone_text_and_reply_stay_closed(formal, client):
    url = archived(formal, publish="title")
    page = client.get(url).text
    assert FULL["public_title"] in page
    assert FULL["public_reply"] not in page
    assert FULL["public_text"] not in page
    assert "换灯具" not in page
    assert url not in client.get("/published/", {"q": "换灯具"}).text
    assert url in client.get("/published/", {"q": "路灯改造"}).text


def test_what_is_not_public_is_not_there(formal, client):
    url = archived(formal, publish="none", note="涉及未公开的规划。")
    assert client.get(url).status_code == 404
    assert FULL["public_title"] not in client.get("/published/").text


def test_the_api_shows_as_much_as_the_page(formal, client, django_assert_max_num_queries):
    number = archived(formal).strip("/").rpartition("/")[2]
    with django_assert_max_num_queries(6):
        (found,) = client.get(API).json()["results"]
    assert found == client.get(f"{API}{number}/").json()
    assert (found["number"], found["title"], found["text"], found["reply"]) == (
        number,
        FULL["public_title"],
        FULL["public_text"],
        FULL["public_reply"],
    )
    assert (found["deputy"]["name"], found["signers"], found["serial"]) == ("李敏", ["宋佳"], 1)
    assert (found["units"], found["co_units"]) == (["青澜区住房和建设局"], ["青澜区城市管理局"])
    assert found["reply_class"].startswith("A")
    assert found["dates"] == dict.fromkeys(("submitted", "handed", "replied", "published"), "2026-11-18")
    assert client.get(found["page_url"]).status_code == 200
    said = client.get(API).content.decode()
    for hidden in ("13812341234", "周建国", formal.receipt, "满意"):
        assert hidden not in said
    formal.act(formal.cast.qian, "unpublish", reason="还有内部电话。")
    assert client.get(API).json()["count"] == 0
    assert client.get(f"{API}{number}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "路灯改造"}, 1),
        ({"q": "李敏"}, 1),
        ({"q": "换灯具"}, 0),
        ({"since": "2026-11-18", "until": "2026-11-18"}, 1),
        ({"since": "2026-11-19"}, 0),
        ({"category": "road"}, 0),
    ],
)
def test_filters_of_the_api_read_only_what_is_public(formal, client, query, count):
    archived(formal, publish="title")
    found = client.get(API, query).json()
    assert found["count"] == count
    assert [(line["text"], line["reply"]) for line in found["results"]] == [("", "")] * count


def test_what_was_taken_back_is_gone_with_its_reason_on_record(formal, cast, client, as_user):
    url = archived(formal)
    page = reverse("suggestions:case", args=[formal.case.pk])
    door = reverse("suggestions:act", args=[formal.case.pk, "unpublish"])
    staff = as_user(cast.qian)
    assert 'data-move="unpublish"' in staff.get(page).text
    version = {"version": Case.objects.get().version}
    assert "这一项要填。" in staff.post(door, version | {"reason": " "}).text
    assert client.get(url).status_code == 200
    done = staff.post(door, version | {"reason": "答复里有施工单位的内部电话。"}, follow=True)
    assert "“撤回公开”已办好。" in done.text
    assert "答复里有施工单位的内部电话。" in done.text
    assert 'data-move="unpublish"' not in done.text
    assert Client().get(url).status_code == 404
    assert FULL["public_title"] not in Client().get("/published/").text
    event = AuditEvent.objects.filter(chain=f"case:{formal.case.pk}").order_by("seq").last()
    assert (event.verb, event.actor, event.data["publish"]) == ("unpublish", cast.qian, "full")
    for who in (cast.li, formal.more.song):
        assert "建议已撤回公开" in told(who)
    assert formal.suggestion.public_text == FULL["public_text"]
    with pytest.raises(Refused, match="没有公开"):
        formal.act(cast.qian, "unpublish", reason="再来一次")


def test_before_the_decision_nothing_is_there(formal, client):
    completed(formal)
    assert client.get(f"/published/J{formal.cast.congress.pk}-18-1/").status_code == 404


def test_cases_and_suggestions_stand_in_one_list_and_their_numbers_never_meet(formal, cast, client):
    url = archived(formal)
    message = cast.message(category_id=cast.category.pk).conversation
    message = acting.act(
        user=cast.li, conversation=message, name="answer", now=NOW, version=1, data={"body": "好。"}
    )
    rating = {"result": 3, "attitude": 3, "comment": "", "publish_consent": True}
    message = acting.speak(conversation=message, name="rate", now=NOW, data=rating)
    case = publication.publish_case(
        conversation=message,
        title="路灯报修",
        words="不亮。",
        answer="已修。",
        checked=False,
        actor=cast.qian,
        now=NOW,
        today=TODAY,
    )
    kinds = {line.kind: line for line in client.get("/published/").context["page"]}
    assert set(kinds) == {"answer", "suggestion"}
    assert kinds["answer"].number == case.number
    assert kinds["answer"].number[0].isdigit()
    assert kinds["suggestion"].number.startswith("J")
    assert client.get(f"/published/{case.number}/").status_code == 200
    assert len(client.get("/published/", {"kind": "answer"}).context["page"]) == 1
    assert len(client.get("/published/", {"kind": "suggestion"}).context["page"]) == 1
    assert len(client.get("/published/", {"category": "road"}).context["page"]) == 1
    assert url == reverse("supervision:case", args=[kinds["suggestion"].number])


@pytest.mark.parametrize(
    "number", ["J", "J1-18", "J1-18-1-1", "Jx-18-1", "J1-18-999", "j1-18-1", "J1-18-²", "%00"]
)
def test_odd_numbers_are_not_there(formal, client, number):
    archived(formal)
    assert client.get(f"/published/{number}/").status_code == 404
    assert client.get(f"{API}{number}/").status_code == 404


def test_the_list_costs_the_same_for_many(formal, client, django_assert_max_num_queries):
    archived(formal)
    first = Case.objects.get()
    for serial in range(2, 14):
        case = Case.objects.get(pk=first.pk)
        suggestion = case.suggestion
        case.pk, case.number = None, f"第18届第{serial}号"
        case.save()
        suggestion.pk, suggestion.case, suggestion.serial = case.pk, case, serial
        suggestion._state.adding = True
        suggestion.save()
    with django_assert_max_num_queries(4):
        assert len(client.get("/published/").context["page"].object_list) == 13
    with django_assert_max_num_queries(6):
        assert len(client.get(API).json()["results"]) == 13
