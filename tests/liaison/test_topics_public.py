"""Topics as the public meets them: the page on each of its days, the form, what is kept when it is too late."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Site
from liaison.models import Channel, Conversation, Notice, PrivacyNotice
from liaison.services import codes, topics
from tests.cast import NOW, TODAY
from tests.liaison.topic_scene import QUESTION, drafted, opened, say, token
from tests.public_forms import WORDS, counting, hidden, new_phone, send, statements, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LATER = NOW + timedelta(days=15)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(topic):
    return reverse("liaison:code", args=[token(topic)])


def form_of(topic):
    return reverse("liaison:message", args=[token(topic)])


def test_the_code_of_a_topic_opens_the_question_in_one_statement(cast, django_assert_num_queries):
    topic = opened(cast)
    for _each in range(3):
        say(topic)
    address = page_of(topic)
    with django_assert_num_queries(1):
        response = new_phone().get(address)
    page = text_of(response)
    assert response.status_code == 200
    for words in (
        "长宁街道人大工委征求意见",
        "梧桐苑充电棚",
        QUESTION,
        "飞线充电",
        "12月2日 周三",
        "已经有 3 位说了看法",
        "说说您的看法",
        "截止以后公布结果",
        "0571-88000001",
    ):
        assert words in page
    assert form_of(topic) in page
    assert reverse("liaison:appointment", args=[token(topic)]) not in page
    assert "<script" not in page


def test_what_was_taken_back_or_says_nothing_is_not_counted(cast):
    topic = opened(cast)
    say(topic)
    for state in ("withdrawn", "spam"):
        Conversation.objects.filter(pk=say(topic).conversation.pk).update(state=state)
    assert "已经有 1 位" in text_of(new_phone().get(page_of(topic)))


def test_from_the_question_to_the_receipt(cast):
    topic = opened(cast)
    phone = new_phone()
    form = text_of(phone.get(form_of(topic)))
    assert form.index(QUESTION) < form.index('name="body"')
    assert "急事请打 110" in form
    response = send(phone, form_of(topic), category=cast.category.pk, place="北门")
    message = Conversation.objects.get()
    assert response["Location"] == reverse("liaison:receipt", args=[message.receipt])
    assert (message.topic, message.site, message.held_by) == (topic, cast.site, "site")
    assert (message.deputy, message.seat, message.organisation) == (None, None, cast.street)
    assert (message.category, message.place) == (cast.category, "北门")
    page = text_of(phone.get(response["Location"]))
    assert "您的话已送到梧桐联络站" in page
    assert "收到12月2日 周三为止" in page
    told = Notice.objects.filter(kind="conversation", recipient__isnull=False)
    assert [notice.recipient for notice in told] == [cast.wang]


def test_words_on_a_topic_take_eight_statements_in_one_commit(cast):
    address = form_of(opened(cast))
    Channel.objects.create(user=cast.wang, kind="email", address="wang@example.org")
    phone = new_phone()
    given = hidden(phone.get(address)) | {"body": WORDS, "privacy": "on"}
    with counting() as captured:
        assert phone.post(address, given).status_code == 302
    assert len(statements(captured)) <= 8, statements(captured)
    assert sum(query["sql"].startswith("SAVEPOINT") for query in captured.captured_queries) == 1


def test_without_a_site_the_office_that_asks_receives_and_answers(cast, as_user):
    topic = opened(cast, site=None)
    send(new_phone(), form_of(topic))
    message = Conversation.objects.get()
    assert (message.site, message.held_by, message.organisation) == (None, "office", cast.street)
    told = Notice.objects.filter(kind="conversation", recipient__isnull=False)
    assert set(told.values_list("recipient__username", flat=True)) == {"zhang", "qian"}
    client = as_user(cast.zhang)
    assert WORDS in text_of(client.get(reverse("desk")))
    case = reverse("liaison:conversation", args=[message.receipt])
    assert reverse("liaison:act", args=[message.receipt, "answer"]) in text_of(client.get(case))
    assert as_user(cast.bai).get(case).status_code == 404
    assert as_user(cast.wang).get(case).status_code == 404


def test_what_is_about_a_unit_goes_to_the_congress_alone(cast, as_user):
    topic = opened(cast, site=None)
    send(new_phone(), form_of(topic), about="unit")
    message = Conversation.objects.get()
    assert (message.held_by, message.organisation, message.topic) == ("office", cast.congress, topic)
    case = reverse("liaison:conversation", args=[message.receipt])
    assert as_user(cast.zhang).get(case).status_code == 404
    assert as_user(cast.qian).get(case).status_code == 200


def test_a_site_that_closed_hands_the_topic_to_the_office(cast):
    topic = opened(cast)
    Site.objects.filter(pk=cast.site.pk).update(is_active=False)
    assert "长宁街道人大工委接收" in text_of(new_phone().get(page_of(topic)))
    send(new_phone(), form_of(topic))
    assert Conversation.objects.get().held_by == "office"


def test_before_it_begins_the_page_says_when(cast):
    topic = opened(cast, opens_on=TODAY + timedelta(days=2))
    for address in (page_of(topic), form_of(topic)):
        response = new_phone().get(address)
        assert response.status_code == 200
        assert "还没开始：11月20日 周五起收意见" in text_of(response)
        assert "说说您的看法" not in text_of(response)


@pytest.mark.parametrize("swept", [False, True])
def test_after_the_last_day_the_page_explains_itself_and_takes_nothing(cast, swept):
    topic = opened(cast)
    phone = new_phone()
    with time_machine.travel(NOW.replace(month=12, day=2, hour=23, minute=59), tick=False):
        assert "说说您的看法" in text_of(phone.get(page_of(topic)))
        given = hidden(phone.get(form_of(topic))) | {"body": WORDS, "privacy": "on", "place": "北门"}
    with time_machine.travel(LATER, tick=False):
        if swept:
            assert topics.close_over(now=LATER) == 1
        for address in (page_of(topic), form_of(topic)):
            page = text_of(phone.get(address))
            assert "已在12月2日 周三结束" in page
            assert "说说您的看法" not in page
        response = phone.post(form_of(topic), given)
        page = text_of(response)
    assert response.status_code == 409
    assert WORDS in page
    assert "您写的没有送出" in page
    assert not Conversation.objects.exists()
    assert not Notice.objects.filter(kind="conversation").exists()


def test_what_was_wrong_and_late_is_kept_too(cast):
    topic = opened(cast)
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    response = send(new_phone(), form_of(topic), body="装吧装吧", privacy=None)
    assert "装吧装吧" in text_of(response)
    assert response.status_code == 409
    assert not Conversation.objects.exists()


def test_closed_while_somebody_was_typing(cast):
    topic = opened(cast)
    phone = new_phone()
    given = hidden(phone.get(form_of(topic))) | {"body": WORDS, "privacy": "on"}
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    response = phone.post(form_of(topic), given)
    assert (response.status_code, WORDS in text_of(response)) == (409, True)
    assert "已在11月18日 周三结束" in text_of(response)


def test_what_was_received_before_the_end_gives_the_same_receipt_after_it(cast):
    topic = opened(cast)
    phone = new_phone()
    given = hidden(phone.get(form_of(topic))) | {"body": WORDS, "privacy": "on"}
    first = phone.post(form_of(topic), given)
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    again = phone.post(form_of(topic), given)
    assert (again.status_code, again["Location"]) == (302, first["Location"])


def test_a_topic_offers_no_meeting(cast):
    topic = opened(cast)
    meeting = reverse("liaison:appointment", args=[token(topic)])
    phone = new_phone()
    assert QUESTION in text_of(phone.get(meeting))
    given = {"body": WORDS, "privacy": "on", "wish": "周末"}
    assert "说说您的看法" in text_of(phone.post(meeting, given))
    assert not Conversation.objects.exists()


def test_a_draft_has_no_page(cast):
    drafted(cast)
    assert "梧桐苑充电棚" not in text_of(new_phone().get(reverse("liaison:public_topics")))
    assert "梧桐苑充电棚" not in text_of(new_phone().get(reverse("home")))


def test_a_suspended_or_revoked_code_of_a_topic_explains_itself(cast):
    topic = opened(cast)
    address = page_of(topic)
    code = topic.codes.get()
    codes.suspend_code(code=code, reason="核对问题", actor=cast.zhang, now=NOW)
    page = text_of(new_phone().get(address))
    assert "暂停使用" in page
    assert "核对问题" in page
    codes.retire_code(code=code, reason="不再用", actor=cast.zhang, now=NOW)
    response = new_phone().get(address)
    assert response.status_code == 410
    assert "这个议题的码不再使用" in text_of(response)


def test_without_a_privacy_notice_nothing_is_taken(cast):
    topic = opened(cast)
    PrivacyNotice.objects.all().delete()
    assert "隐私说明还没有公布" in text_of(new_phone().get(form_of(topic)))


def test_the_result_stands_on_the_page_in_the_list_and_in_every_receipt(cast):
    topic = opened(cast)
    phone = new_phone()
    send(phone, form_of(topic))
    receipt = Conversation.objects.get().receipt
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    assert "正在整理" in text_of(phone.get(page_of(topic)))
    topics.publish_feedback(topic=topic, text="北门建 40 个车位。", actor=cast.zhang, now=NOW, today=TODAY)
    for address in (
        page_of(topic),
        reverse("liaison:public_topics"),
        reverse("liaison:track", args=[receipt]),
        reverse("liaison:receipt", args=[receipt]),
    ):
        assert "北门建 40 个车位。" in text_of(phone.get(address)), address
    assert "您说过看法的议题“梧桐苑充电棚”有了结果" in text_of(
        phone.get(reverse("liaison:track", args=[receipt]))
    )


def test_the_page_with_its_result_still_takes_one_statement(cast, django_assert_num_queries):
    topic = opened(cast)
    say(topic)
    topics.close_topic(topic=topic, actor=cast.zhang, now=NOW, today=TODAY)
    topics.publish_feedback(topic=topic, text="建。", actor=cast.zhang, now=NOW, today=TODAY)
    address = page_of(topic)
    with django_assert_num_queries(1):
        assert "建。" in text_of(new_phone().get(address))


def test_the_front_page_names_what_is_asked_in_a_constant_number_of_statements(cast):
    phone = new_phone()

    def cost():
        with counting() as captured:
            page = text_of(phone.get(reverse("home")))
        return page, len(statements(captured))

    empty, before = cost()
    assert "正在征求意见" not in empty
    topic = opened(cast)
    page, with_one = cost()
    assert "正在征求意见" in page
    assert page_of(topic) in page
    for number in range(5):
        say(opened(cast, title=f"第 {number} 问"))
    assert cost()[1] == with_one == before


def test_the_list_costs_the_same_for_one_and_for_many(cast):
    def cost():
        with counting() as captured:
            assert new_phone().get(reverse("liaison:public_topics")).status_code == 200
        return len(statements(captured))

    opened(cast)
    before = cost()
    for number in range(6):
        say(opened(cast, title=f"第 {number} 问"))
    assert cost() == before


def test_programs_send_words_on_a_topic_too(cast, client):
    topic = opened(cast)
    address = f"/api/v1/public/codes/{token(topic)}/"
    shown = client.get(address).json()
    assert shown["topic"]["question"] == QUESTION
    assert (shown["topic"]["phase"], shown["is_open"], shown["answerer"]) == ("征集中", True, "梧桐联络站")
    words = {"body": WORDS, "privacy_accepted": True}
    sent = client.post(f"{address}messages/", words, content_type="application/json")
    assert sent.status_code == 201, sent.content
    assert Conversation.objects.get().topic == topic
    meeting = client.post(
        f"{address}appointments/", words | {"wish": "周末"}, content_type="application/json"
    )
    assert meeting.status_code in (400, 409)
    assert "议题只收意见" in meeting.content.decode()
    with time_machine.travel(LATER, tick=False):
        assert client.get(address).json()["is_open"] is False
        late = client.post(f"{address}messages/", words, content_type="application/json")
    assert late.status_code in (400, 409)
    assert "这个议题现在不收意见" in late.content.decode()
    assert Conversation.objects.count() == 1
