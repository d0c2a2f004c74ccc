"""`serve`: web, worker and beat of one machine, started, watched and stopped together."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LONGEST_PAUSE = 30
STEADY_AFTER = 60
STOP_SECONDS = 20
LOOPBACK = "127.0.0.1"


class Child:
    """One process in a group of its own, restarted with growing pauses when it ends by itself.

    Times are seconds of `time.monotonic()`, passed in as `now`.
    """

    def __init__(self, label: str, command: list[str]):
        self.label = label
        self.command = command
        self.process = None
        self.crashes = 0
        self.started_at = 0.0
        self.due_at = 0.0

    def start(self, now: float):
        self.process = subprocess.Popen(  # noqa: S603 our own fixed commands
            self.command, cwd=settings.BASE_DIR, start_new_session=True
        )
        self.started_at = now
        self.due_at = None

    def tend(self, now: float) -> str | None:
        """Start the process when it is due; when it just ended, plan a restart and return a line about it."""
        if self.due_at is not None:
            if now >= self.due_at:
                self.start(now)
            return None
        if self.process.poll() is None:
            return None
        self._kill_group()
        self.crashes = 0 if now - self.started_at >= STEADY_AFTER else self.crashes + 1
        pause = min(2 ** max(self.crashes - 1, 0), LONGEST_PAUSE)
        self.due_at = now + pause
        return f"{self.label}意外停止（退出码 {self.process.returncode}），{pause} 秒后重新启动。"

    def ask_to_stop(self):
        """Send SIGTERM to the leader alone, which lets its own children finish what they hold."""
        if self.process:
            self.process.terminate()

    def stop(self, deadline: float):
        """Wait for the process until the deadline, then end what is left of its group by force."""
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(deadline - time.monotonic(), 0))
            self._kill_group()
            self.process.wait()

    def _kill_group(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Command(BaseCommand):
    help = "启动网站、后台任务和定时任务，直到按下 Ctrl-C"

    def add_arguments(self, parser):
        parser.add_argument(
            "--bind",
            default=LOOPBACK,
            help="监听的地址；填 0.0.0.0 时同一网络的手机也能打开（默认 127.0.0.1）",
        )
        parser.add_argument("--web-workers", type=int, default=2, help="网站进程数（默认 2）")

    def handle(self, *, bind, web_workers, verbosity, **options):
        _refuse_busy_port(bind, settings.PORT)
        children = [
            Child(label, [sys.executable, "-m", *command])
            for label, command in _commands(bind, web_workers, verbosity).items()
        ]
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())

        announced = False
        try:
            while not stop.is_set():
                for child in children:
                    if line := child.tend(time.monotonic()):
                        self.stderr.write(self.style.WARNING(line))
                if not announced and _is_up(bind):
                    announced = True
                    self._announce()
                stop.wait(0.5)
        finally:
            self.stdout.write("正在停止……")
            deadline = time.monotonic() + STOP_SECONDS
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop(deadline)

    def _announce(self):
        site = settings.SITE_URL
        self.stdout.write(
            self.style.SUCCESS(
                f"\n网站已就绪\n"
                f"  公众首页  {site}/\n"
                f"  工作台    {site}/desk/\n"
                f"  系统配置  {site}/admin/\n"
                f"  接口文档  {site}/api/docs/\n"
                f"数据在 {settings.VAR_DIR}，按 Ctrl-C 停止。\n"
            )
        )


def _commands(bind: str, web_workers: int, verbosity: int) -> dict[str, list[str]]:
    """Return the module and arguments of each process, by the name shown to people."""
    level = "info" if verbosity > 1 else "warning"
    access_log = "--access-logfile -" if verbosity > 1 else ""
    commands = {
        "网站": f"gunicorn config.wsgi:application --bind {bind}:{settings.PORT} --worker-class gthread "
        f"--workers {web_workers} --threads 4 --no-control-socket --log-level {level} {access_log}",
        "后台任务": f"celery --quiet --app config worker --concurrency 2 --loglevel {level}",
        "定时任务": f"celery --quiet --app config beat --loglevel {level}",
    }
    modules = {label: line.split() for label, line in commands.items()}
    modules["定时任务"] += ["--schedule", str(settings.VAR_DIR / "celerybeat-schedule")]
    return modules


def _refuse_busy_port(bind: str, port: int):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"不能在 {bind}:{port} 上监听：{error.strerror}。") from error
            other = port % 65535 + 1
            raise CommandError(f"端口 {port} 已被占用。请换一个端口，例如：PORT={other} make run") from error


def _is_up(bind: str) -> bool:
    host = LOOPBACK if bind == "0.0.0.0" else bind  # noqa: S104 compared, not bound
    named = {"Host": urllib.parse.urlsplit(settings.SITE_URL).netloc}
    request = urllib.request.Request(f"http://{host}:{settings.PORT}/healthz", headers=named)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except OSError:  # also the parent of URLError
        return False
