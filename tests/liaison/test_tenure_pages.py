"""The tenure desk: what will happen is said first, then it happens, and nobody else can make it happen."""

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Deputy, Seat
from liaison.models import Conversation
from tests.cast import NOW

TERMS = "/desk/liaison/tenure/terms/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def page(deputy):
    return reverse("liaison:deputy_status", args=[deputy.pk])


def test_suspension_names_what_will_happen_then_hands_over(cast, as_user):
    filed = cast.message()
    sign = as_user(cast.qian)
    html = sign.get(page(cast.li_deputy)).content.decode()
    assert "1 件没办结的转给梧桐联络站" in html
    response = sign.post(
        page(cast.li_deputy), {"act": "suspend", "ground": "detained", "since": "2026-11-17"}, follow=True
    )
    assert "已暂停李敏" in response.content.decode()
    cast.li_deputy.refresh_from_db()
    assert (cast.li_deputy.status, str(cast.li_deputy.status_since)) == ("suspended", "2026-11-17")
    assert Conversation.objects.get(pk=filed.conversation.pk).held_by == "site"


def test_suspended_deputy_comes_back(cast, as_user):
    sign = as_user(cast.qian)
    sign.post(page(cast.li_deputy), {"act": "suspend", "ground": "detained", "since": "2026-11-17"})
    sign.post(page(cast.li_deputy), {"act": "resume", "since": "2026-11-18"})
    cast.li_deputy.refresh_from_db()
    assert cast.li_deputy.status == "active"


def test_termination_leaves_the_seat_vacant(cast, as_user):
    as_user(cast.qian).post(
        page(cast.li_deputy), {"act": "terminate", "ground": "resigned", "since": "2026-11-18"}
    )
    assert Seat.objects.get(pk=cast.seat.pk).holder is None
    assert "没有可以变更的状态" in as_user(cast.qian).get(page(cast.li_deputy)).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"act": "suspend", "ground": "resigned", "since": "2026-11-18"}, "ground"),
        ({"act": "terminate", "ground": "detained", "since": "2026-11-18"}, "ground"),
        ({"act": "suspend", "since": "2026-11-18"}, "ground"),
        ({"act": "suspend", "ground": "detained", "since": "2026-11-19"}, "since"),
        ({"act": "suspend", "ground": "detained", "since": "2020-01-01"}, "since"),
        ({"act": "suspend", "ground": "detained", "since": "昨天"}, "since"),
    ],
)
def test_wrong_grounds_and_dates_are_told_beside_the_field(cast, as_user, data, field):
    response = as_user(cast.qian).post(page(cast.li_deputy), data)
    assert response.context["forms"][data["act"]].errors[field]
    cast.li_deputy.refresh_from_db()
    assert cast.li_deputy.status == "active"


def test_act_that_does_not_fit_the_status_is_refused(cast, as_user):
    response = as_user(cast.qian).post(
        page(cast.li_deputy), {"act": "resume", "since": "2026-11-18"}, follow=True
    )
    assert "不能这样改" in response.content.decode()
    assert as_user(cast.qian).post(page(cast.li_deputy), {"act": "boom"}).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("qian", 200), ("bai", 404), ("zhang", 403), ("li", 403), ("admin", 403), ("audit", 403)],
)
def test_only_her_congress_changes_a_status(cast, as_user, who, status):
    assert as_user(getattr(cast, who)).get(page(cast.li_deputy)).status_code == status


def test_change_of_term_is_shown_seat_by_seat(cast, as_user):
    cast.message()
    response = as_user(cast.qian).get(TERMS)
    handover = response.context["handover"]
    assert (handover.coming, handover.staying, handover.vacant) == (1, 0, 1)
    assert (handover.passing_on, handover.to_sites) == (1, 0)
    html = response.content.decode()
    assert "1 件 → 陈立" in html


def test_change_of_term_needs_the_tick_then_happens_once(cast, as_user):
    filed = cast.message()
    sign = as_user(cast.qian)
    assert "请先核对名单" in sign.post(TERMS, {"term": cast.next_term.pk}).content.decode()
    response = sign.post(TERMS, {"term": cast.next_term.pk, "checked": "on"}, follow=True)
    assert "1 件未办结" in response.content.decode()
    assert Seat.objects.get(pk=cast.seat.pk).holder == cast.chen_deputy
    assert Deputy.objects.get(pk=cast.li_deputy.pk).status == "term_ended"
    assert Conversation.objects.get(pk=filed.conversation.pk).deputy == cast.chen_deputy
    assert sign.post(TERMS, {"term": cast.next_term.pk, "checked": "on"}).status_code == 404
    assert "没有要换的下一届" in sign.get(TERMS).content.decode()


def test_term_without_a_list_asks_for_the_list(cast, as_user):
    Deputy.objects.filter(pk=cast.chen_deputy.pk).delete()
    html = as_user(cast.qian).get(TERMS).content.decode()
    assert "还没有" in html
    assert reverse("deputies:import_roster") in html


def test_other_congresses_see_nothing_of_it(cast, as_user):
    assert as_user(cast.bai).get(TERMS).context["terms"] == []
    assert as_user(cast.bai).post(TERMS, {"term": cast.next_term.pk, "checked": "on"}).status_code == 404
    assert as_user(cast.zhang).get(TERMS).status_code == 403


def test_handover_costs_the_same_for_ten_seats_and_for_two_hundred(
    cast, as_user, django_assert_max_num_queries
):
    sign, counts, made = as_user(cast.qian), [], 0
    for more in (10, 200):
        Seat.objects.bulk_create(
            Seat(congress=cast.congress, district=cast.district, number=n, organisation=cast.street)
            for n in range(made + 10, more + 10)
        )
        made = more
        sign.get(TERMS)
        with django_assert_max_num_queries(16) as captured:
            assert sign.get(TERMS).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
