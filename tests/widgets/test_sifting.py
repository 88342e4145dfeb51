"""Rows searched part by part, compared with all of them searched at once."""

from collections.abc import Sequence
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from ovntui.widgets import sifting
from ovntui.widgets.sifting import Sifting


@given(
    wanted=st.lists(st.booleans(), max_size=40),
    start=st.integers(0, 39),
    reverse=st.booleans(),
    part=st.integers(1, 9),
)
def test_part_by_part_all_are_found_and_none_that_was_shown_moves(
    wanted: list[bool], start: int, reverse: bool, part: int
) -> None:
    rows = [f"{number:02}" for number in range(len(wanted))]
    searched: list[str] = []

    def among(keys: Sequence[str]) -> list[str]:
        searched.extend(keys)
        return [key for key in keys if wanted[int(key)]]

    def shown() -> list[str]:
        return search.found[::-1] if reverse else search.found[:]

    with patch.object(sifting, "PART", part):
        search = Sifting(rows, min(start, max(0, len(rows) - 1)), among, reverse)
        before = shown()
        while not search.go_on(-1.0):
            assert shown()[: len(before)] == before
            before = shown()
    assert search.found == among(rows)
    assert sorted(searched[: len(rows)]) == rows, "each is searched once"
    if rows:
        assert rows[min(start, len(rows) - 1)] in searched[:part], "where it begins is searched first"


def test_there_is_time_for_many_parts() -> None:
    rows = [f"{number:05}" for number in range(10 * sifting.PART)]
    search = Sifting(rows, 0, list, reverse=False)
    assert search.go_on(60.0)
    assert search.found == rows
