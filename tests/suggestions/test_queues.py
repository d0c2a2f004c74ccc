"""Queues: who finds which tabs and rows, filters, bulk acts, the same number of statements at any length."""

from datetime import timedelta

import pytest
import time_machine

from suggestions.models import Assignment, Case, CoSigner, Extension, SavedFilter, Suggestion
from suggestions.queries import queues
from suggestions.services import acting, handing
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions.rows import many, running

pytestmark = pytest.mark.django_db
URL = "/desk/suggestions/"
DESKS = {
    "li": "deputy",
    "zhang": "street",
    "qian": "congress",
    "zhao": "clerk",
    "he": "head",
    "wu": "head",
    "feng": "government",
    "gao": "reader",
    "lin": "reader",
}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def rows(client, **asked):
    return client.get(URL, asked).context["page"].rows


def matter(cast, *units, **fields):
    message = cast.message().conversation
    acting_on = {"title": "梧桐苑南门路灯不亮", "brief": "三盏不亮。", "tier": 3} | fields
    roles = ["lead"] + ["co"] * (len(units) - 1)
    parts = [Part(role=role, unit=unit) for role, unit in zip(roles, units, strict=True)]
    return handing.open_matter(user=cast.li, conversations=[message], parts=parts, now=NOW, **acting_on)


def moved(case, user, name, part=None, **data):
    case.refresh_from_db()
    return acting.act(
        user=user, case=case, assignment=part, name=name, version=case.version, data=data, now=NOW
    )


@pytest.mark.parametrize("who", DESKS)
def test_everybody_has_her_own_tabs_and_counts_equal_rows(cast, who):
    many(cast, 10, parts=2, kind="suggestion")
    user = cast.users[who]
    desk = queues.chosen(user, None)
    assert desk.name == DESKS[who]
    figures = queues.counts(user, desk, TODAY)
    for tab in desk.tabs.values():
        lines = list(queues.dresser(user, desk)(queues.queue(user, desk, tab, TODAY)[:50]))
        assert figures.get(tab.name, len(lines)) == len(lines), tab.name
        if desk.of == "case":
            assert all(len(line.parts) == 2 for line in lines)
    assert figures["overdue"] + figures["soon"] + figures["due"] > 0


@pytest.mark.parametrize("who", ["bai", "sun", "mei", "audit", "admin", "wang"])
def test_outsiders_find_nothing(cast, as_user, who):
    many(cast, 2)
    response = as_user(cast.users[who]).get(URL, {"queue": "all"})
    assert response.status_code == 403 or response.context["page"].rows == []


@pytest.mark.parametrize("who", DESKS)
def test_a_queue_costs_the_same_at_any_length(cast, as_user, who, django_assert_max_num_queries):
    client = as_user(cast.users[who])
    many(cast, 1, kind="suggestion")
    client.get(URL)
    found = set()
    for count in (10, 1000):
        Case.objects.all().delete()
        many(cast, count, parts=2, kind="suggestion")
        with django_assert_max_num_queries(8) as captured:
            response = client.get(URL, {"queue": "all"})
        assert len(response.context["page"].rows) == min(count, 50)
        found.add(len(captured))
        with django_assert_max_num_queries(8):
            client.get(URL, {"queue": "all", "q": "路灯", "tier": "3", "overdue": "on"})
    assert len(found) == 1


def test_rows_stand_by_due_date_page_by_page(cast, as_user):
    many(cast, 120)
    client = as_user(cast.zhang)
    pages = [rows(client, queue="waiting", page=number) for number in (1, 2, 3)]
    found = [line.due_on for page in pages for line in page]
    assert found == sorted(found)
    assert [len(page) for page in pages] == [50, 50, 20]


def test_the_three_tabs_by_date_are_apart(cast, as_user):
    many(cast, 10)
    client = as_user(cast.zhang)
    found = {name: [line.due_on for line in rows(client, queue=name)] for name in ("overdue", "due", "soon")}
    assert found["overdue"] == [TODAY - timedelta(days=days) for days in (3, 2, 1)]
    assert found["due"] == [TODAY]
    assert found["soon"] == [TODAY + timedelta(days=days) for days in (1, 2, 3, 4, 5)]


def test_a_row_of_a_unit_is_its_own_part_and_a_row_of_the_street_the_whole_case(cast, as_user):
    case = matter(cast, cast.department, cast.community)
    (line,) = rows(as_user(cast.zhao), queue="sign")
    assert [part.holder for part in line.parts] == [str(cast.department)]
    (line,) = rows(as_user(cast.wu), queue="sign")
    assert [part.role for part in line.parts] == ["co"]
    (line,) = rows(as_user(cast.zhang), queue="unsigned")
    assert [part.holder for part in line.parts] == [str(cast.department), str(cast.community)]
    assert line.due_on == min(clock.due_on for clock in case.clocks.all())


def test_what_waits_for_a_decision_is_found_by_who_decides(cast, as_user):
    case = matter(cast, cast.department)
    part = case.assignments.get()
    moved(case, cast.zhao, "sign", part)
    clock = case.clocks.get()
    Extension.objects.create(
        clock=clock, until=clock.due_on + timedelta(days=5), reason="等配件", asked_at=NOW
    )
    for who in ("zhang", "qian"):
        (line,) = rows(as_user(cast.users[who]), queue="extend")
        assert ("wait", "申请延期") in line.marks
    assert len(rows(as_user(cast.zhao), queue="waiting")) == 1
    moved(case, cast.zhao, "request_return", part, reason="不归我们管", proposed_unit=cast.community)
    for who in ("zhang", "qian", "feng"):
        (line,) = rows(as_user(cast.users[who]), queue="returns")
        assert line.pk == case.pk
    assert rows(as_user(cast.zhao), queue="hand") == []


def test_drafts_are_released_by_the_head_and_waited_for_by_the_clerk(cast, as_user):
    (case,) = many(cast, 1)
    case.assignments.update(state="drafted")
    head, clerk = queues.chosen(cast.he, None), queues.chosen(cast.zhao, None)
    assert head.tabs["release"].acts
    assert not clerk.tabs["release"].acts
    for who in ("he", "zhao"):
        assert [line.pk for line in rows(as_user(cast.users[who]), queue="release")] == [case.pk]


def test_a_deputy_finds_what_only_she_can_do(cast, as_user):
    replied, other, invited, rated, relayed = many(cast, 5)
    Case.objects.filter(pk=replied.pk).update(state="replied")
    for case in (invited, rated):
        Suggestion.objects.create(case=case, term=cast.term)
    CoSigner.objects.create(suggestion_id=invited.pk, deputy=cast.li_deputy)
    Case.objects.filter(pk=invited.pk).update(kind="suggestion", state="cosigning", deputy=None)
    Case.objects.filter(pk=rated.pk).update(kind="suggestion", state="replied")
    Case.objects.filter(pk=relayed.pk).update(deputy=None)
    relayed.assignments.update(unit=None, deputy=cast.li_deputy, role="relay")
    client = as_user(cast.li)
    found = {
        name: [line.pk for line in rows(client, queue=name)] for name in ("answer", "cosign", "rate", "relay")
    }
    assert found == {
        "answer": [replied.pk],
        "cosign": [invited.pk],
        "rate": [rated.pk],
        "relay": [relayed.pk],
    }
    assert other.pk in [line.pk for line in rows(client, queue="waiting")]
    assert "base_phone.html" in [template.name for template in client.get(URL).templates]


def test_without_a_tab_in_the_address_the_first_that_holds_something_opens(cast, as_user):
    (case,) = many(cast, 1)
    case.assignments.update(state="signed")
    case.clocks.update(due_on=TODAY + timedelta(days=60))
    assert as_user(cast.zhao).get(URL).context["tab"].name == "hand"
    assert as_user(cast.zhao).get(URL, {"desk": "congress", "queue": "?"}).context["desk"].name == "clerk"


def test_filters_find_and_stay_in_the_address(cast, as_user):
    lamp, door, key = many(cast, 3)
    Case.objects.filter(pk=door.pk).update(title="北门坏了", tier=2, category=None)
    Suggestion.objects.create(case=key, term=cast.term, is_key=True)
    client = as_user(cast.qian)

    def found(**asked):
        return {line.pk for line in rows(client, queue="all", **asked)}

    assert found(q="北门") == {door.pk}
    assert found(q=lamp.number) == {lamp.pk}
    assert found(tier=2) == {door.pk}
    assert found(category=cast.category.pk) == {lamp.pk, key.pk}
    assert found(key="on") == {key.pk}
    assert found(unit="住房") == {lamp.pk, door.pk, key.pk}
    assert found(unit="城管") == set()
    assert found(overdue="on") == {lamp.pk, door.pk, key.pk}
    assert found(due_from="2026-11-16", due_to="2026-11-16") == {door.pk}
    assert found(kind="suggestion") == set()
    assert {line.pk for line in rows(as_user(cast.feng), queue="all", unit="住房", tier=2)} == {door.pk}


@pytest.mark.parametrize(
    "asked", [{"due_from": "gestern"}, {"tier": "x"}, {"q": "长" * 80}, {"category": "9" * 30}, {"page": "²"}]
)
def test_nonsense_in_a_filter_is_told_and_filters_nothing_away(cast, as_user, asked):
    many(cast, 2)
    response = as_user(cast.qian).get(URL, {"queue": "all"} | asked)
    assert response.status_code == 200
    assert len(response.context["page"].rows) == 2


def test_a_filter_is_saved_opened_and_deleted(cast, as_user):
    many(cast, 3)
    client = as_user(cast.zhang)
    query = "desk=street&queue=all&q=路灯&page=3"
    client.post(f"{URL}filters/", {"name": "路灯", "query": query}, follow=True)
    saved = SavedFilter.objects.get(user=cast.zhang)
    response = client.get(f"{URL}?{saved.query}")
    assert "page" not in saved.query
    assert response.context["saved"] == [(saved.pk, "路灯", saved.query)]
    assert len(response.context["page"].rows) == 3
    assert as_user(cast.qian).post(f"{URL}filters/{saved.pk}/delete/").status_code == 404
    as_user(cast.zhang).post(f"{URL}filters/{saved.pk}/delete/", {"query": query})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(("name", "query"), [("", "q=a"), ("长" * 41, "q=a"), ("好", "q=" + "长" * 200)])
def test_a_filter_that_cannot_be_kept_is_explained(cast, as_user, name, query):
    response = as_user(cast.zhang).post(f"{URL}filters/", {"name": name, "query": query}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not SavedFilter.objects.exists()


def test_many_rows_are_signed_at_once_and_each_refusal_says_why(cast, as_user):
    cases = [matter(cast, cast.department) for _number in range(3)]
    moved(cases[2], cast.he, "sign", cases[2].assignments.get())
    client = as_user(cast.zhao)
    keys = [line.key for line in rows(client, queue="all")]
    response = client.post(
        f"{URL}bulk/", {"desk": "clerk", "act": "sign", "row": keys, "query": "queue=all"}, follow=True
    )
    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "“签收”办好了 2 件。"
    assert told[1].startswith(f"{cases[2]} 没有办：现在是“办理中”")
    assert set(Assignment.objects.values_list("state", flat=True)) == {"signed"}
    assert response.redirect_chain == [(f"{URL}?queue=all", 302)]


def test_one_urge_reaches_every_unit_of_a_ticked_case(cast, as_user):
    case = matter(cast, cast.department, cast.community)
    client = as_user(cast.zhang)
    (line,) = rows(client, queue="all")
    client.post(f"{URL}bulk/", {"desk": "street", "act": "urge", "row": [line.key], "words": "请尽快"})
    assert sorted(row.assignment.unit_id for row in case.progress.filter(kind="urge")) == sorted(
        [cast.department.pk, cast.community.pk]
    )


def test_a_row_that_somebody_moved_first_is_refused_and_unchanged(cast, as_user):
    case = matter(cast, cast.department)
    client = as_user(cast.zhao)
    (line,) = rows(client, queue="sign")
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    response = client.post(f"{URL}bulk/", {"desk": "clerk", "act": "sign", "row": [line.key]}, follow=True)
    assert "刚才有人先处理了" in str(list(response.context["messages"])[0])
    assert case.assignments.get().state == "handed"


def test_what_needs_a_sentence_is_refused_without_one(cast, as_user):
    case = matter(cast, cast.department)
    moved(case, cast.zhao, "sign", case.assignments.get())
    client = as_user(cast.zhao)
    (line,) = rows(client, queue="hand")
    client.post(f"{URL}bulk/", {"desk": "clerk", "act": "report", "row": [line.key], "words": " "})
    assert not case.progress.exists()
    client.post(f"{URL}bulk/", {"desk": "clerk", "act": "report", "row": [line.key], "words": "已派人看过。"})
    assert case.progress.get().body == "已派人看过。"


@pytest.mark.parametrize(
    ("who", "sent", "code"),
    [
        ("zhao", {"desk": "clerk", "act": "release", "row": ["1-1-1"]}, 404),
        ("zhao", {"desk": "congress", "act": "complete", "row": ["1-1"]}, 404),
        ("zhao", {"desk": "clerk", "act": "sign", "row": ["x", "1-²", "1-1-1-1", "9" * 40]}, 302),
        ("gao", {"desk": "reader", "act": "urge", "row": ["1-1"]}, 404),
        ("mei", {"desk": "clerk", "act": "sign"}, 403),
        ("bai", {"desk": "congress", "act": "urge", "row": ["1-1"]}, 302),
    ],
)
def test_nobody_reaches_further_by_a_form_of_her_own(cast, as_user, who, sent, code):
    case = matter(cast, cast.department)
    sent = sent | {"row": [row.replace("1", str(case.pk), 1) for row in sent.get("row", [])]}
    assert as_user(cast.users[who]).post(f"{URL}bulk/", sent).status_code == code
    case.refresh_from_db()
    assert case.version == 1


def test_marks_say_what_stands_out(cast):
    (case,) = many(cast, 1)
    part = case.assignments.get()
    part.round, part.state = 2, "signed"
    part.save()
    case.clocks.all().delete()
    running(part, TODAY + timedelta(days=9), first_due_on=TODAY, provisional=True).save()
    desk = queues.chosen(cast.zhang, None)
    (line,) = queues.dresser(cast.zhang, desk)(queues.queue(cast.zhang, desk, desk.tabs["all"], TODAY)[:5])
    assert line.marks == [("act", "退回重办"), ("plain", "已延期")]
    assert line.is_provisional


def test_an_empty_tab_says_what_to_do(cast, as_user):
    assert "先签收再办理" in as_user(cast.zhao).get(URL, {"queue": "sign"}).content.decode()
    many(cast, 1)
    assert "清除筛选" in as_user(cast.zhao).get(URL, {"queue": "all", "q": "没有这样的"}).content.decode()


def test_what_was_taken_back_is_not_shown_as_settled(cast, as_user):
    (case,) = many(cast, 1, state="cancelled", closed_at=NOW)
    case.clocks.update(state="void")
    text = as_user(cast.zhang).get(URL, {"queue": "closed"}).content.decode()
    assert "<strong>结束</strong>" in text
    Case.objects.update(state="completed")
    text = as_user(cast.zhang).get(URL, {"queue": "closed"}).content.decode()
    assert "<strong>办结</strong>" in text
