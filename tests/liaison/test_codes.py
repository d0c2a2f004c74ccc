"""The codes desk: register, image, and what happens to one copy or to all."""

from urllib.parse import urlsplit

import pytest
import time_machine
import zxingcpp
from django.urls import reverse
from PIL import Image

from deputies.models import ElectoralDistrict, Seat
from liaison.models import ContactCode, Placement
from liaison.services.codes import add_placement, issue_code
from tests.cast import NOW, TODAY


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(cast):
    return ContactCode.objects.get(seat=cast.seat)


def _detail(code):
    return reverse("liaison:code_detail", args=[code.pk])


def test_list_belongs_to_those_who_manage_the_area(cast, as_user, code):
    url = reverse("liaison:codes")
    assert list(as_user(cast.zhang).get(url).context["page"]) == [code]
    assert list(as_user(cast.qian).get(url).context["page"]) == [code]
    assert list(as_user(cast.bai).get(url).context["page"]) == []
    assert as_user(cast.li).get(url).status_code == 403
    assert as_user(cast.admin).get(url).status_code == 403


def test_detail_is_hidden_from_other_areas(cast, as_user, code):
    assert as_user(cast.bai).get(_detail(code)).status_code == 404
    assert as_user(cast.wang).get(_detail(code)).status_code == 403
    assert as_user(cast.zhang).get(_detail(code)).status_code == 200


@pytest.mark.parametrize(
    "query", [{"q": "李敏"}, {"q": "lm"}, {"q": "梧桐"}, {"state": "active"}, {"kind": "seat"}]
)
def test_filters_find_the_code(cast, as_user, code, query):
    assert list(as_user(cast.zhang).get(reverse("liaison:codes"), query).context["page"]) == [code]


def test_token_typed_by_hand_finds_its_code(cast, as_user, code):
    response = as_user(cast.zhang).get(reverse("liaison:codes"), {"q": cast.placement.token.upper()})
    assert list(response.context["page"]) == [code]
    assert not as_user(cast.zhang).get(reverse("liaison:codes"), {"q": "没有"}).context["page"].object_list


def test_missing_codes_are_issued_for_the_area_only(cast, as_user):
    url = reverse("liaison:codes")
    assert as_user(cast.zhang).get(url).context["missing"] == 2
    as_user(cast.zhang).post(url)
    assert ContactCode.objects.filter(seat=cast.vacant_seat).exists()
    assert ContactCode.objects.filter(site=cast.site).exists()
    assert not ContactCode.objects.filter(seat=cast.sun_deputy.seat).exists()
    assert as_user(cast.zhang).get(url).context["missing"] == 0


def test_placement_is_registered_with_a_token_of_its_own(cast, as_user, code):
    data = {"act": "place", "board": "梧桐苑东门", "address": "东门左侧", "posted_on": "2026-11-17"}
    response = as_user(cast.zhang).post(_detail(code), data, follow=True)
    copy = code.placements.get(board="梧桐苑东门")
    assert copy.copy == 2
    assert copy.token != cast.placement.token
    assert copy.posted_by == cast.zhang
    assert copy.token in response.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"act": "place", "board": ""}, "必填"),
        ({"act": "place", "board": "东门", "posted_on": "2026-11-19"}, "不能在今天之后"),
        ({"act": "suspend", "reason": ""}, "必填"),
        ({"act": "repoint"}, "请选一个席位"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_written(cast, as_user, code, data, sentence):
    response = as_user(cast.zhang).post(_detail(code), data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert code.placements.count() == 1
    code.refresh_from_db()
    assert code.state == "active"


def test_typed_words_stay_after_a_refusal(cast, as_user, code):
    data = {"act": "place", "board": "梧桐苑东门", "posted_on": "2026-12-01"}
    assert "梧桐苑东门" in as_user(cast.zhang).post(_detail(code), data).content.decode()


def test_copy_is_posted_later_and_then_revoked(cast, as_user, code):
    copy = add_placement(code=code, board="西门", actor=cast.zhang, now=NOW)
    sign = as_user(cast.zhang)
    sign.post(_detail(code), {"act": "post", "placement": copy.pk, "posted_on": "2026-11-18"})
    copy.refresh_from_db()
    assert (copy.posted_on, copy.posted_by) == (TODAY, cast.zhang)
    sign.post(_detail(code), {"act": "revoke", "placement": copy.pk, "reason": "被广告盖住"})
    copy.refresh_from_db()
    assert copy.state == Placement.State.REVOKED
    cast.placement.refresh_from_db()
    assert cast.placement.state == Placement.State.LIVE
    again = sign.post(_detail(code), {"act": "revoke", "placement": copy.pk, "reason": "再来"}, follow=True)
    assert "已经作废" in again.content.decode()


def test_copy_of_another_code_cannot_be_touched(cast, as_user, code):
    other = issue_code(site=cast.site, actor=None, now=NOW).placements.get()
    for pk in (other.pk, "x", "", "9" * 30):
        data = {"act": "revoke", "placement": pk, "reason": "试试"}
        assert as_user(cast.zhang).post(_detail(code), data).status_code == 404
    other.refresh_from_db()
    assert other.state == Placement.State.LIVE


def test_suspend_resume_retire(cast, as_user, code):
    sign = as_user(cast.zhang)
    for data, state in (
        ({"act": "suspend", "reason": "核对中"}, "suspended"),
        ({"act": "resume"}, "active"),
        ({"act": "retire", "reason": "选区撤销"}, "retired"),
        ({"act": "resume"}, "retired"),
    ):
        sign.post(_detail(code), data)
        code.refresh_from_db()
        assert code.state == state
    assert sign.post(_detail(code), {"act": "explode"}).status_code == 404


def test_code_is_repointed_with_its_copies(cast, as_user, code):
    as_user(cast.zhang).post(_detail(code), {"act": "repoint", "site": cast.site.pk})
    code.refresh_from_db()
    assert code.site == cast.site
    assert code.seat is None
    assert code.placements.get().token == cast.placement.token


def test_seat_with_a_code_of_its_own_is_not_offered(cast, as_user, code):
    issue_code(site=cast.site, actor=None, now=NOW)
    response = as_user(cast.zhang).post(_detail(code), {"act": "repoint", "site": cast.site.pk})
    assert response.status_code == 200
    code.refresh_from_db()
    assert code.seat == cast.seat


def test_png_holds_the_address_of_the_copy(cast, as_user, code, settings, tmp_path):
    copy = add_placement(code=code, board="西门", actor=cast.zhang, now=NOW)
    url = reverse("liaison:code_qr", args=[code.pk, "png"])
    for query, token in (({}, cast.placement.token), ({"placement": copy.pk, "module": 5}, copy.token)):
        response = as_user(cast.zhang).get(url, query)
        picture = tmp_path / "code.png"
        picture.write_bytes(response.content)
        (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
        assert found.text == f"{settings.SITE_URL}/c/{token}/"
        assert found.ec_level == "H"
        assert urlsplit(found.text).query == ""


def test_svg_is_an_image_and_the_deputy_may_fetch_her_own(cast, as_user, code):
    url = reverse("liaison:code_qr", args=[code.pk, "svg"])
    response = as_user(cast.li).get(url)
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert as_user(cast.sun).get(url).status_code == 404
    assert as_user(cast.zhao).get(url).status_code == 404


@pytest.mark.parametrize("query", [{"module": 0}, {"module": 61}, {"module": "x"}, {"placement": 9999}])
def test_impossible_image_is_refused_in_words(cast, as_user, code, query):
    response = as_user(cast.zhang).get(reverse("liaison:code_qr", args=[code.pk, "png"]), query)
    assert response.status_code == 400


def test_unknown_image_form_and_revoked_copies_have_no_image(cast, as_user, code):
    sign = as_user(cast.zhang)
    assert sign.get(f"/desk/liaison/codes/{code.pk}/qr.gif").status_code == 404
    sign.post(_detail(code), {"act": "revoke", "placement": cast.placement.pk, "reason": "重印"})
    assert sign.get(reverse("liaison:code_qr", args=[code.pk, "png"])).status_code == 404


def test_list_costs_the_same_for_ten_and_for_two_hundred(cast, as_user, django_assert_max_num_queries):
    district = ElectoralDistrict.objects.create(
        congress=cast.congress, organisation=cast.street, number=7, name="多", places=""
    )
    sign, counts, made = as_user(cast.zhang), [], 0
    for more in (10, 200):
        for number in range(made + 1, more + 1):
            seat = Seat.objects.create(
                congress=cast.congress, district=district, number=number, organisation=cast.street
            )
            ContactCode.objects.create(seat=seat, issued_at=NOW)
        made = more
        sign.get(reverse("liaison:codes"))
        with django_assert_max_num_queries(16) as captured:
            assert sign.get(reverse("liaison:codes")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
