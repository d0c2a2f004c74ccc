"""The congress through the API: who reads what, nothing private, a constant number of statements."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deputies.models import (
    CalendarDay,
    CalendarYear,
    Deputy,
    DeputyGroup,
    GroupMember,
    Organisation,
    Seat,
    Site,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
NOUNS = ["organisations", "terms", "districts", "seats", "deputies", "groups", "sites", "calendar-days"]


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(cast):
    CalendarDay.objects.create(
        year=CalendarYear.objects.create(year=2026, notice="国办发明电", loaded_at=NOW),
        date=date(2026, 10, 1),
        kind="closed",
        name="国庆节",
    )
    group = DeputyGroup.objects.create(kind="home", name="长宁一组", organisation=cast.street, site=cast.site)
    GroupMember.objects.create(group=group, deputy=cast.li_deputy, is_head=True)
    GroupMember.objects.create(group=group, user=cast.gao)
    return cast


@pytest.mark.parametrize("noun", NOUNS)
def test_reference_data_is_read_by_everybody_with_an_account_and_nobody_else(world, as_user, client, noun):
    assert client.get(f"{V1}{noun}/").status_code == 403
    for user in world.users.values():
        found = as_user(user).get(f"{V1}{noun}/")
        assert found.status_code == 200
        assert found.json()["count"] >= 1
        assert found["Cache-Control"] == "no-store"
    first = found.json()["results"][0]
    key = first.get("id") or first["date"]
    assert client.get(f"{V1}{noun}/{key}/").json() == first
    assert client.get(f"{V1}{noun}/987654321/").status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_reference_data(world, as_user, noun, method):
    assert getattr(as_user(world.qian), method)(f"{V1}{noun}/").status_code == 405


def test_deputies_who_are_not_seated_are_seen_by_those_who_keep_the_roster(world, as_user):
    def names(user):
        return {row["name"] for row in as_user(user).get(f"{V1}deputies/").json()["results"]}

    assert names(world.qian) == {"李敏", "孙强", "陈立"}
    assert names(world.bai) == names(world.li) == names(world.admin) == {"李敏", "孙强"}


def test_private_fields_never_leave(world, as_user):
    Deputy.objects.filter(pk=world.li_deputy.pk).update(
        mobile="13900001111", email="secret@example.com", birth_month=date(1971, 3, 1), ground="detained"
    )
    client = as_user(world.qian)
    pages = [f"{V1}{noun}/" for noun in NOUNS] + [f"{V1}public/deputies/", f"{V1}public/sites/"]
    for url in [*pages, f"{V1}deputies/{world.li_deputy.pk}/"]:
        said = client.get(url).content.decode()
        assert not [secret for secret in ("13900001111", "secret@", "1971", "detained") if secret in said]


def test_a_photo_is_named_only_with_consent(world, client):
    url = f"{V1}public/deputies/{world.li_deputy.pk}/"
    Deputy.objects.filter(pk=world.li_deputy.pk).update(photo="portraits/li.jpg", photo_consent=False)
    assert client.get(url).json()["photo_url"] is None
    Deputy.objects.filter(pk=world.li_deputy.pk).update(photo_consent=True)
    assert client.get(url).json()["photo_url"] == f"/portraits/{world.li_deputy.pk}/"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "李敏"}, ["李敏"]),
        ({"q": "limin"}, ["李敏"]),
        ({"q": "lm"}, ["李敏"]),
        ({"q": "长宁路18号"}, ["李敏"]),
        ({"q": "nobody"}, []),
        ({"level": 4}, ["李敏", "孙强"]),
        ({"level": 1}, []),
    ],
)
def test_the_public_finds_deputies_without_an_account(world, client, query, names):
    found = client.get(f"{V1}public/deputies/", query).json()["results"]
    assert [row["name"] for row in found] == names


def test_the_public_sees_seated_deputies_and_open_sites_only(world, client):
    assert client.get(f"{V1}public/deputies/{world.chen_deputy.pk}/").status_code == 404
    assert client.get(f"{V1}public/sites/", {"q": "梧桐"}).json()["count"] == 1
    Site.objects.update(is_active=False)
    assert client.get(f"{V1}public/sites/").json()["count"] == 0
    assert client.get(f"{V1}public/sites/{world.site.pk}/").status_code == 404


def test_closed_sites_are_seen_by_those_who_manage_them(world, as_user):
    Site.objects.update(is_active=False)
    assert as_user(world.zhang).get(f"{V1}sites/").json()["count"] == 1
    assert as_user(world.bai).get(f"{V1}sites/").json()["count"] == 0


def test_the_audit_trail_is_for_auditors_alone(world, as_user):
    for who, user in world.users.items():
        answer = as_user(user).get(f"{V1}audit-events/")
        assert answer.status_code == (200 if who == "audit" else 403), who
    events = as_user(world.audit).get(f"{V1}audit-events/", {"verb": "appoint"}).json()
    assert events["count"] == 3
    one = as_user(world.audit).get(f"{V1}audit-events/{events['results'][0]['id']}/").json()
    assert one == events["results"][0]
    later = {"since": "2026-11-19T00:00:00+08:00"}
    assert as_user(world.audit).get(f"{V1}audit-events/", later).json()["count"] == 0


@pytest.mark.parametrize("url", [f"{V1}deputies/", f"{V1}public/deputies/", f"{V1}seats/"])
def test_a_long_list_costs_as_many_statements_as_a_short_one(world, as_user, url):
    client = as_user(world.qian)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url, {"limit": 200})
    seats = Seat.objects.bulk_create(
        Seat(congress=world.congress, district=world.district, number=number, organisation=world.street)
        for number in range(10, 200)
    )
    Deputy.objects.bulk_create(
        Deputy(
            seat=seat,
            term=world.term,
            level=4,
            name="赵一",
            search="赵一 zhaoyi zy",
            sort_key="zhao yi",
            elected_on=NOW.date(),
            status_since=NOW.date(),
        )
        for seat in seats
    )
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url, {"limit": 200}).json()["results"]) > 190
    assert len(many) == len(few)


def test_groups_and_organisations_list_their_people_in_a_constant_number_of_statements(world, as_user):
    client = as_user(world.qian)
    url = f"{V1}groups/"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        members = client.get(url).json()["results"][0]["members"]
    assert [(member["name"], member["is_head"]) for member in members] == [("李敏", True), ("高委员", False)]
    for number in range(20):
        group = DeputyGroup.objects.create(kind="mixed", name=f"第{number}组", organisation=world.street)
        GroupMember.objects.create(group=group, deputy=world.li_deputy)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).json()["count"] == 21
    assert len(many) == len(few)


def test_filters_of_reference_data(world, as_user):
    client = as_user(world.li)
    departments = client.get(f"{V1}organisations/", {"kind": Organisation.Kind.DEPARTMENT}).json()
    assert [row["name"] for row in departments["results"]] == ["青澜区住房和建设局"]
    assert client.get(f"{V1}calendar-days/", {"year": 2026, "kind": "closed"}).json()["count"] == 1
    assert client.get(f"{V1}calendar-days/", {"year": 2025}).json()["count"] == 0
    assert client.get(f"{V1}calendar-days/", {"year": "x"}).status_code == 400
    assert client.get(f"{V1}terms/", {"is_current": "true"}).json()["count"] == 2
