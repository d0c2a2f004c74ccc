"""What a batch of posters costs, as ratios measured in one run; every measurement in a process of its own."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

WORLD = Path(__file__).with_name("poster_world.py")
FEW, MANY, BATCH, ROUNDS = 100, 2_000, 500, 3


@pytest.fixture(scope="module")
def act(tmp_path_factory):
    """Run one act of the poster world and return what it measured."""
    own = {"VAR_DIR": str(tmp_path_factory.mktemp("var")), "SITE_URL": "https://dbm.example.gov.cn"}

    def run(*words) -> dict:
        done = subprocess.run(
            [sys.executable, WORLD, *map(str, words)],
            env={**os.environ, **own, "DEMO": "true"},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])

    run("build", MANY)
    return run


def test_half_as_fast_as_typst_alone(act):
    ours, alone = [], {"one document": [], "parts": []}
    for _round in range(ROUNDS):
        ours.append(act("ours", BATCH)["seconds"])
        alone["one document"].append(act("alone", BATCH, BATCH)["seconds"])
        alone["parts"].append(act("alone", BATCH, 20)["seconds"])
    rate = BATCH / statistics.median(ours)
    print(f"\nwhole path {rate:.0f} posters a second, file included")
    for name, seconds in alone.items():
        typst = BATCH / statistics.median(seconds)
        print(f"Typst alone as {name}: {typst:.0f} a second; ratio {rate / typst:.2f}")
    assert rate / (BATCH / statistics.median(alone["one document"])) >= 0.5


def test_memory_stays_flat(act):
    peaks = {count: act("ours", count)["megabytes"] for count in (FEW, BATCH, MANY)}
    print("\n" + ", ".join(f"{count} posters {peak:.0f} MB" for count, peak in peaks.items()))
    assert peaks[MANY] <= 1.25 * peaks[FEW]
