import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from config import env
from deputies.models import User
from tests.cast import NOW, PASSWORD

pytestmark = pytest.mark.django_db
DESK = reverse("desk")


def networks(*ranges, monkeypatch):
    monkeypatch.setenv("RANGES", ",".join(ranges))
    return env.networks("RANGES")


# --- headers -----------------------------------------------------------------------------------------


def test_public_pages_run_no_script_of_their_own(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy


def test_only_the_configuration_may_evaluate_expressions(as_user, cast):
    policy = as_user(cast.admin).get(reverse("admin:index")).headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in policy
    assert "default-src 'self'" in policy


# --- language ----------------------------------------------------------------------------------------


def test_desks_speak_chinese_to_an_english_browser(as_user, cast):
    english = {"headers": {"accept-language": "en"}}
    answer = as_user(cast.qian).get(DESK, **english)
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "留言与约见" in answer.content.decode()
    assert 'name="language"' not in answer.content.decode()
    assert as_user(cast.qian).get("/", **english).headers["Content-Language"] == "en"


# --- second factor -----------------------------------------------------------------------------------


@pytest.fixture
def strict(settings):
    settings.REQUIRE_MFA = True


@pytest.mark.parametrize("name", ["zhang", "qian", "admin", "audit", "zhao"])
@pytest.mark.usefixtures("strict")
def test_people_with_a_role_set_up_a_second_factor_first(as_user, cast, name):
    client = as_user(getattr(cast, name))
    for address in (DESK, reverse("admin:index"), reverse("liaison:notices")):
        answer = client.get(address)
        assert answer.url == reverse("mfa_index") + "?required=1"
    page = client.get(answer.url).content.decode()
    assert "光有密码不够" in page


@pytest.mark.usefixtures("strict")
def test_the_api_refuses_without_a_second_factor(as_user, cast):
    assert as_user(cast.qian).get("/api/v1/notices/").status_code == 403


@pytest.mark.usefixtures("strict")
def test_with_a_second_factor_the_desk_opens(as_user, cast):
    totp.TOTP.activate(cast.qian, totp.generate_totp_secret())
    client = as_user(cast.qian)
    assert client.get(DESK).status_code == 200
    assert "光有密码不够" not in client.get(reverse("mfa_index") + "?required=1").content.decode()


@pytest.mark.usefixtures("strict")
def test_a_deputy_may_go_on_with_her_password(as_user, cast):
    assert as_user(cast.li).get(DESK).status_code == 200


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("address", ["/", "/track/", "/accounts/password/change/", "/accounts/2fa/"])
def test_everything_else_stays_open(as_user, cast, address):
    assert as_user(cast.qian).get(address).status_code == 200


def test_a_demonstration_does_without(as_user, cast, settings):
    assert settings.DEMO
    assert not settings.REQUIRE_MFA
    assert as_user(cast.qian).get(DESK).status_code == 200


# --- networks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"), [("10.3.0.9", 200), ("192.0.2.7", 403), ("fd00::7", 200), ("2001:db8::1", 403)]
)
def test_the_desk_opens_in_the_offices_networks_only(as_user, cast, settings, monkeypatch, address, status):
    settings.STAFF_NETWORKS = networks("10.0.0.0/8", "fd00::/8", monkeypatch=monkeypatch)
    client = as_user(cast.qian)
    assert client.get(DESK, REMOTE_ADDR=address).status_code == status
    assert client.get("/", REMOTE_ADDR=address).status_code == 200


def test_behind_a_proxy_the_callers_network_counts(as_user, cast, settings, monkeypatch):
    settings.STAFF_NETWORKS = networks("10.0.0.0/8", monkeypatch=monkeypatch)
    settings.TRUSTED_PROXIES = 1
    client = as_user(cast.qian)
    inside = {"REMOTE_ADDR": "172.16.0.1", "HTTP_X_FORWARDED_FOR": "10.3.0.9"}
    forged = {"REMOTE_ADDR": "172.16.0.1", "HTTP_X_FORWARDED_FOR": "10.3.0.9, 192.0.2.7"}
    assert client.get(DESK, **inside).status_code == 200
    assert client.get(DESK, **forged).status_code == 403


def test_a_request_without_an_address_is_outside(as_user, cast, settings, monkeypatch):
    settings.STAFF_NETWORKS = networks("10.0.0.0/8", monkeypatch=monkeypatch)
    assert as_user(cast.qian).get(DESK, REMOTE_ADDR="").status_code == 403


# --- idle sessions -----------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def sign_in(client, username):
    form = {"login": username, "password": PASSWORD}
    assert client.post(reverse("account_login"), form).url == DESK


def test_an_idle_session_lapses(client, cast, clock, settings):
    sign_in(client, "qian")
    clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1))
    assert client.get(DESK).status_code == 200
    clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))
    answer = client.get(DESK)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_work_keeps_a_session_alive_all_day(client, cast, clock, settings):
    sign_in(client, "qian")
    for _ in range(20):
        clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES - 5))
        assert client.get(DESK).status_code == 200


def test_a_session_is_written_once_a_minute_at_most(client, cast, clock):
    sign_in(client, "qian")
    client.get(DESK)
    assert "sessionid" not in client.get(DESK).cookies
    clock.shift(timedelta(seconds=61))
    assert "sessionid" in client.get(DESK).cookies


def test_public_pages_do_not_keep_a_session_alive(client, cast, clock, settings):
    sign_in(client, "qian")
    client.get(DESK)
    for _ in range(4):
        clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES / 3))
        client.get("/")
    assert client.get(DESK).status_code == 302


def test_the_day_somebody_was_there_is_known(client, cast, clock):
    sign_in(client, "qian")
    client.get(DESK)
    assert User.objects.get(pk=cast.qian.pk).last_seen_on == NOW.date()


def test_after_signing_in_people_land_where_they_wanted(client, cast, clock):
    asked = client.get("/desk/liaison/notices/", follow=False)
    page = client.get(asked.url).content.decode()
    target = re.search(r'name="next" value="([^"]+)"', page)[1]
    form = {"login": "qian", "password": PASSWORD, "next": target}
    assert client.post(reverse("account_login"), form).url == target
