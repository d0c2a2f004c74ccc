"""The audit log for auditors: found by subject, person, verb and day; no content of any case."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from deputies.audit_words import verb_choices
from liaison.services.acting import act
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/audit/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def conversation(cast):
    filed = cast.message(contact_phone="13812341234", now=NOW - timedelta(days=1)).conversation
    act(user=cast.li, conversation=filed, name="answer", now=NOW, version=1, data={"body": "明天修。"})
    return filed


def found(client, **asked):
    events = [line["event"] for line in client.get(URL, asked).context["events"]]
    return [(event.chain, event.verb) for event in events]


def test_events_are_found_by_subject_person_verb_and_day(cast, as_user, conversation):
    client, chain = as_user(cast.audit), f"conversation:{conversation.pk}"
    assert found(client, chain=chain) == [(chain, "answer"), (chain, "file")]
    assert found(client, person="李敏") == found(client, person="li") == [(chain, "answer")]
    assert found(client, verb="conversation.file") == [(chain, "file")]
    assert (chain, "file") in found(client, since="2026-11-17", until="2026-11-17")
    assert found(client, since="2026-11-18", verb="conversation.file") == []
    assert found(client, person="没有这个人") == []


def test_no_words_and_no_contact_data_are_shown(cast, as_user, conversation):
    text = as_user(cast.audit).get(URL).content.decode()
    assert "路灯" not in text
    assert "明天修" not in text
    assert "1234" not in text


def test_what_was_done_is_told_in_chinese(cast, as_user, conversation):
    line = as_user(cast.audit).get(URL).context["events"][0]
    assert (line["subject"], line["verb"], line["capacity"]) == (
        f"留言与约见 {conversation.pk}",
        "答复",
        "代表",
    )


def test_every_verb_that_the_services_record_has_its_words():
    recorded = set()
    for path in Path(__file__).parents[2].glob("[a-z]*/services/*.py"):
        recorded |= set(re.findall(r'(?:_record\([^\n"]+?, |verb=)"([a-z_]+)"', path.read_text("utf-8")))
    named = {value.partition(".")[2] for _subject, verbs in verb_choices() for value, _label in verbs}
    assert len(recorded) > 20
    assert recorded - named == set()


def test_only_auditors_read_it(cast, as_user, conversation):
    for who in ("li", "wang", "zhang", "qian", "admin", "lin", "zhao", "bai"):
        assert as_user(getattr(cast, who)).get(URL).status_code == 403, who


@pytest.mark.parametrize(
    "asked", [{"since": "x"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"page": "x"}]
)
def test_nonsense_is_told(cast, as_user, conversation, asked):
    assert as_user(cast.audit).get(URL, asked).status_code == 200


def test_the_page_costs_the_same_at_any_length(cast, as_user, conversation, django_assert_max_num_queries):
    client = as_user(cast.audit)
    client.get(URL)
    for number in range(60):
        cast.message(now=NOW + timedelta(minutes=number))
    with django_assert_max_num_queries(8):
        response = client.get(URL)
    assert len(response.context["events"]) == 50
    assert response.context["page"].next_url == "?page=2"
