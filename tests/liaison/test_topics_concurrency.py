"""Closing a topic while people send: what is in is in before the end, what is not left nothing behind."""

import pytest

from deputies import audit
from liaison.models import Conversation, Entry, Notice, Topic
from liaison.services import topics
from liaison.services.filing import NotCollecting
from tests import cast as people
from tests.cast import NOW, TODAY
from tests.liaison.test_concurrency import at_once
from tests.liaison.topic_scene import opened, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return people.build()


def test_what_is_sent_while_a_topic_ends_is_received_whole_or_not_at_all(cast):
    topic = opened(cast)

    def act(number):
        if number == 4:
            return topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
        return say(topic, f"第 {number} 位的看法。")

    results = at_once(12, act)
    assert sum(isinstance(result, Topic) for result in results) == 1
    received = [result.conversation for result in results if hasattr(result, "conversation")]
    refused = [result for result in results if isinstance(result, NotCollecting)]
    assert len(received) + len(refused) == 11
    assert set(Conversation.objects.values_list("pk", flat=True)) == {message.pk for message in received}
    told = Notice.objects.filter(kind="conversation", recipient=cast.wang)
    assert told.count() == len(received)
    with pytest.raises(NotCollecting):
        say(topic)
    assert not list(audit.faults())


def test_the_result_reaches_everybody_who_was_received(cast):
    topic = opened(cast)

    def act(number):
        if number == 4:
            topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
            return topics.publish_feedback(topic=topic, text="建。", actor=cast.zhang, now=NOW, today=TODAY)
        return say(topic, f"第 {number} 位的看法。")

    results = at_once(12, act)
    received = {result.conversation.pk for result in results if hasattr(result, "conversation")}
    assert set(Entry.objects.values_list("conversation", flat=True)) == received


def test_two_who_open_one_draft_open_it_once(cast):
    topic = topics.draft_topic(
        draft=topics.Draft(cast.street, "充电棚", "要不要装？", TODAY, TODAY), actor=cast.zhang, now=NOW
    )
    results = at_once(4, lambda n: topics.open_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY))
    assert sum(isinstance(result, Topic) for result in results) == 1
    assert topic.codes.count() == 1


def test_two_results_at_once_tell_everybody_once(cast):
    topic = opened(cast)
    for _each in range(3):
        say(topic)
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    tell = {"topic": topic, "actor": cast.zhang, "now": NOW, "today": TODAY}
    told = at_once(2, lambda n: topics.publish_feedback(text=f"第 {n} 稿", **tell))
    assert sorted(told) == [0, 3]
    assert Entry.objects.count() == 3
