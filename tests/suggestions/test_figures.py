"""Figures: five tiers with settled and converted apart, shares that say so when they rest on few."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from liaison.models import Conversation, Rating
from suggestions.models import (
    Assignment,
    Case,
    Clock,
    Commitment,
    Progress,
    Reply,
    ReplyClass,
    ReplyRating,
    ReplyScheme,
    Source,
    Suggestion,
)
from suggestions.queries.figures import Span, _conversations, figures
from suggestions.queries.rates import Rate, duration
from tests.cast import NOW, TODAY
from tests.suggestions.rows import many, running

pytestmark = pytest.mark.django_db
URL = "/desk/suggestions/figures/"
YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def messages(cast, count, *, answered=True, hours=5):
    """Copy one message until there are `count` more of them."""
    first = cast.message().conversation
    kept = {
        field.attname: getattr(first, field.attname)
        for field in Conversation._meta.concrete_fields
        if not field.primary_key
    }
    at = NOW - timedelta(days=30)
    own = {"submitted_at": at, "first_response_at": at + timedelta(hours=hours)}
    if answered:
        own |= {"state": "closed", "answered_at": at + timedelta(days=1), "closed_at": NOW}
    start = Conversation.objects.count()
    made = Conversation.objects.bulk_create(
        Conversation(
            **kept
            | own
            | {"receipt": f"261019-{start + number:08}", "idempotency_key": f"copy-{start + number}"}
        )
        for number in range(count)
    )
    first.delete()
    return made


def feed(cases, sources):
    Source.objects.bulk_create(
        Source(case=case, conversation=source, added_at=NOW)
        for case, source in zip(cases, sources, strict=True)
    )


def formed(cast, count, **fields):
    """Formal suggestions, submitted and handed over."""
    cases = many(cast, count, kind="suggestion", tier=4, organisation=cast.congress)
    Suggestion.objects.bulk_create(
        Suggestion(case=case, term=cast.term, serial=number, submitted_at=NOW, **fields)
        for number, case in enumerate(cases, start=Suggestion.objects.count() + 1)
    )
    return cases


def found(cast, who="qian", since=YEAR):
    return figures(Span(user=cast.users[who], since=since, until=TODAY, today=TODAY))


def hanyang(cast):
    """348 answered by deputies, 352 settled by streets and communities, 52 became formal suggestions."""
    messages(cast, 348)
    settled = many(cast, 352, tier=2, state="completed", closed_at=NOW)
    feed(settled, messages(cast, 352))
    feed(formed(cast, 52), messages(cast, 52))


def test_the_figures_of_hanyang_read_752_with_settled_and_converted_apart(cast, as_user):
    hanyang(cast)
    result = found(cast)
    by_tier = {line.tier: (line.settled, line.converted, line.in_hand) for line in result.tiers}
    assert by_tier == {1: (348, 0, 0), 2: (352, 0, 0), 3: (0, 0, 0), 4: (0, 52, 0), 5: (0, 0, 0)}
    assert (result.sums.settled, result.sums.converted, result.sums.total) == (700, 52, 752)
    text = as_user(cast.qian).get(URL).content.decode()
    for number in ("348", "352", "52", "700", "752"):
        assert f"<td>{number}</td>" in text or f"<b>{number}</b>" in text
    assert "数据截至 2026-11-18" in text


def test_a_street_sees_its_own_area_and_another_district_nothing(cast):
    hanyang(cast)
    assert (found(cast, "zhang").sums.settled, found(cast, "zhang").sums.converted) == (700, 0)
    assert found(cast, "bai").sums.total == 0


def test_what_is_not_submitted_or_was_withdrawn_is_not_formed(cast):
    draft, withdrawn, letter = formed(cast, 3)
    Suggestion.objects.filter(pk=draft.pk).update(submitted_at=None)
    Case.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    Case.objects.filter(pk=letter.pk).update(state="converted")
    assert found(cast).sums.total == 0


def test_the_page_costs_the_same_at_any_length(cast, as_user, django_assert_max_num_queries):
    client = as_user(cast.qian)
    client.get(URL)
    counts = set()
    for count in (10, 300):
        feed(many(cast, count, parts=2, number=""), messages(cast, count))
        messages(cast, count)
        Assignment.objects.update(replied_at=NOW)
        with django_assert_max_num_queries(20) as captured:
            assert client.get(URL).status_code == 200
        counts.add(len(captured))
    assert len(counts) == 1


@pytest.mark.parametrize("who", ["qian", "zhang"])
def test_the_messages_of_a_month_are_found_by_their_day_among_those_of_years(cast, who):
    old = messages(cast, 6000)
    for number, row in enumerate(old):
        row.submitted_at = NOW - timedelta(days=30 + number % 1100)
    Conversation.objects.bulk_update(old, ["submitted_at"], batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE liaison_conversation")
    month = Span(user=cast.users[who], since=TODAY - timedelta(days=30), until=TODAY, today=TODAY)
    plan = _conversations(month).explain()
    assert "conversation_submitted" in plan
    assert "Seq Scan on liaison_conversation" not in plan


def test_in_time_extended_and_missed_are_counted_apart(cast):
    cases = many(cast, 6)
    Clock.objects.all().delete()
    ends = [
        ("stopped", "met"),
        ("stopped", "met"),
        ("stopped", "extended"),
        ("stopped", "missed"),
        ("running", ""),
    ]
    for case, (state, outcome) in zip(cases, ends, strict=False):
        running(case.assignments.get(), TODAY - timedelta(days=1), state=state, outcome=outcome).save()
    running(cases[5].assignments.get(), TODAY + timedelta(days=1)).save()
    line = found(cast).on_time["matter"]
    assert {name: line[name] for name in ("due", "met", "extended", "missed")} == {
        "due": 5,
        "met": 2,
        "extended": 1,
        "missed": 2,
    }
    assert line["rate"] == Rate(3, 5)
    assert found(cast).on_time["suggestion"]["due"] == 0


def test_a_void_clock_counts_nowhere(cast):
    (case,) = many(cast, 1)
    Clock.objects.update(state="void")
    assert found(cast).on_time["matter"]["due"] == 0


def test_reassignments_and_repeats_are_counted(cast):
    many(cast, 3)
    first, second, _third = Assignment.objects.all()
    Assignment.objects.filter(pk=first.pk).update(state="returned")
    Assignment.objects.filter(pk=second.pk).update(returns_declined=2, round=2)
    line = found(cast).parts["matter"]
    assert (line["handed"], line["moved"], line["declined"], line["again"]) == (3, 1, 2, 1)
    assert line["rate"].numbers == "1 / 3"


def test_satisfaction_stands_beside_resolution_and_silence_is_not_satisfied(cast):
    scheme = ReplyScheme.objects.create(congress=cast.congress, name="三类", is_current=True)
    solved = ReplyClass.objects.create(scheme=scheme, code="A", label="已解决", counts_as_resolved=True)
    planned = ReplyClass.objects.create(scheme=scheme, code="B", label="计划解决", needs_tracking=True)
    quiet, pleased, upgraded = formed(cast, 3)
    Suggestion.objects.filter(pk__in=[quiet.pk, pleased.pk]).update(reply_class=planned, first_class=planned)
    Suggestion.objects.filter(pk=upgraded.pk).update(
        reply_class=solved,
        first_class=planned,
        tracked_since=TODAY - timedelta(days=400),
        resolved_on=TODAY - timedelta(days=10),
    )
    ReplyRating.objects.create(
        suggestion_id=pleased.pk, deputy=cast.li_deputy, round=1, result=3, attitude=2, rated_at=NOW
    )
    Progress.objects.create(case=quiet, kind="face", on=TODAY, body="面商", label="钱主任", at=NOW)
    result = found(cast)
    assert (result.deputies["n"], result.deputies["result"], result.deputies["attitude"]) == (
        1,
        [1, 0, 0],
        [0, 1, 0],
    )
    assert result.deputies["silent"] == 2
    assert result.suggestions["resolved"] == Rate(1, 3)
    assert result.suggestions["faced"] == Rate(1, 3)
    assert result.suggestions["upgraded"] == Rate(1, 3)
    assert (result.suggestions["within_year"].part, result.suggestions["within_two"].part) == (0, 1)


def test_constituents_who_do_not_rate_are_silent(cast):
    first, *_others = messages(cast, 4)
    Rating.objects.create(conversation=first, round=1, result=1, attitude=3, comment="没修", rated_at=NOW)
    result = found(cast).constituents
    assert (result["n"], result["result"], result["silent"]) == (1, [0, 0, 1], 3)


def test_promises_count_as_kept_by_their_date_alone(cast):
    (case,) = many(cast, 1)
    reply = Reply.objects.create(
        assignment=case.assignments.get(), round=1, body="好", drafted_at=NOW, state="released"
    )
    for state, done in (("kept", 3), ("kept", 1), ("open", None)):
        Commitment.objects.create(
            reply=reply,
            text="修",
            state=state,
            due_on=TODAY - timedelta(days=2),
            done_on=done and TODAY - timedelta(days=done),
        )
    assert found(cast).commitments == Rate(1, 3)


def test_medians_are_found_by_their_place(cast):
    for hours in (1, 2, 50):
        messages(cast, 1, hours=hours)
    spread = found(cast).first_response
    assert (spread.count, spread.median, spread.ninth) == (3, timedelta(hours=2), timedelta(hours=50))
    assert found(cast).unit_reply.median_words == "—"


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (None, "—"),
        (timedelta(minutes=5), "1 小时"),
        (timedelta(hours=26), "26 小时"),
        (timedelta(days=3), "3 天"),
        (timedelta(days=3, hours=12), "3.5 天"),
    ],
)
def test_lengths_of_time_are_words(took, words):
    assert duration(took) == words


def test_a_share_of_few_is_shown_as_numbers():
    assert (Rate(3, 9).percent, Rate(3, 9).numbers) == ("", "3 / 9")
    assert (Rate(1681, 3288).percent, Rate(0, 0).numbers) == ("51.1%", "—")


def test_the_period_is_the_year_so_far_and_can_be_chosen(cast, as_user):
    at = datetime(2025, 12, 31, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    many(cast, 2, opened_at=at, tier=2)
    many(cast, 1, tier=2, number="new")
    client = as_user(cast.qian)
    assert client.get(URL).context["found"].sums.total == 1
    asked = {"since": "2025-12-31", "until": "2025-12-31"}
    assert client.get(URL, asked).context["found"].sums.total == 2
    wrong = client.get(URL, {"since": "2026-05-01", "until": "2026-04-01"})
    assert "不能早于开始的日子" in wrong.content.decode()
    assert client.get(URL, {"since": "x"}).status_code == 200


@pytest.mark.parametrize(("who", "code"), [("zhang", 200), ("zhao", 403), ("li", 403), ("gao", 403)])
def test_congress_and_street_staff_alone_see_figures(cast, as_user, who, code):
    assert as_user(cast.users[who]).get(URL).status_code == code
