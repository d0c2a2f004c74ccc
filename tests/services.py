"""Private PostgreSQL and Redis for a test run: own temporary folders, own free ports, gone afterwards.

As a context manager, in a fixture or a script::

    with PostgreSQL() as database, Redis() as broker:
        os.environ |= {"DATABASE_URL": database.url, "REDIS_URL": broker.url}

As a command, which exports both addresses to the command it runs and passes its exit code through::

    python tests/services.py run -- pytest tests/liaison
"""

import argparse
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 15
LOOPBACK = "127.0.0.1"


class ServiceError(RuntimeError):
    """A service is not installed or did not come up; the text says which one and what it printed."""


class Service:
    """One server process that belongs to this one: `start`, `stop`, or a `with` block.

    `stop` keeps port and folder, so that a test may take the server away and bring it back.
    """

    name = ""
    account = None
    stop_signal = signal.SIGTERM

    def __init__(self):
        self.port = _free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.process = None
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)

    def start(self):
        """Start the server and wait until it answers; raises ServiceError when it does not in time."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._as_owner(*self._command()),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ServiceError(f"{self.name} did not start:\n{self._log.read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self):
        """Stop the server, by force when it takes longer than 15 seconds; safe to call twice."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _as_owner(self, *command) -> list[str]:
        """Let the kernel stop the server when this process is killed outright, and drop root where needed."""
        words = [str(word) for word in command]
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            if self.account:
                raise ServiceError("setpriv (util-linux) is needed to run PostgreSQL as root.")
            return words
        prefix = [setpriv, f"--pdeathsig={self.stop_signal.name.removeprefix('SIG')}"]
        if self.account:
            prefix += [f"--reuid={self.account.pw_uid}", f"--regid={self.account.pw_gid}", "--clear-groups"]
        return prefix + words

    def _command(self) -> list:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class PostgreSQL(Service):
    """A new cluster that forgets durability for speed; `url` names its database `liaison`."""

    name = "postgresql"
    stop_signal = signal.SIGINT  # fast shutdown: does not wait for clients

    def __init__(self):
        self.account = _unprivileged_account() if os.geteuid() == 0 else None
        super().__init__()
        self.url = f"postgres://liaison@{LOOPBACK}:{self.port}/liaison"

    def start(self):
        if not self._data.exists():
            self._run("initdb", "--pgdata", self._data, "--username=liaison", "--auth=trust", "--no-sync",
                      "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
            super().start()
            self._run("createdb", "--host", LOOPBACK, "--port", self.port, "--username=liaison", "liaison")
        else:
            super().start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments):
        done = subprocess.run(
            self._as_owner(_postgres_programs() / program, *arguments),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ServiceError(f"{program} failed:\n{done.stdout}")

    def _command(self) -> list:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [_postgres_programs() / "postgres", "-D", self._data, *options]

    def _answers(self) -> bool:
        ready = [_postgres_programs() / "pg_isready", "--quiet", "--host", LOOPBACK, "--port", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0


class Redis(Service):
    """A server without a disk image; what it holds is gone when it stops."""

    name = "redis"

    def __init__(self):
        super().__init__()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"

    def _command(self) -> list:
        program = shutil.which("redis-server")
        if program is None:
            raise ServiceError("redis-server is not installed.")
        return [program, "--bind", LOOPBACK, "--port", self.port, "--save", "", "--appendonly", "no",
                "--dir", self.folder]  # fmt: skip

    def _answers(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def _unprivileged_account() -> pwd.struct_passwd:
    """Return `postgres`, or `nobody` where that is missing: PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("Running PostgreSQL as root needs an account named postgres or nobody.")


@functools.cache
def _postgres_programs() -> Path:
    """Return the folder of the newest installed server; Debian keeps it out of PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb") or (debian and debian[-1])
    if not found:
        raise ServiceError("The PostgreSQL server is not installed.")
    return Path(found).resolve().parent


def run(command: list[str]) -> int:
    """Run a command with DATABASE_URL and REDIS_URL of fresh services; return its exit code.

    SIGTERM and SIGHUP go on to the command, Ctrl-C reaches it from the terminal by itself; either way
    the services stop after it.
    """
    child = None
    ended = None

    def forward(number, _frame):
        nonlocal ended
        ended = number
        if child is None:
            raise SystemExit(128 + number)
        child.send_signal(number)

    signal.signal(signal.SIGTERM, forward)
    signal.signal(signal.SIGHUP, forward)
    with ExitStack() as stack:
        database, broker = stack.enter_context(PostgreSQL()), stack.enter_context(Redis())
        signal.signal(signal.SIGINT, lambda *_: None)
        addresses = {"DATABASE_URL": database.url, "REDIS_URL": broker.url}
        child = subprocess.Popen(command, env=os.environ | addresses)
        code = child.wait()
    return 128 + (ended or -code) if code < 0 else code


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="after --, what to run")
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("nothing to run")
    try:
        sys.exit(run(command))
    except ServiceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
