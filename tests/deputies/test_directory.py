"""The public directory: finding by name, sound, district and address; what a page says and hides."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from deputies import addresses
from deputies.models import Deputy, DeputyGroup, ElectoralDistrict, GroupMember, Seat, SiteStandard
from deputies.queries.directory import districts_at, find_deputies
from deputies.services import mandates
from tests.cast import NOW, TODAY


@pytest.mark.parametrize(
    ("typed", "words", "number"),
    [
        ("长宁路18号", "长宁路", 18),
        ("长宁路 １８ 号 3单元", "长宁路", 18),
        ("梧桐苑", "梧桐苑", None),
        ("18号", "18号", None),
    ],
)
def test_address_is_split_into_road_and_number(typed, words, number):
    assert addresses.read(typed)[:2] == (words, number)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("长宁路 18 号 3 单元", ["长宁路18号3单元"]),
        ("李敏 长宁路 １８ 号", ["李敏", "长宁路18号"]),
        ("li min", ["li", "min"]),
        ("第 3 选区", ["第3选区"]),
    ],
)
def test_blanks_around_a_house_number_do_not_part_an_address(typed, terms):
    assert addresses.terms(typed) == terms


@pytest.mark.parametrize(
    ("places", "typed", "covered"),
    [
        ("梧桐苑\n长宁路 1—99 号", "长宁路18号", True),
        ("长宁路 1—99 号", "长宁路100号", False),
        ("长宁路2-98号（双号）", "长宁路18号", True),
        ("长宁路2-98号（双号）", "长宁路19号", False),
        ("长宁路全段", "长宁路19号", True),
        ("长宁路18弄", "长宁路19号", None),
        ("新村3号楼", "新村3号", True),
        ("新村33号楼", "新村3号", None),
        ("平安路", "长宁路", False),
    ],
)
def test_range_covers_address(places, typed, covered):
    assert addresses.covers(places, addresses.read(typed)) is covered


@pytest.mark.parametrize(
    "words",
    [
        "李敏",
        "李",
        "limin",
        "LM",
        "li",
        "梧桐",
        "梧桐苑",
        "长宁路18号",
        "长宁路 18 号",
        "第 1 选区",
        "李敏 梧桐苑",
        "青澜区人大",
    ],
)
def test_deputy_is_found_by(cast, words):
    assert cast.li_deputy in find_deputies(query=words)


@pytest.mark.parametrize("words", ["min", "孙强", "白石桥", "不存在", "%", "·"])
def test_deputy_is_not_found_by(cast, words):
    assert cast.li_deputy not in find_deputies(query=words)


def test_house_number_decides_between_districts_on_one_road(cast):
    other = ElectoralDistrict.objects.create(
        congress=cast.congress, organisation=cast.street, number=2, name="长宁北", places="长宁路 100—300 号"
    )
    assert districts_at("长宁路18号") == [cast.district]
    assert districts_at("长宁路 120 号") == [other]
    assert set(districts_at("长宁路")) == {cast.district, other}


def test_filters_by_level_street_and_group(cast, client):
    group = DeputyGroup.objects.create(kind="mixed", name="梧桐小组", organisation=cast.street)
    GroupMember.objects.create(group=group, deputy=cast.li_deputy)
    url = reverse("deputies:directory")
    for query, names in (
        ({"level": 4}, {"李敏", "孙强"}),
        ({"level": 1}, set()),
        ({"street": cast.street.pk}, {"李敏"}),
        ({"group": group.pk}, {"李敏"}),
    ):
        page = client.get(url, query).context["page"]
        assert {deputy.name for deputy in page} == names, query


def test_wrong_filters_are_told_and_do_not_fail(cast, client):
    url = reverse("deputies:directory")
    for query in ({"level": "9"}, {"street": "x"}, {"q": "长" * 61}, {"q": "\0"}, {"page": "zzz"}):
        assert client.get(url, query).status_code == 200
    assert "最多写 60 个字" in client.get(url, {"q": "长" * 61}).content.decode()


def test_elected_deputy_is_not_public_before_she_takes_her_seat(cast, client):
    assert client.get(reverse("deputies:deputy", args=[cast.chen_deputy.pk])).status_code == 404
    assert cast.chen_deputy not in find_deputies()


def test_profile_shows_pledge_site_and_buttons_but_never_private_contact(cast, client):
    mandates.update_profile(
        deputy=cast.li_deputy,
        actor=cast.qian,
        now=NOW,
        pledge="件件有回音",
        mobile="13800000000",
        email="li@example.com",
    )
    html = client.get(reverse("deputies:deputy", args=[cast.li_deputy.pk])).content.decode()
    assert "件件有回音" in html
    assert "梧桐联络站" in html
    assert reverse("liaison:contact_deputy", args=[cast.li_deputy.pk]) in html
    assert "13800000000" not in html
    assert "li@example.com" not in html


def test_suspended_deputy_is_explained_without_the_ground(cast, client):
    mandates.suspend(deputy=cast.li_deputy, ground="detained", since=TODAY, actor=cast.qian, now=NOW)
    html = client.get(reverse("deputies:deputy", args=[cast.li_deputy.pk])).content.decode()
    assert "暂时停止执行代表职务" in html
    assert "羁押" not in html
    assert reverse("liaison:contact_deputy", args=[cast.li_deputy.pk]) not in html
    assert reverse("liaison:contact_site", args=[cast.site.pk]) in html


def test_ended_mandate_points_to_the_successor(cast, client):
    mandates.change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)
    html = client.get(reverse("deputies:deputy", args=[cast.li_deputy.pk])).content.decode()
    assert "任期已于" in html
    assert reverse("deputies:deputy", args=[cast.chen_deputy.pk]) in html


def _portrait(deputy):
    output = BytesIO()
    Image.new("RGB", (40, 50), "white").save(output, "JPEG")
    deputy.photo.save("x.jpg", ContentFile(output.getvalue()))


def test_portrait_needs_consent_and_a_seat(cast, client):
    url = reverse("deputies:portrait", args=[cast.li_deputy.pk])
    assert client.get(url).status_code == 404
    _portrait(cast.li_deputy)
    assert client.get(url).status_code == 404
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(photo_consent=True)
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    mandates.terminate(deputy=cast.li_deputy, ground="resigned", since=TODAY, actor=cast.qian, now=NOW)
    assert client.get(url).status_code == 404


def test_site_page_says_where_who_and_which_standards_are_met(cast, client):
    SiteStandard.objects.create(site=cast.site, item="venue", met=True, evidence="租约")
    SiteStandard.objects.create(site=cast.site, item="rules", met=False)
    html = client.get(reverse("deputies:site", args=[cast.site.pk])).content.decode()
    for words in ("长宁路 18 号", "菜场旁边", "王秘书", "李敏", "有固定活动场所"):
        assert words in html
    assert "有规章制度" not in html
    assert "租约" not in html


def test_closed_site_is_gone(cast, client):
    cast.site.is_active = False
    cast.site.save()
    assert client.get(reverse("deputies:site", args=[cast.site.pk])).status_code == 404


def _many(cast, count):
    seats = Seat.objects.bulk_create(
        Seat(
            congress=cast.congress,
            district=cast.district,
            number=number,
            organisation=cast.street,
            site=cast.site,
        )
        for number in range(100, 100 + count)
    )
    Deputy.objects.bulk_create(
        Deputy(
            seat=seat,
            term=cast.term,
            level=4,
            name=f"李{seat.number}",
            search=f"li l 李{seat.number}",
            sort_key="li3",
            elected_on=date(2021, 11, 8),
            status_since=date(2021, 11, 8),
        )
        for seat in seats
    )


@pytest.mark.parametrize(
    ("name", "query", "most"),
    [
        ("deputies:directory", {}, 4),
        ("deputies:directory", {"q": "li"}, 4),
        ("deputies:directory", {"q": "长宁路18号"}, 5),
        ("deputies:sites", {}, 4),
        ("home", {"q": "李"}, 12),
    ],
)
def test_lists_cost_the_same_for_ten_and_for_two_hundred(
    cast, client, django_assert_max_num_queries, name, query, most
):
    counts = []
    for more in (10, 200):
        Deputy.objects.filter(seat__number__gte=100).delete()
        Seat.objects.filter(number__gte=100).delete()
        _many(cast, more)
        with django_assert_max_num_queries(most) as captured:
            assert client.get(reverse(name), query).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_front_page_offers_what_is_near_the_address(cast, client):
    response = client.get(reverse("home"), {"q": "长宁路18号"})
    html = response.content.decode()
    assert "李敏" in html
    assert "孙强" not in html
    assert "离您近的站点" in html
    assert "梧桐联络站" in html
    assert reverse("liaison:enter_code") in html
    assert reverse("liaison:find") in html


def test_front_page_without_words_asks_nothing_and_shows_the_way(cast, client):
    html = client.get(reverse("home")).content.decode()
    assert "找到您的人大代表" in html
    assert "李敏" not in html.split("例如")[1].split("</p>")[1]
