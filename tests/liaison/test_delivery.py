"""Sending what waits: claimed once, tried again, given up, never silent; and each way out of the house."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections

from deputies.models import User
from liaison import channels
from liaison.channels import NotDelivered, Post
from liaison.models import Channel, Delivery, Notice
from liaison.notices import notify, tell_number
from liaison.services import delivery
from tests.cast import NOW
from tests.worker.sinks import MailServer, Webhook

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ADDRESS = "li@example.gov.cn"


def waiting(user, kind="email", address=ADDRESS, *, key="a") -> Delivery:
    """Queue one notice on one channel."""
    channel, _ = Channel.objects.get_or_create(user=user, kind=kind, defaults={"address": address})
    notify([user], kind="conversation", title="新留言待接收", url="/desk/x/", key=key, now=NOW)
    return Delivery.objects.get(channel=channel, notice__dedupe_key__startswith=f"{key}:")


def texted(key="constituent:1:1") -> Delivery:
    tell_number(phone="13812341234", title="您的留言有新进展", url="/track/x/", key=key, now=NOW)
    return Delivery.objects.get(notice__dedupe_key=key)


class Broken(Post):
    """A post that fails as told, and counts."""

    def __init__(self, error):
        super().__init__()
        self.error, self.tries = error, 0

    def send(self, delivery):
        self.tries += 1
        raise self.error


@pytest.fixture
def broken(monkeypatch):
    def breaks(error):
        post = Broken(error)
        monkeypatch.setattr(delivery, "Post", lambda: post)
        return post

    return breaks


# --- the outbox ----------------------------------------------------------------------------------------


def test_a_letter_is_sent_once_and_written_down(cast, settings):
    line = waiting(cast.li)
    assert delivery.deliver_due(now=NOW) == 1
    assert delivery.deliver_due(now=NOW) == 0
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "新留言待接收"
    assert f"{settings.SITE_URL}/desk/x/" in letter.body
    line.refresh_from_db()
    assert (line.state, line.sent_at, line.tries, line.leased_until, line.error) == ("sent", NOW, 1, None, "")


def test_what_is_not_due_waits(cast):
    waiting(cast.li)
    assert delivery.deliver_due(now=NOW - SECOND) == 0


def test_failures_are_tried_again_with_growing_pauses_and_given_up_after_eight(cast, broken):
    broken(NotDelivered("邮件服务器没有接受，代码 451。"))
    line, now, pauses = waiting(cast.li), NOW, []
    while line.state == "waiting":
        assert delivery.deliver_due(now=now - SECOND) == 0, "not before its time"
        delivery.deliver_due(now=now)
        line.refresh_from_db()
        pauses.append((line.next_try_at - now) // MINUTE)
        now = line.next_try_at
    assert pauses == [1, 5, 30, 120, 360, 720, 1440, 0]
    assert (line.state, line.tries, line.error) == ("failed", 8, "邮件服务器没有接受，代码 451。")
    assert delivery.deliver_due(now=now + timedelta(days=30)) == 0


def test_what_no_further_try_can_help_is_given_up_at_once(cast):
    line = waiting(cast.li, "apprise", "nonsense")
    delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert (line.state, line.tries) == ("failed", 1)
    assert "nonsense" not in line.error


def test_a_library_that_breaks_holds_nobody_up_and_gives_no_address_away(cast, broken, caplog):
    post = broken(ValueError(f"bad address {ADDRESS}"))
    first, second = waiting(cast.li), waiting(cast.wang)
    delivery.deliver_due(now=NOW)
    assert post.tries == 2
    for line in (first, second):
        line.refresh_from_db()
        assert (line.state, line.tries, line.error) == ("waiting", 1, "发送时出错（ValueError）。")
    assert ADDRESS not in caplog.text


def test_a_server_that_does_not_answer_holds_up_its_own_kind_alone(cast, broken, monkeypatch):
    for number in range(3):
        waiting(cast.li, key=str(number))
    other = waiting(cast.wang, "apprise", "json://127.0.0.1:9/", key="9")
    post = broken(NotDelivered("邮件服务器连不上。", unreachable=True))
    delivery.deliver_due(now=NOW)
    assert post.tries == 2, "one letter, one webhook"
    letters = Delivery.objects.filter(channel__kind="email").order_by("pk")
    assert [line.tries for line in letters] == [1, 0, 0]
    assert {line.next_try_at for line in letters} == {NOW + MINUTE}
    other.refresh_from_db()
    assert other.tries == 1


def test_a_dead_sender_is_relieved_when_its_lease_lapses(cast):
    line = waiting(cast.li)
    assert delivery._claim(line, NOW)
    assert delivery.deliver_due(now=NOW + delivery.LEASE - SECOND) == 0
    assert delivery.deliver_due(now=NOW + delivery.LEASE) == 1
    assert len(mail.outbox) == 1
    line.refresh_from_db()
    assert (line.state, line.tries) == ("sent", 2)


def test_a_sender_that_comes_back_late_changes_nothing(cast):
    late = waiting(cast.li)
    assert delivery._claim(late, NOW)
    delivery.deliver_due(now=NOW + delivery.LEASE)
    delivery._failed(late, NotDelivered("邮件服务器连不上。"), NOW + delivery.LEASE)
    late.refresh_from_db()
    assert (late.state, late.error) == ("sent", "")


def test_a_line_on_which_every_sender_died_is_given_up(cast):
    line = waiting(cast.li)
    Delivery.objects.update(tries=delivery.MAX_TRIES)
    delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert (line.state, line.error) == ("failed", "每次发送都中途断掉。")
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_the_same_line(cast, monkeypatch):
    for number in range(20):
        waiting(cast.li, key=str(number))
    sent, start = [], threading.Barrier(2)
    monkeypatch.setattr(Post, "send", lambda self, line: sent.append(line.pk))

    def work():
        try:
            start.wait(10)
            delivery.deliver_due(now=NOW)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(sent) == sorted(Delivery.objects.filter(state="sent").values_list("pk", flat=True))
    assert len(sent) == 20


def test_a_batch_is_bounded(cast, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    for number in range(3):
        waiting(cast.li, key=str(number))
    assert delivery.deliver_due(now=NOW) == 2
    assert delivery.deliver_due(now=NOW) == 1


@pytest.mark.parametrize("switch_off", ["channel", "account"])
def test_nobody_is_written_to_who_does_not_want_it_any_more(cast, switch_off):
    line = waiting(cast.li)
    if switch_off == "channel":
        Channel.objects.update(is_active=False)
    else:
        User.objects.filter(pk=cast.li.pk).update(is_active=False)
    delivery.deliver_due(now=NOW)
    assert not mail.outbox
    assert not Delivery.objects.filter(pk=line.pk).exists()
    assert Notice.objects.filter(pk=line.notice_id).exists(), "the in-site list keeps it"


def test_what_was_given_up_is_said_once_a_day_to_those_who_can_help(cast):
    waiting(cast.li, "apprise", "nonsense")
    delivery.deliver_due(now=NOW)
    assert delivery.report_undelivered(now=NOW + MINUTE) == 1
    assert delivery.report_undelivered(now=NOW + 2 * MINUTE) == 1
    notices = Notice.objects.filter(kind="undelivered")
    assert {notice.recipient for notice in notices} == {cast.admin, cast.qian, cast.bai}
    assert "群机器人" in notices[0].title
    assert delivery.report_undelivered(now=NOW + timedelta(days=1)) == 0, "yesterday's news"
    assert notices.count() == 3


def test_the_command_sends_what_is_due(cast, capsys):
    notify([cast.li], kind="x", title="题", url="/", key="k", now=NOW - timedelta(days=3650))
    Channel.objects.create(user=cast.li, kind="email", address=ADDRESS)
    notify([cast.li], kind="x", title="题", url="/", key="l", now=NOW - timedelta(days=3650))
    call_command("deliver_notices")
    assert "处理了 1 条" in capsys.readouterr().out
    assert len(mail.outbox) == 1


# --- the ways out --------------------------------------------------------------------------------------


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 5
    server = MailServer()
    with server.serve() as settings.EMAIL_PORT:
        yield server


def test_letters_of_a_batch_share_one_connection(cast, smtp):
    waiting(cast.li)
    waiting(cast.wang, address="wang@example.gov.cn")
    delivery.deliver_due(now=NOW)
    assert len(smtp.letters) == 2
    assert smtp.connections == 1


def test_a_refused_recipient_spoils_no_other_letter(cast, smtp):
    refused = waiting(cast.li, address="nobody@example.gov.cn")
    waiting(cast.wang, address="wang@example.gov.cn")
    delivery.deliver_due(now=NOW)
    refused.refresh_from_db()
    assert refused.error == "邮件服务器拒收这个收件地址。"
    assert len(smtp.letters) == 1


def test_a_mail_server_that_is_down_is_said_without_its_address(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    line = waiting(cast.li)
    delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert (line.state, line.error) == ("waiting", "邮件服务器连不上。")


def test_an_apprise_address_gets_title_and_link(cast, settings):
    sink = Webhook()
    with sink.serve() as address:
        line = waiting(cast.li, "apprise", f"json://user:secret@{address}/hook")
        delivery.deliver_due(now=NOW)
    (letter,) = sink.received
    assert letter["title"] == "新留言待接收"
    assert letter["message"] == f"{settings.SITE_URL}/desk/x/"
    line.refresh_from_db()
    assert line.state == "sent"


def test_a_webhook_that_refuses_is_tried_again_and_its_secret_kept(cast, caplog):
    sink = Webhook(status=403)
    with sink.serve() as address:
        line = waiting(cast.li, "apprise", f"json://user:secret@{address}/hook")
        delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert line.state == "waiting"
    assert "secret" not in line.error + caplog.text


def test_a_text_message_goes_to_the_gateway_and_the_number_is_wiped(cast, settings):
    sink = Webhook()
    with sink.serve() as address:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = f"http://{address}/send", "token-1"
        line = texted()
        delivery.deliver_due(now=NOW)
    (message,) = sink.received
    assert message["to"] == "13812341234"
    assert message["text"] == f"您的留言有新进展 {settings.SITE_URL}/track/x/"
    assert message["headers"]["Authorization"] == "Bearer token-1"
    line.refresh_from_db()
    assert (line.state, line.number) == ("sent", None)


@pytest.mark.parametrize(
    ("status", "error"), [(500, "短信网关没有接受，代码 500。"), (None, "短信网关连不上。")]
)
def test_a_gateway_that_fails_is_said_and_the_number_kept_for_the_next_try(cast, settings, status, error):
    sink = Webhook(status=status or 200)
    with sink.serve() as address:
        settings.SMS_GATEWAY_URL = f"http://{address}/" if status else "http://127.0.0.1:9/"
        line = texted()
        delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert (line.state, line.error, line.number) == ("waiting", error, "13812341234")


def test_without_a_gateway_texts_wait(cast, settings):
    settings.SMS_GATEWAY_URL = ""
    line = texted()
    delivery.deliver_due(now=NOW)
    line.refresh_from_db()
    assert (line.state, line.error) == ("waiting", "没有设置短信网关。")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "li@example.gov.cn"),
        ("sms", "138 1234 1234"),
        ("apprise", "wecombot://0a1b2c3d-key"),
        ("apprise", "dingtalk://token"),
        ("apprise", "feishu://token"),
        ("apprise", "json://example.gov.cn/hook"),
    ],
)
def test_addresses_that_can_be_used(kind, address):
    assert channels.fault(kind, address) == ""


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        ("email", "li@", "邮箱地址不对"),
        ("sms", "12345", "电话号码"),
        ("apprise", "", "读不懂"),
        ("apprise", "http//x", "读不懂"),
        ("apprise", "syslog://", "读不懂"),
    ],
)
def test_addresses_that_cannot_be_used(kind, address, said):
    assert said in channels.fault(kind, address)
