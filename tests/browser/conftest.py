"""A real site for a real browser: demo world, collected static files, gunicorn on its own port and database."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import dj_database_url
import psycopg2
import pytest
from playwright.sync_api import sync_playwright

from tests.browser import steps
from tests.browser.steps import PHONE

ROOT = Path(__file__).resolve().parents[2]
FACTS = Path(__file__).with_name("facts.py")
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running site; `manage` runs one of its commands and returns what it printed."""

    url: str
    environment: dict

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def own_database():
    """Yield the address of an empty database of the kind of this run, or None for the embedded one."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield None
        return
    parts = dj_database_url.parse(url)
    name = f"browser_{uuid4().hex[:12]}"
    server = psycopg2.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"{url.rpartition('/')[0]}/{name}"
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demo world behind gunicorn, as `make run` serves it."""
    port = free_port()
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "true",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "1",  # each phone has an address of its own
    }
    for name in ("REDIS_URL", "DATABASE_URL", "SECRET_KEY"):
        environment.pop(name, None)
    with own_database() as database:
        if database:
            environment["DATABASE_URL"] = database
        site = Site(f"http://127.0.0.1:{port}", environment)
        for command in (
            ["migrate", "-v", "0"],
            ["load_calendar"],
            ["seed_demo"],
            ["collectstatic", "--no-input", "-v", "0"],
        ):
            site.manage(*command)
        with (folder / "gunicorn.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
                 "--worker-class", "gthread", "--threads", "8"],
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            _wait(site.url + "/healthz")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(autouse=True)
def own_cache():
    """The site has a process and a cache of its own."""


@pytest.fixture(scope="module")
def chromium():
    """One browser for a file: while it lives, Django takes the thread for an asynchronous one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_phone(chromium, site):
    """Open a phone of its own, with cookies of its own; see `steps.new_phone`."""
    pages = []

    def open_page(viewport=PHONE, **options):
        pages.append(steps.new_phone(chromium, site.url, viewport, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def demo(site) -> dict:
    """What tests/browser/facts.py tells of the demo world, as the journeys before left it."""
    return json.loads(site.manage("shell", "-v", "0", "-c", FACTS.read_text()))


@pytest.fixture
def signed_in(open_phone, site, demo):
    """A phone or desk on which somebody of the demo world is signed in."""

    def sign_in(username: str, viewport=PHONE):
        page = open_phone(viewport)
        steps.sign_in(page, demo["sessions"][username], site.url)
        return page

    return sign_in


@pytest.fixture
def scan(signed_in, site, demo):
    """Decode the printed code of somebody, as her site would print it; the address a phone then opens."""

    def read(of: str) -> str:
        image = signed_in("qian").request.get(f"/desk/liaison/codes/{demo['codes'][of]}/qr.png")
        assert image.ok, image.status
        address = steps.decode(image.body())
        assert address.startswith(site.url + "/c/")
        return address

    return read
