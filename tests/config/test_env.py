"""A wrong setting stops the start with one sentence that names the variable; nothing is guessed."""

import ipaddress
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

SETTINGS = Path(env.__file__).with_name("settings.py")
DEMO = {"DEMO": "true"}
PRODUCTION = {
    "SECRET_KEY": "k" * 40,
    "ALLOWED_HOSTS": "dbm.example.gov.cn",
    "SITE_URL": "https://dbm.example.gov.cn",
}


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Read the settings anew under an environment that holds nothing else."""

    def read(**variables):
        for name in ("DEMO", "DEBUG", "REDIS_URL", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_a_demonstration_needs_no_settings_at_all(start, tmp_path):
    settings = start(**DEMO)
    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert settings["CELERY_BROKER_URL"] == "filesystem://localhost//"
    assert settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert len(settings["SECRET_KEY"]) >= 40
    assert start(**DEMO)["SECRET_KEY"] == settings["SECRET_KEY"], "kept for the next start"
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_deployment_with_everything_named_starts(start):
    settings = start(**PRODUCTION, REDIS_URL="redis://redis:6379/0", DATABASE_URL="postgres://a:b@db:5432/c")
    assert settings["CELERY_BROKER_URL"] == "redis://redis:6379/0"
    assert settings["DATABASES"]["default"]["HOST"] == "db"
    assert settings["DEBUG"] is settings["DEMO"] is False
    assert (
        settings["REQUIRE_MFA"]
        is settings["SESSION_COOKIE_SECURE"]
        is settings["SECURE_SSL_REDIRECT"]
        is True
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "dbm.example.gov.cn,*"),
        ("SITE_URL", ""),
        ("DEBUG", "true"),
    ],
)
def test_a_deployment_without_what_it_needs_does_not_start(start, variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        start(**PRODUCTION | {"DEMO": "false", variable: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "yes"),
        ("DEMO", "2"),
        ("REQUIRE_MFA", "on"),
        ("SSL_REDIRECT", "nein"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "-1"),
        ("PORT", "８０００"),
        ("TRUSTED_PROXIES", "6"),
        ("SESSION_IDLE_MINUTES", "4"),
        ("SESSION_IDLE_MINUTES", "1.5"),
        ("SITE_URL", "dbm.example.gov.cn"),
        ("SITE_URL", "ftp://dbm.example.gov.cn"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https:///path"),
        ("SITE_URL", "https://host:99999"),
        ("SITE_URL", "https://host:http"),
        ("DATABASE_URL", "sqlite"),
        ("DATABASE_URL", "db.sqlite3"),
        ("DATABASE_URL", "oracel://a:b@db/c"),
        ("DATABASE_URL", "postgres://a:b@db:port/c"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "http://127.0.0.1:6379"),
        ("REDIS_URL", "redis://:6379/0"),
        ("EMAIL_URL", "mail.example.gov.cn"),
        ("EMAIL_URL", "imap://mail.example.gov.cn"),
        ("EMAIL_URL", "smtp://:587"),
        ("EMAIL_URL", "smtp://host:mail"),
        ("EMAIL_URL", "smtp://host:25?tls=maybe"),
        ("SMS_GATEWAY_URL", "gateway.example.gov.cn"),
        ("SMS_GATEWAY_URL", "file:///etc/passwd"),
        ("STAFF_NETWORKS", "10.0.0.0/33"),
        ("STAFF_NETWORKS", "10.0.0.1/8"),
        ("STAFF_NETWORKS", "office"),
        ("VAR_DIR", "/dev/null/var"),
        ("QUEUE_DIR", "/dev/null/queue"),
    ],
)
def test_nonsense_stops_the_start_and_names_the_variable(start, variable, value):
    with pytest.raises(ImproperlyConfigured, match=variable):
        start(**DEMO | {variable: value})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example.gov.cn", ("mail.example.gov.cn", 587, "", "", False, True)),
        ("smtp://a%40b:p%2Fw@mail:2525", ("mail", 2525, "a@b", "p/w", False, True)),
        ("smtps://a:b@mail", ("mail", 465, "a", "b", True, False)),
        ("smtp://relay:25?starttls=false", ("relay", 25, "", "", False, False)),
        ("", None),
    ],
)
def test_mail_servers(monkeypatch, value, expected):
    monkeypatch.setenv("EMAIL_URL", value)
    assert env.mail_server("EMAIL_URL") == expected


def test_readers_of_single_values(monkeypatch):
    for name, value in {
        "A": " x ",
        "B": "TRUE",
        "C": "0",
        "D": "a, b,,c ",
        "E": "10.0.0.0/8, ::1/128",
    }.items():
        monkeypatch.setenv(name, value)
    assert env.text("A") == "x"
    assert env.text("MISSING", "default") == "default"
    assert (env.boolean("B", False), env.boolean("C", True), env.boolean("MISSING", True)) == (
        True,
        False,
        True,
    )
    assert env.words("D") == ["a", "b", "c"]
    assert env.networks("E") == [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")]
    assert env.url("MISSING", "https://a/", schemes=("https",)) == "https://a"
    monkeypatch.setenv("F", "unix:///run/redis.sock")
    assert env.url("F", "", schemes=("redis", "unix")) == "unix:///run/redis.sock"
