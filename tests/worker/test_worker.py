"""A real worker and a real beat, killed and cut off from their broker: nothing that was to be told is lost.

design.md §2 Telling; peers.md §11.20 (eager Celery hides what goes wrong after the commit).
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager

import psycopg2
import pytest
from django.conf import settings

from config.management.commands.serve import Child
from tests.services import Redis
from tests.worker.sinks import Webhook

pytestmark = pytest.mark.services

PATIENCE = 40  # seconds that anything may take on a busy machine
QUICK_BEAT = (  # the real beat with a faster clock
    "from config.celery import app; "
    "app.conf.beat_schedule['deliver_notices']['schedule'] = 0.5; "
    "app.start(['beat', '--schedule', '{schedule}', '--loglevel', 'warning'])"
)


def wait_for(condition, what: str, meanwhile=lambda: None):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        meanwhile()
        time.sleep(0.1)


class Folders:
    """The broker of the embedded mode: files in a folder. Stopped, the folder is away."""

    def __init__(self, var):
        self.messages = var / "queue" / "messages"
        self.away = var / "queue" / "away"
        self.environment = {}

    def stop(self):
        self.messages.rename(self.away)

    def start(self):
        self.away.rename(self.messages)


class House:
    """Processes that share a database, started from environment variables alone."""

    def __init__(self, var):
        self.var = var
        self.children = [
            Child("worker", [sys.executable, "-m", "celery", "--app", "config", "worker",
                             "--concurrency", "1", "--loglevel", "warning"]),
            Child("beat", [sys.executable, "-c", QUICK_BEAT.format(schedule=var / "beat")]),
        ]  # fmt: skip
        self.clerk = subprocess.Popen(
            [sys.executable, "-m", "tests.worker.clerk"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question):
        self.clerk.stdin.write(json.dumps(question) + "\n")
        self.clerk.stdin.flush()
        return json.loads(self.clerk.stdout.readline())

    def tend(self):
        """Start what is down, as `serve` does."""
        for child in self.children:
            child.tend(time.monotonic())

    def kill_worker(self):
        os.killpg(self.children[0].process.pid, signal.SIGKILL)

    def close(self):
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop(time.monotonic() + 10)
        self.clerk.stdin.close()
        self.clerk.wait(10)
        self.clerk.stdout.close()


@contextmanager
def own_database(folder):
    """Make a database that other processes may open: of the kind that the tests run on."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield f"sqlite:///{folder / 'house.sqlite3'}"
        return
    name = f"house_{uuid.uuid4().hex}"
    server = psycopg2.connect(settings.DATABASE_URL)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield re.sub(r"/[^/]*$", f"/{name}", settings.DATABASE_URL)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.close()


@pytest.fixture(params=["filesystem", "redis"])
def broker(request, tmp_path):
    if request.param == "filesystem":
        yield Folders(tmp_path)
        return
    with Redis() as server:
        server.environment = {"REDIS_URL": server.url}
        yield server


@pytest.fixture
def house(broker, tmp_path, monkeypatch):
    with own_database(tmp_path) as url:
        for name in ("REDIS_URL", "DJANGO_SETTINGS_MODULE", "QUEUE_DIR"):
            monkeypatch.delenv(name, raising=False)
        environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "true", "VAR_DIR": str(tmp_path)}
        for name, value in (environment | {"DATABASE_URL": url} | broker.environment).items():
            monkeypatch.setenv(name, value)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=settings.BASE_DIR, check=True
        )
        house = House(tmp_path)
        try:
            yield house
        finally:
            house.close()


def told(sink: Webhook) -> set[str]:
    """Return the receipts of the messages that 李代表 has been told about."""
    return {re.search(r"/conversations/([^/]+)/", letter["message"])[1] for letter in sink.received}


def test_nothing_is_lost_when_the_worker_is_killed_and_the_broker_stops(house, broker):
    sink = Webhook()
    with sink.serve() as address:
        house.ask("build", address)
        written = set(house.ask("submit", 2))
        wait_for(lambda: told(sink) == written, "the first notices", house.tend)
        wait_for(lambda: house.ask("finding", "timetable"), "the run on record", house.tend)

        sink.hold()
        written |= set(house.ask("submit", 3))
        wait_for(sink.arrived.is_set, "a notice on its way", house.tend)
        house.kill_worker()
        assert house.ask("leased") == 1, "killed in mid-delivery"
        broker.stop()
        assert not house.ask("finding", "broker")
        written |= set(house.ask("submit", 3))
        house.tend()
        sink.release()
        written |= set(house.ask("submit", 2))
        broker.start()

        house.ask("pass_time", 10)
        wait_for(lambda: told(sink) == written, "all notices", house.tend)
        wait_for(lambda: house.ask("ledger") == {"sent": len(written)}, "an empty outbox", house.tend)
        assert house.ask("leased") == 0
        assert house.ask("finding", "broker")
        assert house.ask("finding", "deliveries")
