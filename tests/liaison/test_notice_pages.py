"""Notices and channels: read, opened safely, chosen by the person herself, tested through the outbox."""

import pytest
import time_machine
from django.urls import reverse

from liaison.models import Channel, Delivery, Notice
from liaison.notices import notify
from tests.cast import NOW

LIST, CHANNELS = "/desk/liaison/notices/", "/desk/liaison/channels/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def tell(user, number=1, url="/desk/"):
    notify([user], kind="conversation", title=f"第 {number} 条", url=url, key=f"t:{number}", now=NOW)
    return Notice.objects.get(dedupe_key=f"t:{number}:u{user.pk}")


def add(**changes):
    return {"act": "add", "kind": "email", "address": "li@example.com"} | changes


def test_unread_comes_first_and_opening_reads(cast, as_user):
    first, second = tell(cast.li, 1), tell(cast.li, 2, url="/desk/profile/")
    sign = as_user(cast.li)
    assert sign.get(reverse("liaison:notice", args=[second.pk])).url == "/desk/profile/"
    second.refresh_from_db()
    assert second.read_at == NOW
    assert [notice.pk for notice in sign.get(LIST).context["page"]] == [first.pk, second.pk]


def test_all_are_read_at_once(cast, as_user):
    tell(cast.li, 1)
    other = tell(cast.wang, 2)
    as_user(cast.li).post(LIST)
    assert not Notice.objects.filter(recipient=cast.li, read_at=None).exists()
    other.refresh_from_db()
    assert other.read_at is None


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_notice_never_leads_out_of_the_house(cast, as_user, url):
    notice = tell(cast.li, 1, url=url)
    assert as_user(cast.li).get(reverse("liaison:notice", args=[notice.pk])).url == LIST


def test_notice_of_another_person_is_not_there(cast, as_user):
    notice = tell(cast.li, 1)
    assert as_user(cast.wang).get(reverse("liaison:notice", args=[notice.pk])).status_code == 404


def test_channel_is_added_and_next_notices_use_it(cast, as_user):
    as_user(cast.li).post(CHANNELS, add())
    tell(cast.li, 1)
    assert Delivery.objects.get().channel == Channel.objects.get(user=cast.li)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "not-mail"}, "邮箱地址不对"),
        ({"kind": "apprise", "address": "hello"}, "读不懂"),
        ({"kind": "apprise", "address": "dbus://"}, "读不懂"),
        ({"kind": "apprise", "address": "json://127.0.0.1:6379/"}, "系统管理员登记"),
        ({"address": ""}, "必填"),
        ({"kind": "pigeon"}, "pigeon"),
    ],
)
def test_wrong_addresses_are_told_beside_the_field(cast, as_user, changes, sentence):
    response = as_user(cast.li).post(CHANNELS, add(**changes))
    assert response.context["form"].errors
    assert sentence in response.content.decode()
    assert not Channel.objects.exists()


def test_text_messages_are_offered_where_there_is_a_gateway(cast, as_user, settings):
    settings.SMS_GATEWAY_URL = ""
    assert (
        as_user(cast.li).post(CHANNELS, add(kind="sms", address="13812345678")).context["form"].errors["kind"]
    )
    settings.SMS_GATEWAY_URL = "https://sms.example/"
    as_user(cast.li).post(CHANNELS, add(kind="sms", address="13812345678"))
    html = as_user(cast.li).get(CHANNELS).content.decode()
    assert "138****5678" in html
    assert "13812345678" not in html


def test_address_is_taken_once_and_ten_are_enough(cast, as_user):
    sign = as_user(cast.li)
    for number in range(10):
        sign.post(CHANNELS, add(address=f"li{number}@example.com"))
    assert "已经登记过" in sign.post(CHANNELS, add(address="li3@example.com")).content.decode()
    assert "最多登记 10 个" in sign.post(CHANNELS, add(address="li11@example.com")).content.decode()
    assert Channel.objects.count() == 10


def test_secret_of_a_robot_is_never_shown_again(cast, as_user):
    secret = "a1b2c3d4e5f6a1b2c3d4"
    as_user(cast.li).post(CHANNELS, add(kind="apprise", address=f"dingtalk://{secret}"))
    html = as_user(cast.li).get(CHANNELS).content.decode()
    assert "dingtalk://…" in html
    assert secret not in html


def test_test_goes_through_the_outbox_once_a_minute(cast, as_user):
    sign = as_user(cast.li)
    sign.post(CHANNELS, add())
    channel = Channel.objects.get()
    for _again in range(2):
        sign.post(CHANNELS, {"act": "test", "channel": channel.pk})
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.state) == (channel, "waiting")
    assert not Notice.objects.filter(recipient=cast.li, read_at=None).exists()


def test_channel_is_turned_off_on_and_removed(cast, as_user):
    sign = as_user(cast.li)
    sign.post(CHANNELS, add())
    channel = Channel.objects.get()
    sign.post(CHANNELS, {"act": "off", "channel": channel.pk})
    tell(cast.li, 1)
    assert not Delivery.objects.exists()
    sign.post(CHANNELS, {"act": "on", "channel": channel.pk})
    assert Channel.objects.get().is_active
    sign.post(CHANNELS, {"act": "remove", "channel": channel.pk})
    assert not Channel.objects.exists()


def test_organisation_channels_belong_to_those_who_answer_for_it(cast, as_user):
    as_user(cast.zhang).post(CHANNELS, add(organisation=cast.street.pk))
    channel = Channel.objects.get(organisation=cast.street)
    assert as_user(cast.li).post(CHANNELS, {"act": "off", "channel": channel.pk}).status_code == 404
    assert as_user(cast.bai).post(CHANNELS, {"act": "remove", "channel": channel.pk}).status_code == 404
    assert as_user(cast.bai).post(CHANNELS, add(organisation=cast.street.pk)).context["form"].errors
    as_user(cast.qian).post(CHANNELS, {"act": "off", "channel": channel.pk})
    channel.refresh_from_db()
    assert not channel.is_active
    assert as_user(cast.zhang).post(CHANNELS, {"act": "off", "channel": "x"}).status_code == 404
    assert as_user(cast.zhang).post(CHANNELS, {"act": "boom"}).status_code == 404


def test_li_cannot_add_for_an_organisation(cast, as_user):
    as_user(cast.li).post(CHANNELS, add(organisation=cast.street.pk))
    assert Channel.objects.get().user == cast.li


def test_list_costs_the_same_for_ten_and_for_two_hundred(cast, as_user, django_assert_max_num_queries):
    sign, counts, made = as_user(cast.zhang), [], 0
    for more in (10, 200):
        Notice.objects.bulk_create(
            Notice(
                recipient=cast.zhang, kind="x", title="t", url="/desk/", dedupe_key=f"k{n}", created_at=NOW
            )
            for n in range(made, more)
        )
        made = more
        sign.get(LIST)
        with django_assert_max_num_queries(14) as captured:
            assert sign.get(LIST).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
