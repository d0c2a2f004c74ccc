"""How often a printed copy is opened: counted for each copy and day, with nothing about who."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from deputies.models import AuditEvent
from liaison.models import Placement, ScanCount
from liaison.queries.boards import scans_of
from liaison.services.codes import add_placement, revoke_placement
from liaison.services.scanning import count_scan
from tests.cast import NOW, TODAY
from tests.public_forms import new_phone, statements, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def twin(cast):
    return add_placement(code=cast.placement.code, board="东门", posted_on=TODAY, actor=cast.zhang, now=NOW)


def pixel(token):
    return reverse("liaison:seen", args=[token])


def asked_for(token, **headers) -> bool:
    """Whether the page of a code, opened with these headers, asks for the pixel that counts."""
    page = new_phone().get(reverse("liaison:code", args=[token]), headers=headers)
    return pixel(token) in text_of(page)


def counted() -> dict:
    return dict(ScanCount.objects.values_list("placement", "count"))


def test_each_copy_counts_its_own_scans_and_its_twin_none(cast, twin):
    for _scan in range(3):
        new_phone().get(pixel(twin.token))
    new_phone().get(pixel(cast.placement.token.upper()))
    assert counted() == {twin.pk: 3, cast.placement.pk: 1}
    twin.refresh_from_db()
    assert twin.last_scanned_on == TODAY


def test_a_day_has_its_own_count_and_the_latest_day_stays(cast):
    placement = cast.placement
    for back in (0, 1, 1, 40):
        count_scan(token=placement.token, today=TODAY - timedelta(days=back))
    assert ScanCount.objects.count() == 3
    placement.refresh_from_db()
    assert placement.last_scanned_on == TODAY
    scans = scans_of(placement, today=TODAY)
    assert scans.spans == [(7, 3), (30, 3), (90, 4)]
    assert sum(count for _week, count in scans.weeks) == 4
    assert scans.weeks[-1] == (TODAY - timedelta(days=6), 3)


def test_what_is_kept_says_nothing_about_who(cast, django_assert_max_num_queries):
    phone = new_phone()
    with django_assert_max_num_queries(6) as captured:
        response = phone.get(pixel(cast.placement.token), headers={"User-Agent": "Secret/9"})
    assert response.status_code == 200
    assert response["Content-Type"] == "image/gif"
    assert response.content[:6] == b"GIF89a"
    assert len(response.content) < 60
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert not phone.cookies
    assert {field.name for field in ScanCount._meta.fields} == {"id", "placement", "day", "count"}
    written = " ".join(statements(captured))
    assert phone.defaults["REMOTE_ADDR"] not in written
    assert "Secret" not in written
    assert not AuditEvent.objects.filter(verb="scan").exists()


def test_the_second_scan_of_a_day_costs_three_statements(cast, django_assert_num_queries):
    new_phone().get(pixel(cast.placement.token))
    with django_assert_num_queries(3):
        new_phone().get(pixel(cast.placement.token))


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Fetch-Site": "cross-site"}),
        ("get", {"Sec-Fetch-Site": "none"}),
        ("get", {"Sec-Purpose": "prefetch"}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}),
        ("get", {"User-Agent": "WhatsApp-Preview"}),
    ],
)
def test_machines_previews_and_other_sites_do_not_count(cast, method, headers):
    assert getattr(new_phone(), method)(pixel(cast.placement.token), headers=headers).status_code == 200
    assert counted() == {}


@pytest.mark.parametrize("token", ["hjkmnprtvw", "nosuch!", "代表"])
def test_an_unknown_code_counts_nothing_and_tells_nothing(cast, token):
    assert new_phone().get(pixel(token)).status_code == 200
    assert counted() == {}


def test_only_a_page_opened_from_the_board_asks_to_be_counted(cast):
    token = cast.placement.token
    assert asked_for(token)
    assert asked_for(token, Referer="https://weixin.qq.com/")
    assert asked_for(token, Referer=f"http://testserver{reverse('liaison:enter_code')}?code={token}")
    assert not asked_for(token, Referer="http://testserver/deputies/1/")
    assert not asked_for(token, Referer=f"http://testserver{reverse('liaison:message', args=[token])}")
    assert not asked_for(token, **{"User-Agent": "Googlebot/2.1"})
    page = new_phone().get(reverse("liaison:code", args=[token]), {"from": "desk"})
    assert pixel(token) not in text_of(page)


def test_looking_at_the_page_itself_writes_nothing_and_stays_at_one_statement(
    cast, django_assert_num_queries
):
    with django_assert_num_queries(1):
        new_phone().get(reverse("liaison:code", args=[cast.placement.token]))
    assert counted() == {}


def test_a_revoked_copy_still_counts_so_that_the_old_sheet_is_found(cast, twin):
    revoke_placement(placement=twin, reason="被人盖住", actor=cast.zhang, now=NOW)
    assert pixel(twin.token) in text_of(new_phone().get(reverse("liaison:code", args=[twin.token])))
    new_phone().get(pixel(twin.token))
    assert Placement.objects.get(pk=twin.pk).last_scanned_on == TODAY
