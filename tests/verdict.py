"""Adds up the closing lines of several pytest runs and fails unless every test ran and passed.

    python tests/verdict.py var/test/sqlite.log var/test/postgresql.log

A test left out of one run on purpose (`-m`) must have run in another: passed and deselected add up to
the same number everywhere, and at least one run leaves nothing out. The last line printed is the total.
"""

import re
import sys
from collections import Counter
from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CLOSING_LINE = re.compile(r"^=*\s*(?P<counts>\d+ [a-z ]+(?:, \d+ [a-z ]+)*) in \d+(?:\.\d+)?s\b")
HARMLESS = {"passed", "subtests passed", "deselected", "warning", "warnings"}


def counts(log: str) -> Counter:
    """Return how many tests a pytest log closes with, by outcome; empty when the run did not close."""
    closing = [
        match["counts"] for line in COLOUR.sub("", log).splitlines() if (match := CLOSING_LINE.match(line))
    ]
    pairs = (item.split(" ", 1) for item in closing[-1].split(", ")) if closing else ()
    return Counter({outcome: int(number) for number, outcome in pairs})


def faults(runs: dict[str, Counter]) -> list[str]:
    """Return one sentence for each reason why these runs, by name, are not a pass."""
    found = []
    for name, run in runs.items():
        if not run["passed"]:
            found.append(f"{name}：没有测试通过。")
        found += [f"{name}：{run[outcome]} {outcome}，不允许。" for outcome in run if outcome not in HARMLESS]
    collected = {run["passed"] + run["deselected"] for run in runs.values()}
    if len(collected) > 1 or all(run["deselected"] for run in runs.values()):
        found.append(f"各次运行的测试数对不上：{ {name: dict(run) for name, run in runs.items()} }")
    return found


def main(paths: list[str]) -> int:
    runs = {Path(path).stem: counts(Path(path).read_text(errors="replace")) for path in paths}
    for name, run in runs.items():
        sys.stdout.write(f"{name}: {', '.join(f'{number} {outcome}' for outcome, number in run.items())}\n")
    problems = faults(runs)
    for sentence in problems:
        sys.stdout.write(f"{sentence}\n")
    if problems:
        return 1
    sys.stdout.write(f"{sum(run['passed'] for run in runs.values())} passed, 0 failed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
