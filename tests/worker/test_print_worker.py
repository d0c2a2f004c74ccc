"""A real worker under a print, killed in the middle: the next one goes on, and nobody is offered half a file."""

import sys

import pypdfium2
import pytest

from config.management.commands.serve import Child
from liaison.papers import posters
from tests.worker.test_worker import Folders, House, wait_for
from tests.worker.test_worker import house as house  # noqa: PLC0414

pytestmark = pytest.mark.services

LAYOUT = next(
    key for key, layout in posters.LAYOUTS.items() if "seat" in layout.kinds and layout.per_page == 1
)
PARTS = 60  # some seconds of printing, so that a kill after the first part falls in the middle
COPIES = (PARTS - 1) * posters.PAGES_A_PART + 1
QUICK_BEAT = (
    "from config.celery import app; "
    "app.conf.beat_schedule = {{'print_batches': {{'task': 'print_batches', 'schedule': 0.5}}}}; "
    "app.start(['beat', '--schedule', '{schedule}', '--loglevel', 'warning'])"
)


@pytest.fixture
def broker(tmp_path):
    return Folders(tmp_path)


@pytest.fixture
def print_house(house, tmp_path):
    house.children[1] = Child("beat", [sys.executable, "-c", QUICK_BEAT.format(schedule=tmp_path / "beat")])
    return house


def numbers_on(path: str) -> list[str]:
    """The placement numbers that stand on the pages of a file."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_a_killed_print_is_finished_by_the_next_worker(print_house: House):
    house = print_house
    house.ask("build", "127.0.0.1:9")
    house.ask("ask_for_print", LAYOUT, COPIES)
    wait_for(lambda: house.ask("print_batch")["parts"], "the first part", house.tend)
    house.kill_worker()
    killed = house.ask("print_batch")
    assert killed["state"] == "printing"
    assert 0 < len(killed["parts"]) < PARTS, "killed in the middle"
    assert killed["offered"] is None

    house.ask("pass_time", 5)
    states, seen = [], {}

    def finished():
        now = house.ask("print_batch")
        states.append((now["state"], now["offered"] is not None))
        seen.update({name: stamp for name, stamp in now["parts"].items() if name in killed["parts"]})
        return now["state"] == "done"

    wait_for(finished, "the whole file", house.tend)
    assert set(states) == {("printing", False), ("done", True)}
    assert seen == killed["parts"], "parts that were finished are not printed again"
    done = house.ask("print_batch")
    assert (done["done"], done["pages"], done["parts"]) == (COPIES, COPIES, {})
    texts = numbers_on(done["offered"])
    assert len(texts) == COPIES
    assert all(f"-{copy:02d}" in text for copy, text in enumerate(texts, start=2))
