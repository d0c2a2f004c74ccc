"""Cases, their parts and formal suggestions over the API: as much as the pages show, and the same moves."""

from datetime import timedelta

import pytest
import time_machine

from suggestions.models import Assignment, Case, CoSigner, Suggestion
from suggestions.services import acting, handing
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions.rows import many

pytestmark = pytest.mark.django_db
CASES, PARTS, FORMAL = "/api/v1/cases/", "/api/v1/assignments/", "/api/v1/suggestions/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(cast):
    message = cast.message(
        contact_name="周大山", contact_phone="13812341234", share_contact=True, place="梧桐苑南门"
    ).conversation
    return handing.open_matter(
        user=cast.li,
        conversations=[message],
        tier=3,
        title="梧桐苑南门路灯不亮",
        brief="三盏不亮，请修复。",
        parts=[Part(role="lead", unit=cast.department), Part(role="co", unit=cast.community)],
        now=NOW,
    )


def ids(client, url, **asked):
    return {line["id"] for line in client.get(url, asked).json()["results"]}


def move(client, url, pk, name, **body):
    return client.post(f"{url}{pk}/moves/{name}/", body, content_type="application/json")


@pytest.mark.parametrize(
    ("who", "cases", "parts"),
    [
        ("li", 1, 2),
        ("zhang", 1, 2),
        ("qian", 1, 2),
        ("zhao", 1, 1),
        ("he", 1, 1),
        ("wu", 1, 1),
        ("feng", 1, 1),
        ("gao", 0, 0),
        ("lin", 0, 0),
        ("bai", 0, 0),
        ("sun", 0, 0),
        ("wang", 0, 0),
        ("mei", 0, 0),
        ("audit", 0, 0),
        ("admin", 0, 0),
    ],
)
def test_everybody_reads_what_her_pages_show(cast, as_user, case, who, cases, parts):
    client = as_user(cast.users[who])
    assert (len(ids(client, CASES)), len(ids(client, PARTS))) == (cases, parts)
    assert client.get(f"{CASES}{case.pk}/").status_code == (200 if cases else 404)


@pytest.mark.parametrize("who", ["li", "zhang", "qian", "zhao", "he", "wu", "feng"])
def test_nothing_of_the_constituent_is_in_any_answer(cast, as_user, case, who):
    client = as_user(cast.users[who])
    part = case.assignments.first().pk
    for url in (CASES, f"{CASES}{case.pk}/", PARTS, f"{PARTS}{part}/", FORMAL):
        text = client.get(url).content.decode()
        for hidden in ("周大山", "13812341234", "晚上老人出门"):
            assert hidden not in text, url


def test_receipts_are_shown_to_who_may_read_the_message(cast, as_user, case):
    (receipt,) = case.conversations.values_list("receipt", flat=True)
    assert as_user(cast.li).get(f"{CASES}{case.pk}/").json()["messages"] == [receipt]
    assert as_user(cast.zhao).get(f"{CASES}{case.pk}/").json()["messages"] == []


def test_moves_are_those_of_the_page(cast, as_user, case):
    lead = case.assignments.get(role="lead")
    client = as_user(cast.zhao)
    assert client.get(f"{PARTS}{lead.pk}/").json()["moves"] == ["sign", "request_return"]
    client.logout()  # a session idle for a week would be refused
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert as_user(cast.zhao).get(f"{PARTS}{lead.pk}/").json()["moves"] == ["sign"]
    assert "recall" in as_user(cast.li).get(f"{CASES}{case.pk}/").json()["moves"]


def test_a_unit_signs_drafts_and_its_head_releases(cast, as_user, case):
    lead = case.assignments.get(role="lead")
    client = as_user(cast.zhao)
    signed = move(client, PARTS, lead.pk, "sign", version=case.version)
    assert (signed.status_code, signed.json()["assignment_state"]) == (200, "signed")
    version = signed.json()["version"]
    drafted = move(client, PARTS, lead.pk, "draft", version=version, data={"body": "已修复三盏路灯。"})
    assert drafted.json()["assignment_state"] == "drafted"
    assert client.get(f"{PARTS}{lead.pk}/").json()["replies"] == []
    body = {
        "body": "已修复三盏路灯。",
        "contact_person": "赵科员",
        "promise_1": "每月巡查",
        "promise_1_on": "2026-12-31",
    }
    released = move(as_user(cast.he), PARTS, lead.pk, "release", version=drafted.json()["version"], data=body)
    assert released.json()["case_state"] == "replied"
    (reply,) = as_user(cast.li).get(f"{PARTS}{lead.pk}/").json()["replies"]
    assert reply["body"] == "已修复三盏路灯。"


def test_an_opinion_is_for_the_lead_unit_and_the_offices_as_on_the_page(cast, as_user, case):
    co = case.assignments.get(role="co")
    for name, data in (("sign", {}), ("release", {"body": "同意断电配合。"})):
        version = Case.objects.get(pk=case.pk).version
        acting.act(user=cast.wu, case=case, assignment=co, name=name, now=NOW, version=version, data=data)
    read = {
        who: [reply["body"] for reply in as_user(cast.users[who]).get(f"{PARTS}{co.pk}/").json()["replies"]]
        for who in ("wu", "zhang", "qian", "li")
    }
    assert read == dict.fromkeys(("wu", "zhang", "qian"), ["同意断电配合。"]) | {"li": []}
    assert "同意断电配合。" not in as_user(cast.li).get(f"/desk/suggestions/{case.pk}/").text


def test_refusals_say_why_and_change_nothing(cast, as_user, case):
    lead = case.assignments.get(role="lead")
    assert move(as_user(cast.zhao), PARTS, lead.pk, "sign", version=99).status_code == 409
    assert move(as_user(cast.zhao), PARTS, lead.pk, "release", version=1).status_code == 403
    assert move(as_user(cast.zhao), PARTS, lead.pk, "send_link", version=1).status_code == 404
    assert move(as_user(cast.bai), PARTS, lead.pk, "sign", version=1).status_code == 404
    assert move(as_user(cast.zhao), PARTS, lead.pk, "sign").json() == {"version": ["该字段是必填项。"]}
    missing = move(as_user(cast.zhao), PARTS, lead.pk, "request_return", version=1, data={})
    assert (missing.status_code, missing.json()) == (400, {"reason": ["这一项要填。"]})
    early = move(as_user(cast.he), PARTS, lead.pk, "release", version=case.version, data={"body": "好"})
    assert early.status_code == 409
    case.refresh_from_db()
    assert (case.version, lead.state) == (1, "handed")


@pytest.mark.parametrize(
    "data",
    [[], "x", {"reason": {"a": 1}}, {"deputy": 10**40}, {"deputy": [1, None, True]}, {"reason": "\x00"}],
)
def test_odd_data_is_refused_in_words(cast, as_user, case, data):
    answer = move(as_user(cast.li), CASES, case.pk, "relay", version=case.version, data=data)
    assert answer.status_code == 400
    assert answer.json()


def test_the_deputy_recalls_and_the_units_lose_it(cast, as_user, case):
    answer = move(as_user(cast.li), CASES, case.pk, "recall", version=case.version, data={"reason": "写错了"})
    assert answer.json()["case_state"] == "cancelled"
    assert ids(as_user(cast.zhao), CASES) == set()


def test_filters_narrow_the_lists(cast, as_user):
    lamp, door = many(cast, 2)
    Case.objects.filter(pk=door.pk).update(tier=2, state="replied")
    client = as_user(cast.qian)
    assert ids(client, CASES, tier=2) == {door.pk}
    assert ids(client, CASES, state="handling") == {lamp.pk}
    assert ids(client, CASES, unit=cast.department.pk) == {lamp.pk, door.pk}
    assert ids(client, CASES, unit=cast.community.pk) == set()
    assert ids(client, CASES, overdue="true", due_before="2026-11-16") == {lamp.pk}
    assert ids(client, CASES, category=cast.category.key, kind="matter") == {lamp.pk, door.pk}
    assert len(ids(client, PARTS, state="handed", overdue="true")) == 2
    assert ids(client, PARTS, case=lamp.pk) == {lamp.assignments.get().pk}
    assert client.get(CASES, {"state": "x"}).status_code == 400


def test_formal_suggestions_have_their_own_noun(cast, as_user):
    many(cast, 1)
    draft, handed = many(cast, 2, kind="suggestion", tier=4)
    for case in (draft, handed):
        Suggestion.objects.create(
            case=case, term=cast.term, facts="情况", proposal="修", is_key=case == handed
        )
    Case.objects.filter(pk=draft.pk).update(state="draft")
    Assignment.objects.filter(case=draft).delete()
    CoSigner.objects.create(suggestion_id=handed.pk, deputy=cast.chen_deputy, state=CoSigner.State.CONFIRMED)
    assert ids(as_user(cast.li), FORMAL) == {draft.pk, handed.pk}
    for who in ("qian", "zhang", "gao", "zhao"):
        assert ids(as_user(cast.users[who]), FORMAL) == {handed.pk}
    assert ids(as_user(cast.qian), FORMAL, key="true") == {handed.pk}
    found = as_user(cast.gao).get(f"{FORMAL}{handed.pk}/").json()
    assert (found["proposal"], found["cosigners"], found["moves"]) == ("修", ["陈立"], [])


def test_a_formal_suggestion_is_moved_under_its_own_noun_too(cast, as_user):
    (case,) = many(cast, 1, kind="suggestion", tier=4)
    Suggestion.objects.create(case=case, term=cast.term)
    client = as_user(cast.qian)
    data = {"reason": "主任会议决定"}
    answer = move(client, FORMAL, case.pk, "mark_key", version=1, data=data)
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert case.suggestion.__class__.objects.get(pk=case.pk).is_key


@pytest.mark.parametrize("url", [CASES, PARTS, FORMAL])
@pytest.mark.parametrize("who", ["li", "qian", "zhao"])
def test_lists_cost_the_same_at_any_length(cast, as_user, django_assert_max_num_queries, url, who):
    client = as_user(cast.users[who])
    client.get(url)
    counts = set()
    for count in (5, 100):
        Case.objects.all().delete()
        cases = many(cast, count, kind="suggestion", parts=2)
        Suggestion.objects.bulk_create(Suggestion(case=case, term=cast.term) for case in cases)
        with django_assert_max_num_queries(9) as captured:
            assert len(client.get(url, {"limit": 100}).json()["results"]) >= count
        counts.add(len(captured))
    assert len(counts) == 1


def test_a_move_made_on_the_page_is_seen_here(cast, as_user, case):
    lead = case.assignments.get(role="lead")
    acting.act(user=cast.zhao, case=case, assignment=lead, name="sign", version=1, data={}, now=NOW)
    assert as_user(cast.zhao).get(f"{PARTS}{lead.pk}/").json()["state"] == "signed"
