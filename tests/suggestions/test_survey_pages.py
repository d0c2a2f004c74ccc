"""A survey from messages, its findings, and the suggestion that comes of it."""

import pytest
import time_machine

from liaison.models import Conversation
from suggestions.models import Case, Survey
from tests.cast import NOW
from tests.suggestions.formal import TEXT

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/suggestions/surveys/", "/desk/suggestions/surveys/new/"
FORM = {
    "title": "老旧小区夜间照明",
    "how": "visit",
    "started_on": "2026-11-16",
    "ended_on": "",
    "findings": "",
}


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def survey(as_user, cast) -> Survey:
    message = cast.message().conversation
    as_user(cast.li).post(f"{NEW}?message={message.receipt}", FORM)
    return Survey.objects.get()


def test_a_survey_begins_with_messages_and_their_authors_are_told(survey, cast):
    message = Conversation.objects.get(surveys=survey)
    assert survey.deputy == cast.li_deputy
    assert "调研" in message.entries.latest("pk").body


def test_findings_are_written_later(survey, as_user, cast):
    client, url = as_user(cast.li), f"{LIST}{survey.pk}/"
    wrong = client.post(url, FORM | {"ended_on": "2026-11-01", "findings": "写了半天的话。"})
    assert wrong.context["form"].errors["ended_on"]
    assert "写了半天的话。" in wrong.text
    client.post(url, FORM | {"ended_on": "2026-11-18", "findings": "九盏不亮。", "participants": "居民 6 人"})
    survey.refresh_from_db()
    assert (survey.findings, survey.participants) == ("九盏不亮。", "居民 6 人")
    assert f"/desk/suggestions/new/?survey={survey.pk}" in client.get(url).text


def test_a_suggestion_begins_with_the_findings_and_takes_the_messages_along(survey, as_user, cast):
    Survey.objects.update(findings="二十一盏里九盏不亮。")
    client = as_user(cast.li)
    url = f"/desk/suggestions/new/?survey={survey.pk}"
    form = client.get(url).context["form"]
    assert form["facts"].value().startswith("二十一盏里九盏不亮。")
    assert form["formed"].value() == "visit"
    sent = TEXT | {"session": "between", "formed": "visit", "unsolved": "0", "consents_to": "full"}
    client.post(url, sent)
    case = Case.objects.get()
    assert case.suggestion.survey == survey
    assert case.sources.count() == 1
    assert case.title in client.get(f"{LIST}{survey.pk}/").text


def test_surveys_are_their_deputys_alone(survey, as_user, cast):
    for who, seen, known in (("sun", 200, 404), ("qian", 403, 404), ("zhang", 403, 404)):
        client = as_user(getattr(cast, who))
        assert client.get(LIST).status_code == seen
        assert client.get(f"{LIST}{survey.pk}/").status_code == known
        assert client.post(f"{LIST}{survey.pk}/", FORM).status_code == known


def test_a_long_list_costs_as_much_as_a_short_one(survey, as_user, cast, django_assert_max_num_queries):
    for number in range(25):
        Survey.objects.create(
            congress=cast.congress,
            deputy=cast.li_deputy,
            how="visit",
            title=f"调研 {number}",
            started_on=NOW.date(),
            made_at=NOW,
        )
    client = as_user(cast.li)
    with django_assert_max_num_queries(12):
        assert len(client.get(LIST).context["page"].rows) == 26
