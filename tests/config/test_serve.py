"""`serve` keeps its processes alive, says what happened, and leaves nothing behind."""

import os
import signal
import socket
import sys

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import serve
from config.management.commands.serve import Child


@pytest.fixture
def crashing():
    return Child("网站", [sys.executable, "-c", "raise SystemExit(3)"])


def test_a_process_that_keeps_crashing_waits_longer_each_time(crashing):
    now = 0.0
    pauses = []
    for _crash in range(7):
        assert crashing.tend(now) is None
        crashing.process.wait()
        line = crashing.tend(now)
        assert "退出码 3" in line
        pauses.append(crashing.due_at - now)
        assert crashing.tend(now + pauses[-1] - 0.1) is None
        assert crashing.due_at is not None, "not started early"
        now += pauses[-1]

    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_after_a_steady_minute_the_pause_is_short_again(crashing):
    crashing.crashes = 5
    crashing.start(0.0)
    crashing.process.wait()

    assert "1 秒后" in crashing.tend(60.0)


def test_stopping_ends_what_the_process_started_too(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child = Child("后台任务", ["sh", "-c", f"sleep 600 > {pipe} & wait"])
    child.start(0.0)

    with pipe.open("rb") as held_by_grandchild:
        child.ask_to_stop()
        child.stop(deadline=float("inf"))

        assert child.process.returncode == -signal.SIGTERM
        assert held_by_grandchild.read() == b""


def test_a_busy_port_is_said_in_one_sentence(settings):
    with socket.socket() as taken:
        taken.bind((serve.LOOPBACK, 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {settings.PORT} 已被占用"):
            call_command("serve")
