import pytest

from deputies.errors import Refused
from deputies.models import AuditEvent
from liaison.services import acting
from supervision.models import PublishedCase, WorkPlan
from supervision.queries.publication import public_cases, publishable_by
from supervision.services import publication
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast):
    return close(cast)


def close(cast, *, consent=True, **words):
    conversation = cast.message(**words).conversation
    conversation = acting.act(
        user=cast.li, conversation=conversation, name="answer", now=NOW, version=1,
        data={"body": "路灯已报修，明晚亮。电话 13812341234。"},
    )  # fmt: skip
    rating = {"result": 3, "attitude": 3, "comment": "", "publish_consent": consent}
    return acting.speak(conversation=conversation, name="rate", now=NOW, data=rating)


def publish(cast, conversation, **changes):
    fields = {"title": "路灯报修", "words": "路灯不亮。", "answer": "已修好。", "checked": False} | changes
    return publication.publish_case(
        conversation=conversation, actor=cast.qian, now=NOW, today=TODAY, **fields
    )


def test_only_what_the_constituent_agreed_to_and_is_closed_can_be_published(cast, closed):
    open_one = cast.message().conversation
    refused = close(cast, consent=False)
    assert list(publishable_by(cast.qian)) == [closed]
    assert not publishable_by(cast.zhang).exists()
    assert not publishable_by(cast.bai).exists()
    for conversation in (open_one, refused):
        with pytest.raises(Refused):
            publish(cast, conversation)
    assert not PublishedCase.objects.exists()


def test_what_is_about_a_deputy_is_never_published(cast):
    conversation = cast.message(about="deputy").conversation
    conversation = acting.act(
        user=cast.qian,
        conversation=conversation,
        name="answer",
        now=NOW,
        version=1,
        data={"body": "已了解。"},
    )
    acting.speak(
        conversation=conversation,
        name="rate",
        now=NOW,
        data={"result": 3, "attitude": 3, "publish_consent": True},
    )
    assert not publishable_by(cast.qian).exists()


def test_numbers_follow_each_other_and_stay_used_after_withdrawal(cast, closed):
    first = publish(cast, closed)
    publication.withdraw_case(case=first, reason="内容有误", actor=cast.qian, now=NOW, today=TODAY)
    second = publish(cast, close(cast))
    assert (first.number, second.number) == ("2026-0001", "2026-0002")
    assert list(public_cases()) == [second]


@pytest.mark.parametrize("field", ["title", "words", "answer"])
def test_personal_data_left_in_is_refused_until_checked(cast, closed, field):
    with pytest.raises(Refused, match="手机号") as refused:
        publish(cast, closed, **{field: "打 13812341234 找他"})
    assert refused.value.field == field
    assert publish(cast, closed, **{field: "打 13812341234 找他"}, checked=True).pk


def test_consent_taken_back_takes_the_case_back_at_once(client, cast, closed):
    case = publish(cast, closed)
    url = f"/published/{case.number}/"
    assert client.get(url).status_code == 200
    closed.ratings.update(publish_consent=False)
    assert client.get(url).status_code == 404
    assert case.title not in client.get("/published/").text


def test_publishing_and_withdrawing_are_audited(cast, closed):
    case = publish(cast, closed)
    publication.withdraw_case(case=case, reason="内容有误", actor=cast.qian, now=NOW, today=TODAY)
    verbs = (
        AuditEvent.objects.filter(chain=f"conversation:{closed.pk}")
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert list(verbs)[-2:] == ["publish", "withdraw_publication"]


def test_the_original_stays_and_the_page_shows_only_the_redacted_copy(client, cast, closed):
    case = publish(cast, closed)
    page = client.get(f"/published/{case.number}/").text
    assert "已修好。" in page
    assert "13812341234" not in page
    closed.refresh_from_db()
    assert "路灯坏了三盏" in closed.body


def test_the_desk_proposes_a_redacted_text(as_user, cast, closed):
    page = as_user(cast.qian).get(f"/desk/supervision/publication/{closed.receipt}/").context["form"]
    assert "13812341234" not in page["answer"].value()


def test_publishing_on_the_page(as_user, cast, closed):
    client = as_user(cast.qian)
    fields = {"title": "路灯报修", "words": "路灯不亮", "answer": "打 13812341234"}
    url = f"/desk/supervision/publication/{closed.receipt}/"
    again = client.post(url, fields)
    assert again.status_code == 200
    assert again.context["form"].errors["answer"]
    done = client.post(url, fields | {"answer": "已修好"})
    assert done.url == "/published/2026-0001/"
    client.post("/desk/supervision/published/2026-0001/withdraw/", {"reason": "有误"})
    assert client.get(done.url).status_code == 404


def test_a_list_costs_the_same_for_many(client, cast, django_assert_max_num_queries):
    for _n in range(12):
        publish(cast, close(cast))
    with django_assert_max_num_queries(4):
        assert len(client.get("/published/").context["page"]) == 12


def plan_form(cast, *, published, items):
    fields = {
        "congress": cast.congress.pk, "year": 2026, "adopted_by": "主任会议", "adopted_on": "2026-02-26",
        "items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": sum("id" in item for item in items),
    }  # fmt: skip
    if published:
        fields["is_published"] = "on"
    for index, item in enumerate(items):
        fields |= {f"items-{index}-{name}": value for name, value in item.items()}
    return fields


def test_a_plan_is_published_once_it_has_items(as_user, cast):
    client = as_user(cast.qian)
    item = {
        "order": 1,
        "part": "密切联系",
        "text": "每月接待",
        "owner": "代表工委",
        "schedule": "每月",
        "done_on": "",
    }
    empty = client.post("/desk/supervision/plans/new/", plan_form(cast, published=True, items=[]))
    assert empty.context["form"].errors["is_published"]
    assert not WorkPlan.objects.exists()
    saved = client.post("/desk/supervision/plans/new/", plan_form(cast, published=False, items=[item]))
    assert client.get("/plan/2026/").status_code == 404
    plan = WorkPlan.objects.get()
    known = item | {"id": plan.items.get().pk, "plan": plan.pk, "done_on": "2026-03-01"}
    client.post(saved.url, plan_form(cast, published=True, items=[known]))
    page = client.get("/plan/2026/")
    assert page.status_code == 200
    assert "每月接待" in page.text


def test_plans_of_another_congress_are_out_of_reach(as_user, cast):
    plan = WorkPlan.objects.create(congress=cast.congress, year=2026, adopted_on=TODAY)
    assert as_user(cast.bai).get(f"/desk/supervision/plans/{plan.pk}/").status_code == 404
    assert as_user(cast.zhang).get(f"/desk/supervision/plans/{plan.pk}/").status_code == 403


@pytest.mark.parametrize("number", ["%00", "没有", "2026-0001"])
def test_odd_numbers_are_not_there(db, client, number):
    assert client.get(f"/published/{number}/").status_code == 404


@pytest.mark.parametrize("name", ["q", "category"])
def test_odd_words_find_nothing_and_break_nothing(db, client, name):
    assert client.get("/published/", {name: "\x00"}).status_code == 200
