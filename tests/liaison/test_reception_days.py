"""Reception days: planned for a year, booked, cancelled with everybody told, closed with minutes."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from liaison.models import Conversation, Notice, ReceptionDay
from tests.cast import NOW, TODAY


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day(cast):
    day = ReceptionDay.objects.create(
        site=cast.site, date=date(2026, 11, 25), starts=time(9), ends=time(11), capacity=2
    )
    day.deputies.add(cast.li_deputy)
    return day


def _plan(cast, **changes):
    return {
        "site": cast.site.pk,
        "deputies": [cast.li_deputy.pk],
        "year": 2026,
        "months": "every",
        "way": "day",
        "day": 16,
        "nth": 1,
        "weekday": 0,
        "policy": "next",
        "starts": "09:00",
        "ends": "11:00",
        "capacity": 8,
        "act": "publish",
    } | changes


PLAN = "/desk/liaison/reception/plan/"


def test_year_is_looked_at_before_it_is_published(cast, as_user):
    response = as_user(cast.zhang).post(PLAN, _plan(cast, act="preview"))
    drafts = response.context["drafts"]
    assert [draft.planned.date for draft in drafts if not draft.obstacle] == [date(2026, 12, 16)]
    assert not ReceptionDay.objects.exists()


def test_year_is_published_with_its_deputies(cast, as_user):
    as_user(cast.zhang).post(PLAN, _plan(cast, year=2027, months="even", day=20, policy="keep"))
    days = list(ReceptionDay.objects.all())
    assert [day.date for day in days] == [date(2027, month, 20) for month in (2, 4, 6, 8, 10, 12)]
    assert all(list(day.deputies.all()) == [cast.li_deputy] for day in days)


def test_publishing_twice_adds_nothing(cast, as_user):
    as_user(cast.zhang).post(PLAN, _plan(cast, year=2027))
    response = as_user(cast.zhang).post(PLAN, _plan(cast, year=2027))
    assert ReceptionDay.objects.count() == 12
    assert "没有可以公布的日子" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "08:00"}, "晚于开始时间"),
        ({"day": 32}, "31"),
        ({"day": ""}, "1 到 31"),
        ({"deputies": []}, "必填"),
        ({"capacity": 0}, "1"),
        ({"year": 2040}, "2040"),
    ],
)
def test_wrong_plans_are_told_beside_the_field(cast, as_user, changes, sentence):
    response = as_user(cast.zhang).post(PLAN, _plan(cast, **changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert sentence in response.content.decode()
    assert not ReceptionDay.objects.exists()


def test_deputies_take_turns(cast, as_user):
    from deputies.services import mandates

    hua = mandates.appoint(
        seat=cast.vacant_seat, term=cast.term, name="华英", elected_on=date(2021, 11, 8), actor=None, now=NOW
    )
    as_user(cast.zhang).post(PLAN, _plan(cast, year=2027, deputies=[cast.li_deputy.pk, hua.pk], per_day=1))
    on_duty = [day.deputies.get() for day in ReceptionDay.objects.order_by("date")]
    assert len(set(on_duty)) == 2
    assert all(one != other for one, other in zip(on_duty, on_duty[1:], strict=False))


def test_who_may_plan_and_see(cast, as_user, day):
    days, one = reverse("liaison:reception"), reverse("liaison:reception_day", args=[day.pk])
    for user, listed, opened, planning in (
        (cast.zhang, 200, 200, 200),
        (cast.wang, 200, 200, 200),
        (cast.qian, 200, 200, 200),
        (cast.li, 200, 200, 403),
        (cast.sun, 200, 404, 403),
        (cast.bai, 200, 404, 200),
        (cast.zhao, 403, 403, 403),
        (cast.admin, 403, 403, 403),
    ):
        sign = as_user(user)
        statuses = [sign.get(url).status_code for url in (days, one, PLAN)]
        assert statuses == [listed, opened, planning], user


def test_site_of_another_area_cannot_be_planned(cast, as_user):
    assert as_user(cast.bai).post(PLAN, _plan(cast)).status_code == 404
    assert as_user(cast.zhang).post(PLAN, _plan(cast, site="x")).status_code == 404


def test_single_day_is_added_once(cast, as_user):
    url = reverse("liaison:reception_new")
    data = {
        "site": cast.site.pk,
        "deputies": [cast.li_deputy.pk],
        "date": "2026-12-01",
        "starts": "14:00",
        "ends": "16:00",
        "capacity": 5,
        "theme": "加装电梯",
    }
    sign = as_user(cast.wang)
    assert sign.post(url, data).status_code == 302
    assert "已有接待日" in sign.post(url, data).content.decode()
    assert "今天之后" in sign.post(url, data | {"date": "2026-11-18"}).content.decode()
    assert ReceptionDay.objects.get().theme == "加装电梯"


def test_capacity_never_falls_below_the_booked(cast, as_user, day):
    cast.appointment(reception_day=day)
    cast.appointment(reception_day=day)
    url = reverse("liaison:reception_day", args=[day.pk])
    assert (
        "已有 2 人预约" in as_user(cast.zhang).post(url, {"act": "capacity", "capacity": 1}).content.decode()
    )
    as_user(cast.zhang).post(url, {"act": "capacity", "capacity": 9})
    day.refresh_from_db()
    assert day.capacity == 9


def test_cancelled_day_sends_its_bookings_back_and_tells(cast, as_user, day):
    filed = cast.appointment(reception_day=day)
    url = reverse("liaison:reception_day", args=[day.pk])
    response = as_user(cast.zhang).post(url, {"act": "cancel", "reason": "站点装修"}, follow=True)
    assert "1 位已预约的群众" in response.content.decode()
    day.refresh_from_db()
    assert (day.state, day.state_reason) == ("cancelled", "站点装修")
    conversation = Conversation.objects.get(pk=filed.conversation.pk)
    assert conversation.state == "counter_proposed"
    assert conversation.due_at == NOW + timedelta(hours=24)
    assert conversation.appointment.starts_at is None
    assert "站点装修" in conversation.entries.get().body
    assert Notice.objects.filter(recipient=cast.li, title__contains="另约时间").exists()
    again = as_user(cast.zhang).post(url, {"act": "cancel", "reason": "再来"})
    assert "已经取消" in again.content.decode() or again.status_code == 200


def test_deputy_and_outsiders_cannot_cancel(cast, as_user, day):
    url = reverse("liaison:reception_day", args=[day.pk])
    for user in (cast.li, cast.sun, cast.bai):
        assert as_user(user).post(url, {"act": "cancel", "reason": "试试"}).status_code == 404
    day.refresh_from_db()
    assert day.state == "published"


def test_minutes_at_a_tap_close_the_meeting(cast, as_user, day):
    filed = cast.appointment(reception_day=day)
    url = reverse("liaison:reception_day", args=[day.pk])
    data = {"act": "hold", "receipt": filed.conversation.receipt, "version": filed.conversation.version}
    refused = as_user(cast.li).post(url, data | {"minutes": ""})
    assert "必填" in refused.content.decode()
    as_user(cast.li).post(url, data | {"minutes": "答应本周内现场看一次。"})
    conversation = Conversation.objects.get(pk=filed.conversation.pk)
    assert conversation.state == "held"
    assert conversation.appointment.minutes == "答应本周内现场看一次。"


def test_two_who_keep_minutes_get_one_and_a_conflict_that_keeps_the_words(cast, as_user, day):
    filed = cast.appointment(reception_day=day)
    url = reverse("liaison:reception_day", args=[day.pk])
    data = {"act": "no_show", "receipt": filed.conversation.receipt, "version": filed.conversation.version}
    as_user(cast.qian).post(url, data)
    response = as_user(cast.li).post(url, data | {"act": "hold", "minutes": "我们谈过了"})
    assert Conversation.objects.get(pk=filed.conversation.pk).state == "no_show"
    assert response.status_code == 409
    assert "我们谈过了" in response.content.decode()


def test_booked_people_are_masked_and_words_stay_with_their_readers(cast, as_user, day):
    cast.appointment(
        reception_day=day, contact_name="周建国", contact_phone="13812341234", body="我想说说物业。"
    )
    url = reverse("liaison:reception_day", args=[day.pk])
    for user, reads_words in ((cast.li, True), (cast.qian, True), (cast.wang, False)):
        html = as_user(user).get(url).content.decode()
        assert "周**" in html
        assert "138****1234" in html
        assert "周建国" not in html
        assert "13812341234" not in html
        assert ("我想说说物业" in html) is reads_words


def test_what_is_about_the_deputy_is_not_listed_for_her(cast, as_user, day):
    cast.appointment(reception_day=day, about="deputy", contact_name="周建国")
    url = reverse("liaison:reception_day", args=[day.pk])
    assert "周**" not in as_user(cast.li).get(url).content.decode()
    assert "周**" in as_user(cast.qian).get(url).content.decode()


@pytest.mark.parametrize("name", ["liaison:reception", "day"])
def test_lists_cost_the_same_for_ten_and_for_two_hundred(
    cast, as_user, day, django_assert_max_num_queries, name
):
    day.capacity = 500
    day.save()
    url = reverse("liaison:reception_day", args=[day.pk]) if name == "day" else reverse(name)
    sign, counts, made = as_user(cast.qian), [], 0
    for more in (10, 200):
        for number in range(made, more):
            if name == "day":
                cast.appointment(reception_day=day)
            else:
                extra = ReceptionDay.objects.create(
                    site=cast.site, date=TODAY + timedelta(days=number + 30), starts=time(9), ends=time(10)
                )
                extra.deputies.add(cast.li_deputy)
        made = more
        sign.get(url)
        with django_assert_max_num_queries(16) as captured:
            assert sign.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
