"""Topics at the desk: from draft to result, what is refused when, what was said counted, filtered and exported."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from deputies import audit
from deputies.audit_words import verb_words
from deputies.errors import Refused
from deputies.models import AuditEvent, Site
from liaison.models import ContactCode, Conversation, Entry, Notice, Placement, Topic
from liaison.queries.boards import silent
from liaison.queries.codes import find_codes
from liaison.services import acting, codes, topics
from suggestions.services import handing
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.liaison.topic_scene import QUESTION, draft, drafted, opened, placement, say
from tests.public_forms import counting, hidden, statements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = timedelta(days=1)
GIVEN = {
    "title": "梧桐苑充电棚",
    "question": QUESTION,
    "background": "",
    "opens_on": "2026-11-18",
    "closes_on": "2026-12-02",
}


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def desk(topic):
    return reverse("liaison:topic", args=[topic.pk])


def closed(cast, **changes):
    topic = opened(cast, **changes)
    return topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)


# --- from draft to result ----------------------------------------------------------------------------


def test_a_topic_goes_from_draft_to_result(cast, as_user):
    client = as_user(cast.zhang)
    given = GIVEN | {"organisation": cast.street.pk, "site": cast.site.pk}
    created = client.post(reverse("liaison:topic_new"), given, follow=True)
    topic = Topic.objects.get()
    assert "草稿" in text_of(created)
    assert (topic.state, topic.site, topic.created_by) == ("draft", cast.site, cast.zhang)
    client.post(reverse("liaison:topic_edit", args=[topic.pk]), given | {"title": "充电棚"})
    assert "民意码可以印了" in text_of(client.post(desk(topic), {"act": "open"}, follow=True))
    code = ContactCode.objects.get(topic=topic)
    assert (str(code), code.placements.count()) == ("充电棚", 1)
    assert Notice.objects.get(recipient=cast.wang).title == "新议题由您的站点收集意见 · 充电棚"
    filed = say(topic)
    client.post(desk(topic), {"act": "extend", "closes_on": "2026-12-09"})
    client.post(desk(topic), {"act": "close"})
    page = client.post(desk(topic), {"act": "feedback", "text": "建。"}, follow=True)
    assert "告诉了 1 位" in text_of(page)
    topic.refresh_from_db()
    assert (topic.state, topic.closes_on, topic.feedback, topic.feedback_at) == ("closed", TODAY, "建。", NOW)
    entry = Entry.objects.get(conversation=filed.conversation)
    assert (entry.kind, entry.capacity, entry.author_label) == ("progress", "system", "长宁街道人大工委")
    chain = f"topic:{topic.pk}"
    verbs = list(AuditEvent.objects.filter(chain=chain).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["draft", "change", "open", "extend", "close", "feedback"]
    assert all(verb_words(chain, verb) != verb for verb in verbs)
    assert not list(audit.faults())


def test_a_draft_can_be_thrown_away_and_what_is_out_cannot(cast, as_user):
    client = as_user(cast.zhang)
    kept, gone = opened(cast), drafted(cast)
    client.post(desk(gone), {"act": "discard"})
    assert "不能删除" in text_of(client.post(desk(kept), {"act": "discard"}, follow=True))
    assert Topic.objects.get() == kept


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_saved(cast, as_user):
    client = as_user(cast.zhang)
    given = GIVEN | {"organisation": cast.street.pk, "closes_on": "2026-11-17"}
    page = text_of(client.post(reverse("liaison:topic_new"), given))
    assert "截止日期不能早于开始日期" in page
    assert "梧桐苑充电棚" in page
    other = Site.objects.create(kind="station", name="白石站", organisation=cast.other_congress)
    for changes in ({"site": other.pk}, {"organisation": cast.other_congress.pk}, {"question": ""}):
        response = client.post(
            reverse("liaison:topic_new"), GIVEN | {"organisation": cast.street.pk} | changes
        )
        assert "ui-field__error" in text_of(response), changes
    assert not Topic.objects.exists()


def test_a_topic_of_the_district_may_be_collected_by_a_site_of_a_street(cast, as_user):
    topic = opened(cast, organisation=cast.congress)
    message = say(topic).conversation
    assert message.organisation == cast.street
    for user in (cast.zhang, cast.wang, cast.qian):
        page = text_of(as_user(user).get(desk(topic)))
        assert message.receipt in page
        assert ("提前结束" in page) == (user == cast.qian)
    assert as_user(cast.zhang).post(desk(topic), {"act": "close"}).status_code == 404


def test_who_only_collects_does_not_see_a_draft(cast, as_user):
    topic = drafted(cast)
    assert as_user(cast.wang).get(desk(topic)).status_code == 404
    assert "梧桐苑充电棚" not in text_of(as_user(cast.wang).get(reverse("liaison:topics")))


# --- refusals ----------------------------------------------------------------------------------------


def test_a_topic_without_days_left_is_not_opened(cast):
    topic = drafted(cast, opens_on=TODAY - 5 * DAY, closes_on=TODAY - DAY)
    with pytest.raises(Refused, match="截止日期已经过了"):
        topics.open_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    assert not ContactCode.objects.filter(topic=topic).exists()


def test_a_beginning_that_is_past_becomes_today(cast):
    assert opened(cast, opens_on=TODAY - 5 * DAY).opens_on == TODAY


def test_nothing_is_opened_twice_nor_changed_once_it_is_out(cast):
    topic = opened(cast)
    with pytest.raises(Refused, match="已经公开"):
        topics.open_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    with pytest.raises(Refused, match="不能再改"):
        topics.change_draft(topic=topic, draft=draft(cast, title="别的"), actor=cast.zhang, now=NOW)
    assert ContactCode.objects.filter(topic=topic).count() == 1


def test_a_site_that_closed_does_not_collect(cast):
    topic = drafted(cast)
    Site.objects.filter(pk=cast.site.pk).update(is_active=False)
    with pytest.raises(Refused, match="已经停用"):
        topics.open_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(14, "要晚于现在的"), (3, "要晚于现在的"), (500, "最长一年")],
)
def test_the_end_is_only_put_off_within_a_year(cast, day, sentence):
    topic = opened(cast)
    with pytest.raises(Refused, match=sentence):
        topics.extend_topic(topic=topic, closes_on=TODAY + day * DAY, actor=cast.zhang, now=NOW, today=TODAY)


def test_what_is_over_is_not_put_off_or_ended_again_before_the_timetable_ran_or_after(cast):
    topic, late = opened(cast), TODAY + 15 * DAY
    for _swept in range(2):
        with pytest.raises(Refused, match="已经结束"):
            topics.extend_topic(
                topic=topic, closes_on=late + DAY, actor=cast.zhang, now=NOW + 15 * DAY, today=late
            )
        with pytest.raises(Refused, match="没有在征集"):
            topics.close_topic(topic=topic, actor=cast.zhang, now=NOW + 15 * DAY, today=late)
        topics.close_over(now=NOW + 15 * DAY)


def test_the_result_waits_for_the_end(cast):
    topic = opened(cast)
    with pytest.raises(Refused, match="结束以后"):
        topics.publish_feedback(topic=topic, text="建。", actor=cast.zhang, now=NOW, today=TODAY)


def test_a_site_outside_of_the_body_that_asks_is_refused_by_the_service_too(cast):
    site = Site.objects.create(kind="station", name="白石站", organisation=cast.other_congress)
    with pytest.raises(Refused, match="范围"):
        drafted(cast, site=site)


# --- the timetable -----------------------------------------------------------------------------------


def test_topics_end_by_themselves_the_day_after_and_who_asked_is_told_once(cast):
    topic, coming = opened(cast), opened(cast, title="别的", closes_on=TODAY + 15 * DAY)
    assert topics.close_over(now=NOW + 14 * DAY) == 0
    assert topics.close_over(now=NOW + 15 * DAY) == 1
    assert topics.close_over(now=NOW + 15 * DAY) == 0
    assert Topic.objects.get(state="closed") == topic
    assert Topic.objects.get(state="open") == coming
    told = Notice.objects.filter(title__startswith="征集已截止")
    assert set(told.values_list("recipient__username", flat=True)) == {"zhang", "qian"}


# --- the result is told ------------------------------------------------------------------------------


def test_everybody_who_left_words_is_told_once_whatever_their_state(cast, settings):
    settings.SMS_GATEWAY_URL = "https://sms.example.org"
    topic = opened(cast)
    waiting, answered, gone = (
        say(topic, contact_phone=phone).conversation for phone in ("13812341234", "", "")
    )
    acting.act(
        user=cast.wang, conversation=answered, name="answer", now=NOW, version=1, data={"body": "收到。"}
    )
    acting.speak(conversation=gone, name="withdraw", now=NOW, data={})
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    tell = {"topic": topic, "actor": cast.zhang, "now": NOW, "today": TODAY}
    assert topics.publish_feedback(text="建。", **tell) == 2
    assert topics.publish_feedback(text="建四十个。", **tell) == 0
    told = Entry.objects.filter(body__contains="有了结果").values_list("conversation", flat=True)
    assert set(told) == {waiting.pk, answered.pk}
    assert Notice.objects.filter(kind="constituent", title__contains="议题有了结果").count() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.due_at, waiting.version) == ("submitted", NOW + DAY, 2)
    assert Topic.objects.get(pk=topic.pk).feedback == "建四十个。"
    assert AuditEvent.objects.filter(verb="correct_feedback").exists()


def test_telling_many_costs_a_constant_number_of_statements(cast):
    def cost(count):
        topic = opened(cast, title=f"{count} 位")
        for _each in range(count):
            say(topic)
        topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
        with counting() as captured:
            told = topics.publish_feedback(topic=topic, text="建。", actor=cast.zhang, now=NOW, today=TODAY)
        assert told == count
        return len(statements(captured))

    assert cost(2) == cost(9)


# --- one answer for many -----------------------------------------------------------------------------


def test_one_answer_goes_into_each_own_thread(cast, as_user):
    topic = opened(cast)
    first, second, done = (say(topic).conversation for _each in range(3))
    elsewhere = cast.message().conversation
    acting.act(
        user=cast.wang, conversation=done, name="answer", now=NOW, version=1, data={"body": "早说过了。"}
    )
    page = as_user(cast.wang).post(desk(topic), {"act": "acknowledge", "body": "谢谢您的看法。"}, follow=True)
    assert "已答复 2 位" in text_of(page)
    entries = Entry.objects.filter(body="谢谢您的看法。")
    assert {entry.conversation_id for entry in entries} == {first.pk, second.pk}
    assert {(entry.kind, entry.author_label) for entry in entries} == {("answer", "梧桐联络站")}
    assert set(Conversation.objects.filter(topic=topic).values_list("state", flat=True)) == {"answered"}
    assert Conversation.objects.get(pk=elsewhere.pk).state == "submitted"
    again = as_user(cast.wang).post(desk(topic), {"act": "acknowledge", "body": "谢谢。"}, follow=True)
    assert "没有还没答复的" in text_of(again)


def test_the_office_that_collects_itself_answers_in_its_own_name(cast):
    topic = opened(cast, site=None)
    say(topic)
    assert topics.acknowledge(user=cast.zhang, topic=topic, body="谢谢。", now=NOW).done == 1
    assert Entry.objects.get().author_label == "长宁街道人大工委"


def test_a_press_answers_only_so_many_and_says_how_many_are_left(cast, monkeypatch):
    monkeypatch.setattr(topics, "MOST_ANSWERS", 2)
    topic = opened(cast)
    for _each in range(3):
        say(topic)
    result = topics.acknowledge(user=cast.wang, topic=topic, body="谢谢。", now=NOW)
    assert (result.done, result.left) == (2, 1)


def test_what_changed_meanwhile_is_left_and_named(cast, monkeypatch):
    topic = opened(cast)
    quick, slow = (say(topic).conversation for _each in range(2))
    act = acting.act

    def somebody_first(**given):
        if given["conversation"] == slow:
            act(user=cast.wang, conversation=slow, name="accept", now=NOW, version=1, data={})
        return act(**given)

    monkeypatch.setattr(topics.acting, "act", somebody_first)
    result = topics.acknowledge(user=cast.wang, topic=topic, body="谢谢。", now=NOW)
    assert (result.done, [receipt for receipt, _why in result.refused]) == (1, [slow.receipt])
    assert Conversation.objects.get(pk=quick.pk).state == "answered"


# --- what was said -----------------------------------------------------------------------------------


def test_what_was_said_is_counted_and_filtered(cast, as_user):
    topic = opened(cast)
    copy = placement(topic)
    copy.community, copy.board = cast.community, "东门公示栏"
    copy.save()
    say(topic, "装在北门。", category_id=cast.category.pk, place="北门")
    answered = say(topic, "不要装在南门。", now=NOW + DAY).conversation
    acting.act(
        user=cast.wang, conversation=answered, name="answer", now=NOW + DAY, version=1, data={"body": "好。"}
    )
    client = as_user(cast.wang)
    page = client.get(desk(topic))
    for words in ("东门公示栏", "梧桐社区", "道路交通", "没有选类别", "11月18日", "11月19日"):
        assert words in text_of(page), words
    assert (page.context["figures"].total, page.context["figures"].unanswered) == (2, 1)
    for query, count in (
        ({"q": "南门"}, 1),
        ({"q": answered.receipt.lower()}, 1),
        ({"category": cast.category.pk}, 1),
        ({"community": cast.community.pk}, 2),
        ({"answer": "waiting"}, 1),
        ({"answer": "answered"}, 1),
        ({"since": "2026-11-19"}, 1),
        ({"until": "2026-11-17"}, 0),
        ({"since": "昨天"}, 2),
    ):
        assert len(client.get(desk(topic), query).context["page"].rows) == count, query


def test_the_desk_costs_the_same_for_few_and_for_many(cast, as_user):
    client = as_user(cast.zhang)
    topic = opened(cast)
    say(topic)

    def cost(address):
        with counting() as captured:
            assert client.get(address).status_code == 200
        return len(statements(captured))

    addresses = (desk(topic), reverse("liaison:topics"), reverse("liaison:codes"), reverse("liaison:queue"))
    cost(desk(topic))  # the session of this client is written once
    before = [cost(address) for address in addresses]
    for number in range(6):
        say(opened(cast, title=f"第 {number} 问"))
        say(topic, category_id=cast.category.pk)
    assert [cost(address) for address in addresses] == before


def test_the_list_shows_each_phase(cast, as_user):
    drafted(cast, title="草稿的")
    opened(cast, title="将来的", opens_on=TODAY + DAY)
    say(opened(cast, title="正在的"))
    closed(cast, title="过去的")
    client = as_user(cast.zhang)
    for phase, title in (("draft", "草稿的"), ("ahead", "将来的"), ("running", "正在的"), ("over", "过去的")):
        rows = client.get(reverse("liaison:topics"), {"phase": phase}).context["page"].rows
        assert [topic.title for topic in rows] == [title]
        assert rows[0].now == phase
    row = client.get(reverse("liaison:topics"), {"phase": "running"}).context["page"].rows[0]
    assert (row.spoken, row.waiting) == (1, 1)


def test_the_workbook_says_what_was_said_and_never_who_said_it(cast, as_user):
    topic = opened(cast)
    say(topic, "=装在北门，打我电话 13812341234。", contact_name="周大山", contact_phone="13900001111")
    say(topic, "不要装。")
    client = as_user(cast.wang)
    response = client.get(reverse("liaison:topic_export", args=[topic.pk]), {"q": "北门"})
    content = b"".join(response.streaming_content)
    sheet = load_workbook(BytesIO(content)).active
    head, row = sheet.iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert told["看法"] == "=装在北门，打我电话 【手机号】。"
    assert sheet["C2"].data_type == "s"
    assert told["收到日期"].date() == TODAY
    for secret in ("周大山", "13900001111", "13812341234"):
        assert all(secret not in str(cell) for cell in row)
    event = AuditEvent.objects.get(verb="export")
    assert (event.chain, event.data["rows"]) == (f"topic:{topic.pk}", 1)


# --- codes -------------------------------------------------------------------------------------------


def test_the_codes_desk_knows_codes_of_topics(cast, as_user):
    topic = opened(cast)
    code = topic.codes.get()
    assert list(find_codes(cast.zhang, kind="topic")) == [code]
    assert list(find_codes(cast.zhang, query="充电棚")) == [code]
    assert code in find_codes(cast.zhang, street=cast.street)
    assert code not in find_codes(cast.bai)
    client = as_user(cast.zhang)
    page = text_of(client.get(reverse("liaison:codes"), {"kind": "topic"}))
    assert "梧桐苑充电棚" in page
    page = text_of(client.get(reverse("liaison:code_detail", args=[code.pk])))
    assert desk(topic) in page
    assert "改指向别的席位" not in page
    assert client.get(reverse("liaison:code_qr", args=[code.pk, "svg"])).status_code == 200
    posted = {"act": "place", "board": "北门公示栏", "community": cast.community.pk}
    client.post(reverse("liaison:code_detail", args=[code.pk]), posted)
    assert code.placements.filter(community=cast.community).exists()


def test_the_code_of_a_topic_is_not_turned_to_something_else(cast):
    code = opened(cast).codes.get()
    with pytest.raises(Refused, match="民意码"):
        codes.repoint_code(code=code, seat=cast.vacant_seat, actor=cast.zhang, now=NOW)
    with pytest.raises(Refused, match="已有使用中"):
        codes.issue_code(topic=code.topic, actor=cast.zhang, now=NOW)


def test_the_page_of_a_message_and_the_queue_name_its_topic(cast, as_user):
    topic = opened(cast)
    message = say(topic).conversation
    client = as_user(cast.wang)
    assert desk(topic) in text_of(client.get(reverse("liaison:conversation", args=[message.receipt])))
    assert "议题：梧桐苑充电棚" in text_of(client.get(reverse("liaison:queue"), {"queue": "receive"}))


# --- who calls or comes ------------------------------------------------------------------------------


def test_staff_write_down_what_a_caller_thinks(cast, as_user):
    topic = opened(cast)
    client = as_user(cast.wang)
    enter = reverse("liaison:enter")
    assert f"?topic={topic.pk}" in text_of(client.get(enter))
    address = f"{enter}?topic={topic.pk}"
    form = client.get(address)
    assert QUESTION in text_of(form)
    given = hidden(form) | {"source": "phone", "about": "matter", "privacy": "on", "body": "我赞成装。"}
    assert "回执" in text_of(client.post(address, given))
    message = Conversation.objects.get()
    assert (message.topic, message.held_by, message.entered_by) == (topic, "site", cast.wang)
    assert (message.kind, message.source) == ("message", "phone")


def test_what_a_caller_says_too_late_is_kept_on_the_form(cast, as_user):
    topic = opened(cast)
    client = as_user(cast.wang)
    address = f"{reverse('liaison:enter')}?topic={topic.pk}"
    given = hidden(client.get(address)) | {
        "source": "phone",
        "about": "matter",
        "privacy": "on",
        "body": "我赞成装。",
    }
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    page = text_of(client.post(address, given))
    assert "这个议题现在不收意见" in page
    assert "我赞成装。</textarea>" in page
    assert client.get(address).status_code == 404
    assert as_user(cast.bai).get(address).status_code == 404
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("by_site", [True, False])
def test_what_was_said_can_be_handed_on_as_usual(cast, as_user, by_site):
    topic = opened(cast, site=cast.site if by_site else None)
    message = say(topic).conversation
    client = as_user(cast.zhang)
    page = client.get(reverse("liaison:conversation", args=[message.receipt]))
    door = reverse("suggestions:refer", args=[message.receipt])
    assert door in text_of(page)
    assert client.get(door).status_code == 200
    matter = handing.open_matter(
        user=cast.zhang,
        conversations=[message],
        tier=3,
        title="充电棚",
        brief="建充电棚",
        parts=[Part(role="lead", unit=cast.department)],
        show_photos=False,
        now=NOW,
    )
    message.refresh_from_db()
    assert (message.state, matter.conversations.get()) == ("referred", message)


def test_nobody_is_sent_to_look_after_the_boards_of_a_question_that_is_over(cast):
    topic = opened(cast)
    copy = placement(topic)
    copy.posted_on, copy.last_scanned_on = TODAY - 200 * DAY, TODAY - 150 * DAY
    copy.save()
    assert copy in silent(Placement.objects.all(), today=TODAY)
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    assert copy not in silent(Placement.objects.all(), today=TODAY)
