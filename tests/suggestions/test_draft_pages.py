"""A deputy collects messages and writes a suggestion: what it begins with, what is kept, who may."""

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Deputy, Seat
from liaison.services.acting import act as move_message
from suggestions.models import Case, Source
from tests.cast import NOW
from tests.suggestions.formal import TEXT, Formal
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
COLLECT, NEW = "/desk/suggestions/collect/", "/desk/suggestions/new/"
FORM = TEXT | {"session": "between", "formed": "messages", "unsolved": "0", "consents_to": "full"}


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lamps(cast):
    return [
        cast.message(
            body=f"小区门口的路灯坏了{many}盏，晚上老人出门看不清路。电话 13812341234", place="梧桐苑 3 幢"
        ).conversation
        for many in "三四"
    ]


def draft_of(cast) -> Case:
    return Case.objects.get(kind="suggestion", deputy=cast.li_deputy)


def edit(case: Case) -> str:
    return reverse("suggestions:draft", args=[case.pk])


def begin(client, messages=(), **fields):
    query = "&".join(f"message={message.receipt}" for message in messages)
    return client.post(f"{NEW}?{query}", FORM | fields)


# --- collecting ----------------------------------------------------------------------------------


def test_messages_that_say_much_the_same_stand_together_and_first(as_user, cast, lamps):
    other = cast.message(body="菜场门口的非机动车停得满地都是，婴儿车过不去。").conversation
    shown = as_user(cast.li).get(COLLECT).context
    assert [{row.pk for row in group} for group in shown["alike"]] == [{row.pk for row in lamps}]
    assert shown["alone"] == [other]


def test_only_what_still_lies_with_her_and_feeds_nothing_is_offered(as_user, cast, lamps):
    answered = cast.message(body="我想问一下接待日是哪一天。").conversation
    move_message(
        user=cast.li, conversation=answered, name="answer", now=NOW, version=1, data={"body": "周五。"}
    )
    cast.message(body="这位代表从来不接电话。", about="deputy")
    client = as_user(cast.li)
    begin(client, lamps[:1])
    assert client.get(COLLECT).context["alone"] == lamps[1:]


def test_words_and_categories_narrow_the_list(as_user, cast, lamps):
    cast.message(body="菜场门口的非机动车停得满地都是。", category_id=cast.category.pk)
    client = as_user(cast.li)
    assert client.get(COLLECT, {"q": "菜场"}).context["total"] == 1
    assert client.get(COLLECT, {"category": "road"}).context["total"] == 1
    assert client.get(COLLECT, {"category": "没有"}).context["total"] == 0


def test_a_long_list_costs_as_much_as_a_short_one(as_user, cast, lamps, django_assert_max_num_queries):
    for number in range(20):
        cast.message(body=f"第 {number} 件：楼道里堆了东西，走不过去。")
    client = as_user(cast.li)
    with django_assert_max_num_queries(12):
        assert client.get(COLLECT).context["total"] == 22


# --- beginning -----------------------------------------------------------------------------------


def test_a_draft_begins_with_the_words_of_the_messages_and_without_identity(as_user, cast, lamps):
    page = as_user(cast.li).get(f"{NEW}?message={lamps[0].receipt}&message={lamps[1].receipt}")
    facts = page.context["form"]["facts"].value()
    assert "近期有 2 位群众反映" in facts
    assert "路灯坏了三盏" in facts
    assert "13812341234" not in facts
    assert {row.pk for row in page.context["sources"]} == {row.pk for row in lamps}


def test_a_draft_is_kept_with_its_messages(as_user, cast, lamps):
    done = begin(as_user(cast.li), lamps, wished_unit=cast.department.pk, wants_contact="on")
    case = draft_of(cast)
    assert done.url == reverse("suggestions:case", args=[case.pk])
    assert (case.title, case.state, case.suggestion.proposal) == (TEXT["title"], "draft", TEXT["proposal"])
    assert case.suggestion.wished_unit == cast.department
    assert case.suggestion.wants_contact
    assert set(Source.objects.filter(case=case).values_list("conversation", flat=True)) == {
        row.pk for row in lamps
    }


def test_a_title_alone_is_enough_to_keep_a_draft(as_user, cast):
    client = as_user(cast.li)
    done = begin(client, facts="", reasons="", proposal="", then="draft")
    assert done.url == edit(draft_of(cast))
    assert client.get(done.url).status_code == 200


def test_nothing_typed_is_lost_when_a_field_is_wrong(as_user, cast, lamps):
    page = begin(as_user(cast.li), lamps, title="", session="in")
    assert not Case.objects.exists()
    form = page.context["form"]
    assert set(form.errors) == {"title", "session_name"}
    assert TEXT["proposal"] in page.text
    assert {row.pk for row in page.context["sources"]} == {row.pk for row in lamps}


def test_messages_that_are_gone_are_told_and_left_out(as_user, cast, lamps):
    client = as_user(cast.li)
    begin(client, lamps[:1])
    page = client.get(f"{NEW}?message={lamps[0].receipt}&message={lamps[1].receipt}&message=%00")
    assert page.context["gone"] == 2
    assert page.context["sources"] == [lamps[1]]


def test_with_two_mandates_she_chooses_one(as_user, cast):
    more = extend(cast)
    Deputy.objects.filter(pk=more.jin_deputy.pk).update(user=cast.li)
    page = as_user(cast.li).get(NEW)
    assert len(page.context["form"].fields["deputy"].choices) == 2
    begin(as_user(cast.li), deputy=more.jin_deputy.pk)
    assert Case.objects.get().congress == Seat.objects.get(deputies=more.jin_deputy).congress


# --- going on ------------------------------------------------------------------------------------


@pytest.fixture
def formal(cast):
    return Formal(cast, extend(cast))


def test_a_kept_draft_is_changed(as_user, cast, formal):
    client, url = as_user(cast.li), edit(formal.case)
    page = client.get(url)
    assert page.context["form"]["facts"].value() == TEXT["facts"]
    client.post(url, FORM | {"version": formal.case.version, "title": "关于换灯的建议", "unsolved": "3"})
    case = draft_of(cast)
    assert (case.title, case.suggestion.unsolved) == ("关于换灯的建议", 3)


def test_who_acted_first_is_told_and_the_words_stay(as_user, cast, formal):
    client, url = as_user(cast.li), edit(formal.case)
    stale = formal.case.version
    formal.act(cast.li, "edit", **TEXT | {"title": "另一个标题"})
    page = client.post(url, FORM | {"version": stale, "facts": "刚刚写的一段。"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert "刚刚写的一段。" in page.text
    assert draft_of(cast).title == "另一个标题"
    again = FORM | {"version": page.context["form"]["version"].value(), "facts": "刚刚写的一段。"}
    client.post(url, again)
    assert draft_of(cast).suggestion.facts == "刚刚写的一段。"


def test_after_submission_the_text_stands(as_user, cast, formal):
    formal.submitted()
    answer = as_user(cast.li).get(edit(formal.case))
    assert answer.url == reverse("suggestions:case", args=[formal.case.pk])


# --- who -----------------------------------------------------------------------------------------


def test_only_deputies_in_office_draft(as_user, cast):
    for who, status in (
        ("li", 200),
        ("sun", 200),
        ("zhang", 403),
        ("qian", 403),
        ("chen", 403),
        ("audit", 403),
    ):
        client = as_user(getattr(cast, who))
        assert {client.get(COLLECT).status_code, client.get(NEW).status_code} == {status}, who


def test_a_draft_is_seen_by_its_deputies_alone(as_user, cast, formal):
    formal.cosigned(deputies=[formal.more.tang_deputy])
    expected = {cast.li: 200, formal.more.tang: 403, formal.more.song: 404, cast.qian: 404, cast.zhang: 404}
    for who, status in expected.items():
        assert as_user(who).get(edit(formal.case)).status_code == status, who.name


def test_a_suspended_deputy_drafts_nothing(as_user, cast):
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(status=Deputy.Status.SUSPENDED)
    assert as_user(cast.li).post(NEW, FORM).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize("asked", ["x", "0", "99999", "%00", "9" * 20])
def test_odd_surveys_are_not_there(as_user, cast, asked):
    assert as_user(cast.li).get(f"{NEW}?survey={asked}").status_code == 404


def test_what_a_submission_still_needs_is_said_to_the_deputy(as_user, cast):
    client = as_user(cast.li)
    done = begin(client, reasons="", proposal="")
    lacks = client.get(done.url).context["sheet"].lacks
    assert lacks[:2] == ["理由", "具体建议"]
    assert lacks[2].startswith("根据")
    whole = Formal(cast, extend(cast))
    assert not client.get(reverse("suggestions:case", args=[whole.case.pk])).context["sheet"].lacks
