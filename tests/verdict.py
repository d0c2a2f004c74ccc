"""Adds up the closing lines of several pytest runs and fails unless each ran every test and all passed.

    python tests/verdict.py var/test/collected.log var/test/sqlite.log var/test/postgresql.log

The first log is that of `pytest --collect-only`: parallel runs do not say what they left out. The last line
printed is the total.
"""

import re
import sys
from collections import Counter
from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLLECTED = re.compile(r"^(\d+) tests? collected in ", flags=re.MULTILINE)
CLOSING_LINE = re.compile(
    r"^=*\s*(?P<counts>\d+ [a-z ]+(?:, \d+ [a-z ]+)*) in \d+(?:\.\d+)?s\b", flags=re.MULTILINE
)
HARMLESS = {"passed", "subtests passed", "warning", "warnings"}


def collected(log: str) -> int:
    """Return how many tests there are, 0 when the log does not say or some were deselected."""
    match = COLLECTED.search(COLOUR.sub("", log))
    return int(match[1]) if match else 0


def counts(log: str) -> Counter:
    """Return how many tests a pytest log closes with, by outcome; empty when the run did not close."""
    closing = [match["counts"] for match in CLOSING_LINE.finditer(COLOUR.sub("", log))]
    pairs = (item.split(" ", 1) for item in closing[-1].split(", ")) if closing else ()
    return Counter({outcome: int(number) for number, outcome in pairs})


def faults(expected: int, runs: dict[str, Counter]) -> list[str]:
    """Return one sentence for each reason why these runs, by name, are not a pass of `expected` tests."""
    found = [] if expected else ["没有收集到测试，或者有测试被排除在外。"]
    for name, run in runs.items():
        found += [f"{name}：{run[outcome]} {outcome}，不允许。" for outcome in run if outcome not in HARMLESS]
        if run["passed"] != expected:
            found.append(f"{name}：应当通过 {expected} 项，实际 {run['passed']} 项。")
    return found


def main(collection: str, *paths: str) -> int:
    """Print the counts of each run, then the faults or the total; return the exit code."""
    logs = {path: Path(path).read_text(errors="replace") for path in (collection, *paths)}
    runs = {Path(path).stem: counts(logs[path]) for path in paths}
    lines = [f"{name}: {', '.join(f'{run[key]} {key}' for key in run)}" for name, run in runs.items()]
    problems = faults(collected(logs[collection]), runs)
    total = f"{sum(run['passed'] for run in runs.values())} passed, 0 failed"
    sys.stdout.write("\n".join([*lines, *(problems or [total])]) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
