import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputies.tree import SEGMENT, ancestors, child_path, depth, is_within

keys = st.integers(min_value=1, max_value=99_999_999)
key_lists = st.lists(keys, min_size=1, max_size=6)


def path_of(*pks):
    path = ""
    for pk in pks:
        path = child_path(path, pk)
    return path


def test_a_child_adds_one_segment_of_fixed_width():
    assert child_path("", 1) == "00000001/"
    assert child_path("00000001/", 7) == "00000001/00000007/"


@pytest.mark.parametrize("pk", [0, -1, 100_000_000])
def test_a_key_that_does_not_fit_is_refused(pk):
    with pytest.raises(ValueError, match="between 1 and 99999999"):
        child_path("", pk)


@pytest.mark.parametrize(
    "bad", ["1/", "00000001", "/00000001/", "00000001//", "0000000a/", "００００００００１/"]
)
def test_a_malformed_path_is_refused(bad):
    for call in (lambda: child_path(bad, 2), lambda: depth(bad), lambda: is_within(bad, "00000001/")):
        with pytest.raises(ValueError, match="not a path"):
            call()


@pytest.mark.parametrize(
    ("path", "ancestor", "expected"),
    [
        (path_of(1, 7), path_of(1), True),
        (path_of(1, 7), path_of(1, 7), True),
        (path_of(1), path_of(1, 7), False),
        (path_of(1, 70), path_of(1, 7), False),
        (path_of(2, 7), path_of(1), False),
    ],
)
def test_within(path, ancestor, expected):
    assert is_within(path, ancestor) is expected


def test_the_empty_path_contains_nothing():
    with pytest.raises(ValueError, match="not a path"):
        is_within(path_of(1), "")


def test_ancestors_run_from_the_root_and_leave_the_node_out():
    assert ancestors(path_of(1, 7, 9)) == [path_of(1), path_of(1, 7)]
    assert ancestors(path_of(1)) == []


@given(key_lists)
def test_depth_ancestors_and_length_agree(pks):
    path = path_of(*pks)
    assert depth(path) == len(pks) == len(ancestors(path)) + 1
    assert len(path) == depth(path) * SEGMENT
    assert all(is_within(path, above) for above in ancestors(path))


@given(key_lists, key_lists)
def test_within_means_the_same_keys_first(pks, above):
    assert is_within(path_of(*pks), path_of(*above)) is (pks[: len(above)] == above)


@given(st.lists(key_lists, max_size=8))
def test_sorting_by_path_lists_the_tree_depth_first(trees):
    assert sorted(path_of(*pks) for pks in trees) == [path_of(*pks) for pks in sorted(trees)]
