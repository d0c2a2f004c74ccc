"""The sites desk: register, five-haves with evidence, head, staff, closing."""

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Site, SiteStaff
from deputies.services import mandates
from tests.cast import NOW, TODAY


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def facts(cast, **changes):
    return {
        "name": "香樟工作室",
        "kind": "studio",
        "organisation": cast.street.pk,
        "parent": "",
        "head": cast.li_deputy.pk,
        "address": "香樟路 5 号",
        "directions": "地铁口旁",
        "phone": "",
        "hours": "",
        "feature": "",
    } | changes


def edit(site):
    return reverse("deputies:edit_site", args=[site.pk])


def test_site_is_registered_and_found_by_pinyin(cast, as_user, client):
    response = as_user(cast.zhang).post(reverse("deputies:new_site"), facts(cast))
    site = Site.objects.get(name="香樟工作室")
    assert response.url == edit(site)
    assert site.head == cast.li_deputy
    found = client.get(reverse("deputies:sites"), {"q": "xzgzs"}).context["page"]
    assert list(found) == [site]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"address": ""}, "address"),
        ({"organisation": ""}, "organisation"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_missing_facts_are_told_beside_the_field(cast, as_user, changes, field):
    response = as_user(cast.zhang).post(reverse("deputies:new_site"), facts(cast, **changes))
    assert response.context["form"].errors[field]
    assert Site.objects.count() == 1


def test_name_is_unique_within_the_body(cast, as_user):
    response = as_user(cast.zhang).post(reverse("deputies:new_site"), facts(cast, name="梧桐联络站"))
    assert "同名" in response.content.decode()
    assert "香樟路 5 号" in response.content.decode()


def test_head_has_to_be_a_deputy_in_office_of_the_area(cast, as_user):
    response = as_user(cast.zhang).post(reverse("deputies:new_site"), facts(cast, head=cast.sun_deputy.pk))
    assert response.context["form"].errors["head"]
    as_user(cast.zhang).post(edit(cast.site), facts(cast, act="facts", name="梧桐联络站", is_active="on"))
    mandates.suspend(deputy=cast.li_deputy, ground="detained", since=TODAY, actor=cast.qian, now=NOW)
    response = as_user(cast.zhang).post(
        edit(cast.site), facts(cast, act="facts", name="梧桐联络站", is_active="on", feature="议事厅")
    )
    assert "正在履职" in response.content.decode()


def test_site_cannot_be_put_below_itself(cast, as_user):
    as_user(cast.zhang).post(reverse("deputies:new_site"), facts(cast, parent=cast.site.pk))
    below = Site.objects.get(name="香樟工作室")
    data = facts(cast, act="facts", name="梧桐联络站", parent=below.pk, is_active="on", head="")
    assert "下级" in as_user(cast.zhang).post(edit(cast.site), data).content.decode()


def test_area_of_others_is_closed(cast, as_user):
    for user, status in (
        (cast.bai, 404),
        (cast.wang, 403),
        (cast.li, 403),
        (cast.qian, 200),
        (cast.admin, 403),
    ):
        assert as_user(user).get(edit(cast.site)).status_code == status
    response = as_user(cast.zhang).post(
        reverse("deputies:new_site"), facts(cast, organisation=cast.other_congress.pk)
    )
    assert response.context["form"].errors["organisation"]


def test_five_haves_need_evidence(cast, as_user):
    sign = as_user(cast.zhang)
    response = sign.post(edit(cast.site), {"act": "standards", "met_venue": "on", "evidence_venue": ""})
    assert "写明依据" in response.content.decode()
    assert not cast.site.standards.exists()
    sign.post(edit(cast.site), {"act": "standards", "met_venue": "on", "evidence_venue": "会议室 201"})
    venue = cast.site.standards.get(item="venue")
    assert (venue.met, venue.evidence, venue.checked_on) == (True, "会议室 201", TODAY)
    page = sign.get(reverse("deputies:site_desk")).context["page"]
    assert page[0].met == 1


def test_staff_come_and_go(cast, as_user):
    sign = as_user(cast.zhang)
    assert (
        "没有这个"
        in sign.post(edit(cast.site), {"act": "staff", "username": "x", "duty": "联络员"}).content.decode()
    )
    assert (
        "已经是"
        in sign.post(edit(cast.site), {"act": "staff", "username": "wang", "duty": "联络员"}).content.decode()
    )
    sign.post(edit(cast.site), {"act": "staff", "username": "wu", "duty": "联络员"})
    staff = SiteStaff.objects.get(site=cast.site, user=cast.wu)
    sign.post(edit(cast.site), {"act": "remove", "staff": staff.pk})
    assert not SiteStaff.objects.filter(pk=staff.pk).exists()
    assert sign.post(edit(cast.site), {"act": "remove", "staff": "9" * 30}).status_code == 404


def test_site_with_seats_or_open_words_cannot_be_closed(cast, as_user):
    data = facts(cast, act="facts", name="梧桐联络站", head="")
    assert "2 个席位" in as_user(cast.zhang).post(edit(cast.site), data).content.decode()
    cast.seat.site = cast.vacant_seat.site = None
    cast.seat.save()
    cast.vacant_seat.save()
    as_user(cast.zhang).post(edit(cast.site), data)
    assert not Site.objects.get(pk=cast.site.pk).is_active
    assert not as_user(cast.zhang).get(reverse("deputies:site_desk")).context["page"].object_list
    assert (
        as_user(cast.zhang).get(reverse("deputies:site_desk"), {"closed": "on"}).context["page"].object_list
    )


def test_desk_costs_the_same_for_ten_and_for_two_hundred(cast, as_user, django_assert_max_num_queries):
    sign, counts, made = as_user(cast.zhang), [], 0
    for more in (10, 200):
        for number in range(made, more):
            Site.objects.create(kind="point", name=f"点{number}", organisation=cast.street, address="路")
        made = more
        sign.get(reverse("deputies:site_desk"))
        with django_assert_max_num_queries(16) as captured:
            assert sign.get(reverse("deputies:site_desk")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
