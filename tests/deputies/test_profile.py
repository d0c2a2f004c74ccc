"""The roster desk and a deputy's own page: who may read and write what, and which pictures are taken."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from deputies.models import AuditEvent, Deputy, Seat
from deputies.services import mandates
from tests.cast import NOW, TODAY

PROFILE = "/desk/profile/"


@pytest.fixture(autouse=True)
def _clock(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


def picture(kind="JPEG", **options):
    output = BytesIO()
    Image.new("RGB", (60, 80), "#b7261e").save(output, kind, **options)
    return SimpleUploadedFile("me.jpg", output.getvalue(), content_type="image/jpeg")


def own(**changes):
    return {
        "pledge": "件件有回音",
        "office_hours": "每月 16 日上午",
        "office_phone": "0571-88000002",
    } | changes


def desk(deputy):
    return reverse("deputies:roster_deputy", args=[deputy.pk])


def test_deputy_edits_what_the_public_sees(cast, as_user, client):
    assert as_user(cast.li).post(PROFILE, own()).status_code == 302
    cast.li_deputy.refresh_from_db()
    assert cast.li_deputy.pledge == "件件有回音"
    event = AuditEvent.objects.filter(chain=f"deputy:{cast.li_deputy.pk}").latest("pk")
    assert (event.verb, event.capacity) == ("update_profile", "deputy")
    assert set(event.data["fields"]) == {"pledge", "office_hours", "office_phone"}
    public = client.get(reverse("deputies:deputy", args=[cast.li_deputy.pk])).content.decode()
    assert "每月 16 日上午" in public


def test_portrait_is_cleaned_and_shown_only_with_consent(cast, as_user):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    sign, url = as_user(cast.li), reverse("deputies:portrait", args=[cast.li_deputy.pk])
    sign.post(PROFILE, own(photo=picture(exif=exif)))
    cast.li_deputy.refresh_from_db()
    stored = cast.li_deputy.photo.read()
    assert b"PhoneMaker" not in stored
    assert sign.get(url).status_code == 404
    sign.post(PROFILE, own(photo_consent="on"))
    assert sign.get(url).status_code == 200
    sign.post(PROFILE, own(photo_consent="on", remove_photo="on"))
    cast.li_deputy.refresh_from_db()
    assert not cast.li_deputy.photo


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0broken",
        b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024),
    ],
    ids=["svg", "pdf", "broken", "heavy"],
)
def test_hostile_files_are_refused_and_the_words_stay(cast, as_user, content):
    photo = SimpleUploadedFile("me.jpg", content, content_type="image/jpeg")
    response = as_user(cast.li).post(PROFILE, own(pledge="新的承诺", photo=photo))
    assert response.status_code == 200
    assert response.context["form"].errors["photo"]
    assert "新的承诺" in response.content.decode()
    cast.li_deputy.refresh_from_db()
    assert not cast.li_deputy.photo
    assert cast.li_deputy.pledge == ""


def test_too_long_a_pledge_is_told_beside_the_field(cast, as_user):
    response = as_user(cast.li).post(PROFILE, own(pledge="诺" * 121))
    assert response.context["form"].errors["pledge"]


def test_only_those_who_hold_a_seat_have_a_profile(cast, as_user):
    for user, status in ((cast.li, 200), (cast.chen, 403), (cast.zhang, 403), (cast.admin, 403)):
        assert as_user(user).get(PROFILE).status_code == status


def test_deputy_cannot_change_another_mandate_or_her_post(cast, as_user):
    as_user(cast.li).post(f"{PROFILE}?deputy={cast.sun_deputy.pk}", own(pledge="改别人的", post="局长"))
    cast.sun_deputy.refresh_from_db()
    cast.li_deputy.refresh_from_db()
    assert cast.sun_deputy.pledge == ""
    assert cast.li_deputy.post == ""


def test_who_reads_the_roster(cast, as_user):
    roster, one = reverse("deputies:roster"), desk(cast.li_deputy)
    for user, listed, opened in (
        (cast.qian, 200, 200),
        (cast.zhang, 200, 200),
        (cast.bai, 200, 404),
        (cast.li, 403, 403),
        (cast.wang, 403, 403),
        (cast.admin, 403, 403),
        (cast.audit, 403, 403),
    ):
        sign = as_user(user)
        assert (sign.get(roster).status_code, sign.get(one).status_code) == (listed, opened), user


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"李敏", "陈立"}),
        ({"q": "lm"}, {"李敏"}),
        ({"status": "elected"}, {"陈立"}),
        ({"lacks": "code"}, set()),
        ({"lacks": "photo"}, {"李敏", "陈立"}),
        ({"lacks": "account"}, set()),
        ({"level": 4}, {"李敏", "陈立"}),
    ],
)
def test_roster_is_filtered(cast, as_user, query, names):
    page = as_user(cast.qian).get(reverse("deputies:roster"), query).context["page"]
    assert {deputy.name for deputy in page} == names


def test_street_reads_but_only_the_congress_writes(cast, as_user):
    mandates.update_profile(deputy=cast.li_deputy, actor=cast.qian, now=NOW, mobile="13812345678")
    html = as_user(cast.zhang).get(desk(cast.li_deputy)).content.decode()
    assert "13812345678" not in html
    data = own(act="profile", post="老师", party="", mobile="", email="")
    assert as_user(cast.zhang).post(desk(cast.li_deputy), data).status_code == 403
    assert as_user(cast.qian).post(desk(cast.li_deputy), data).status_code == 302
    cast.li_deputy.refresh_from_db()
    assert (cast.li_deputy.post, cast.li_deputy.mobile) == ("老师", None)


def test_private_number_is_checked_and_kept(cast, as_user):
    data = own(act="profile", mobile="１３８-1234-5678", email="li@example.com")
    as_user(cast.qian).post(desk(cast.li_deputy), data)
    cast.li_deputy.refresh_from_db()
    assert (cast.li_deputy.mobile, cast.li_deputy.email) == ("13812345678", "li@example.com")
    response = as_user(cast.qian).post(desk(cast.li_deputy), data | {"mobile": "12"})
    assert "11 位" in response.content.decode()


def test_account_is_linked_by_name_only(cast, as_user):
    url = desk(cast.li_deputy)
    sign = as_user(cast.qian)
    for username in ("sun", "nobody"):
        response = sign.post(url, {"act": "account", "username": username})
        assert "没有姓名相符" in response.content.decode()
    sign.post(url, {"act": "account", "username": ""})
    cast.li_deputy.refresh_from_db()
    assert cast.li_deputy.user is None
    sign.post(url, {"act": "account", "username": "li"})
    cast.li_deputy.refresh_from_db()
    assert cast.li_deputy.user == cast.li


def test_seat_gets_a_site_of_its_street(cast, as_user):
    as_user(cast.qian).post(desk(cast.li_deputy), {"act": "site", "site": ""})
    assert Seat.objects.get(pk=cast.seat.pk).site is None
    as_user(cast.qian).post(desk(cast.li_deputy), {"act": "site", "site": cast.site.pk})
    assert Seat.objects.get(pk=cast.seat.pk).site == cast.site
    assert as_user(cast.qian).post(desk(cast.li_deputy), {"act": "boom"}).status_code == 404


def test_stored_portrait_is_for_her_and_those_who_keep_the_roster(cast, as_user):
    as_user(cast.li).post(PROFILE, own(photo=picture()))
    url = reverse("deputies:stored_portrait", args=[cast.li_deputy.pk])
    for user, status in (
        (cast.li, 200),
        (cast.qian, 200),
        (cast.zhang, 200),
        (cast.bai, 404),
        (cast.zhao, 404),
    ):
        assert as_user(user).get(url).status_code == status


def test_roster_costs_the_same_for_ten_and_for_two_hundred(cast, as_user, django_assert_max_num_queries):
    sign, counts, made = as_user(cast.qian), [], 0
    for more in (10, 200):
        for number in range(made + 10, more + 10):
            seat = Seat.objects.create(
                congress=cast.congress, district=cast.district, number=number, organisation=cast.street
            )
            Deputy.objects.create(
                seat=seat, term=cast.term, level=4, name=f"代表{number}", search="x", sort_key="x",
                elected_on=TODAY, status_since=TODAY,
            )  # fmt: skip
        made = more
        sign.get(reverse("deputies:roster"))
        with django_assert_max_num_queries(16) as captured:
            assert sign.get(reverse("deputies:roster")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
