"""The private servers of a test run come up, answer, and are gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import tempfile

import pytest

from tests import services
from tests.services import LOOPBACK, PostgreSQL, Redis

pytestmark = pytest.mark.services
SHOW = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"


@pytest.fixture
def folder_for_all():
    """A folder that the account of PostgreSQL may enter; a wrapper killed outright leaves files there."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield folder


def wrapped(script, folder):
    """Start a Python script under `services.py run`."""
    return subprocess.Popen(
        [sys.executable, services.__file__, "run", "--", sys.executable, "-uc", script],
        env=os.environ | {"TMPDIR": folder},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def connect(address):
    port = address.split(":")[-1].split("/")[0]
    return socket.create_connection((LOOPBACK, int(port)), timeout=90)


def hangs_up(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_the_command_gets_both_addresses_and_its_exit_code_passes_through(folder_for_all):
    wrapper = wrapped(f"{SHOW}; raise SystemExit(7)", folder_for_all)
    database, broker = wrapper.communicate()[0].split()

    assert database.startswith("postgres://")
    assert broker.startswith("redis://")
    assert wrapper.returncode == 7
    assert os.listdir(folder_for_all) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_both_servers_stop_when_the_wrapper_is_ended(number, folder_for_all):
    wrapper = wrapped(f"{SHOW}; input()", folder_for_all)
    with wrapper:
        connections = [connect(address) for address in wrapper.stdout.readline().split()]
        wrapper.send_signal(number)

        assert wrapper.wait(30) != 0
        assert [hangs_up(connection) for connection in connections] == [True, True]


def test_a_broker_comes_back_on_the_same_port():
    with Redis() as broker:
        broker.stop()
        with pytest.raises(ConnectionRefusedError):
            connect(broker.url)
        broker.start()
        connect(broker.url).close()


def test_a_database_keeps_its_folder_until_the_end():
    with PostgreSQL() as database:
        database.stop()
        database.start()
        connect(database.url).close()
    assert not database.folder.exists()
