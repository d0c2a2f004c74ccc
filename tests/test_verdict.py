"""The judge of the test run: nothing skipped, nothing lost between two runs."""

import pytest

from tests.verdict import counts, faults, main


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("...\n3 passed in 0.12s\n", {"passed": 3}),
        ("== 3 passed, 1 warning in 75.20s (0:01:15) ==", {"passed": 3, "warning": 1}),
        ("\x1b[32m2 passed\x1b[0m, \x1b[33m1 skipped\x1b[0m in 1s", {"passed": 2, "skipped": 1}),
        ("4 passed, 2 subtests passed in 1.00s", {"passed": 4, "subtests passed": 2}),
        ("Killed\n", {}),
    ],
)
def test_counts_reads_the_closing_line(log, expected):
    assert counts(log) == expected


@pytest.mark.parametrize(
    ("first", "second", "clean"),
    [
        ("5 passed in 1s", "5 passed in 1s", True),
        ("4 passed, 1 deselected in 1s", "5 passed in 1s", True),
        ("4 passed, 1 deselected in 1s", "4 passed, 1 deselected in 1s", False),
        ("4 passed in 1s", "5 passed in 1s", False),
        ("5 passed, 1 skipped in 1s", "5 passed, 1 skipped in 1s", False),
        ("5 passed, 1 xfailed in 1s", "6 passed in 1s", False),
        ("1 failed, 5 passed in 1s", "6 passed in 1s", False),
        ("no tests ran in 0.01s", "6 passed in 1s", False),
    ],
)
def test_only_complete_and_green_runs_are_without_fault(first, second, clean):
    assert (not faults({"sqlite": counts(first), "postgresql": counts(second)})) is clean


def test_the_last_line_is_the_total(tmp_path, capsys):
    for name in ("sqlite", "postgresql"):
        (tmp_path / f"{name}.log").write_text("5 passed in 1s")

    assert main([str(tmp_path / "sqlite.log"), str(tmp_path / "postgresql.log")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 0 failed"
