"""The judge of the test run: nothing skipped, nothing left out."""

import pytest

from tests.verdict import collected, counts, faults, main


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("tests/test_x.py::test_y\n\n5 tests collected in 0.02s\n", 5),
        ("1 test collected in 0.02s", 1),
        ("4/5 tests collected (1 deselected) in 0.02s", 0),
        ("5 tests collected, 1 error in 0.02s", 0),
        ("no tests collected in 0.02s", 0),
    ],
)
def test_collected_counts_a_complete_collection(log, expected):
    assert collected(log) == expected


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
        ("5 passed in 1s", "5 passed, 2 warnings in 1s", True),
        ("4 passed, 1 deselected in 1s", "5 passed in 1s", False),
        ("4 passed in 1s", "5 passed in 1s", False),
        ("4 passed, 1 skipped in 1s", "5 passed in 1s", False),
        ("5 passed, 1 xfailed in 1s", "5 passed in 1s", False),
        ("5 passed, 1 error in 1s", "5 passed in 1s", False),
        ("1 failed, 4 passed in 1s", "5 passed in 1s", False),
        ("no tests ran in 0.01s", "5 passed in 1s", False),
    ],
)
def test_only_complete_and_green_runs_are_without_fault(first, second, clean):
    assert (not faults(5, {"sqlite": counts(first), "postgresql": counts(second)})) is clean


@pytest.mark.parametrize(
    ("collection", "code", "last"),
    [
        ("5 tests collected in 1s", 0, "10 passed, 0 failed"),
        ("6 tests collected in 1s", 1, "postgresql：应当通过 6 项，实际 5 项。"),
    ],
)
def test_the_last_line_is_the_total_or_a_fault(tmp_path, capsys, collection, code, last):
    logs = {"collected": collection, "sqlite": "5 passed in 1s", "postgresql": "5 passed in 1s"}
    for name, text in logs.items():
        (tmp_path / f"{name}.log").write_text(text)

    assert main(*(str(tmp_path / f"{name}.log") for name in logs)) == code
    assert capsys.readouterr().out.splitlines()[-1] == last
