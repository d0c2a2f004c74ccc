"""Codes, printed copies and reception days through the API: each as far as the desk shows them."""

import pytest
import time_machine

from deputies.models import Site
from liaison.models import ReceptionDay
from liaison.services.codes import issue_code
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def day(cast):
    day = ReceptionDay.objects.create(
        site=cast.site, date=TODAY, starts="14:00", ends="16:00", capacity=5, theme="接待日"
    )
    day.deputies.add(cast.li_deputy)
    return day


@pytest.mark.parametrize("noun", ["codes", "placements"])
def test_codes_are_seen_by_those_who_manage_them_and_by_their_deputy(cast, as_user, client, noun):
    issue_code(site=cast.site, actor=cast.qian, now=NOW)
    assert client.get(f"{V1}{noun}/").status_code == 403
    counts = {who: as_user(user).get(f"{V1}{noun}/").json()["count"] for who, user in cast.users.items()}
    assert {who: count for who, count in counts.items() if count} == {"qian": 2, "zhang": 2, "li": 1}
    first = as_user(cast.qian).get(f"{V1}{noun}/").json()["results"][0]
    assert as_user(cast.qian).get(f"{V1}{noun}/{first['id']}/").json() == first
    assert as_user(cast.bai).get(f"{V1}{noun}/{first['id']}/").status_code == 404


def test_filters_of_placements(cast, as_user):
    client = as_user(cast.qian)
    assert client.get(f"{V1}placements/", {"posted": "true"}).json()["count"] == 0
    assert client.get(f"{V1}placements/", {"posted": "false", "state": "live"}).json()["count"] == 1
    assert client.get(f"{V1}codes/", {"state": "retired"}).json()["count"] == 0


def test_published_days_are_for_everybody_and_cancelled_ones_for_those_concerned(cast, day, as_user, client):
    public = f"{V1}public/reception-days/"
    assert client.get(public).json()["results"][0]["deputies"] == [{"id": cast.li_deputy.pk, "name": "李敏"}]
    assert client.get(f"{V1}reception-days/").status_code == 403
    assert as_user(cast.bai).get(f"{V1}reception-days/").json()["count"] == 1
    ReceptionDay.objects.update(state="cancelled", state_reason="代表出差")
    assert client.get(public).json()["count"] == 0
    assert client.get(f"{public}{day.pk}/").status_code == 404
    for who, count in (("qian", 1), ("zhang", 1), ("wang", 1), ("li", 1), ("bai", 0), ("admin", 0)):
        assert as_user(cast.users[who]).get(f"{V1}reception-days/").json()["count"] == count, who


def test_the_public_sees_days_ahead_at_open_sites(cast, day, client):
    url = f"{V1}public/reception-days/"
    assert client.get(url, {"since": "2026-11-19"}).json()["count"] == 0
    assert client.get(url, {"until": "2026-11-18", "site": cast.site.pk}).json()["count"] == 1
    assert client.get(url, {"deputy": cast.li_deputy.pk}).json()["count"] == 1
    assert client.get(url, {"deputy": cast.sun_deputy.pk}).json()["count"] == 0
    assert client.get(url, {"deputy": 2**70}).status_code == 400
    ReceptionDay.objects.update(date="2026-11-17")
    assert client.get(url).json()["count"] == 0
    ReceptionDay.objects.update(date="2026-11-20")
    Site.objects.update(is_active=False)
    assert client.get(url).json()["count"] == 0
