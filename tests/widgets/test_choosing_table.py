"""Rows selected for what is done to many at once."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from ovntui.widgets import record_table
from ovntui.widgets.choosing_table import ChoosingTable
from tests.widgets.records import COLUMNS, Port, Stage, lines, many


@asynccontextmanager
async def shown(records: Mapping[str, Port]) -> AsyncIterator[tuple[ChoosingTable[Port], Pilot[None]]]:
    """A table of these records by name."""
    table: ChoosingTable[Port] = ChoosingTable(COLUMNS, sort="name", mark_seconds=0)
    async with Stage(table).run_test(size=(60, 11)) as pilot:
        table.set_records(records)
        table.focus()
        await pilot.pause()
        yield table, pilot


def selected(table: ChoosingTable[Port]) -> list[int]:
    """The numbers of the selected ports."""
    return [int(key.removeprefix("key-port")) for key in table.selected]


async def test_space_selects_and_goes_on() -> None:
    async with shown(many(5)) as (table, pilot):
        await pilot.press("space", "down", "space")
        assert selected(table) == [0, 2]
        assert [line[:3] for line in lines(table)[1:6]] == ["●✓p", "● p", "●✓p", "● p", "● p"]
        await pilot.press("home", "space")
        assert selected(table) == [2]


async def test_a_range_grows_and_shrinks_with_the_cursor() -> None:
    async with shown(many(9)) as (table, pilot):
        await pilot.press("space", "down", "down", "shift+down", "shift+down")
        assert selected(table) == [0, 3, 4, 5]
        await pilot.press("shift+up")
        assert selected(table) == [0, 3, 4]
        await pilot.press("down", "down", "v", "down", "down")
        assert selected(table) == [0, 3, 4, 6, 7, 8]
        await pilot.press("up", "v", "up", "up", "up", "up")
        assert selected(table) == [0, 3, 4, 6, 7], "the range has ended"


async def test_all_that_the_filter_shows_and_no_other() -> None:
    async with shown(many(30)) as (table, pilot):
        table.set_filter(lambda key: key.endswith("7"))
        await pilot.press("asterisk")
        assert selected(table) == [7, 17, 27]
        table.set_filter(lambda key: key.endswith("17"))
        assert table.selected_hidden == 2
        assert selected(table) == [17, 27, 7], "those in view first"
        await pilot.press("asterisk")
        assert sorted(selected(table)) == [7, 27], "again: none of those shown"


async def test_all_that_is_still_searched_for_is_selected_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_table, "_FIRST", -1.0)
    async with shown(many(1000)) as (table, pilot):
        await pilot.press("end", "space")
        assert selected(table) == [999]
        await pilot.press("home")
        table.set_filter(lambda key: key.endswith("9"))
        assert table.is_searching
        assert table.selected_hidden == 0, "nobody knows by now"
        await pilot.press("asterisk")
        assert selected(table) == list(range(9, 1000, 10))


async def test_the_selection_follows_its_records() -> None:
    records = many(5)
    async with shown(records) as (table, pilot):
        await pilot.press("down", "space", "space")
        table.sort_by("name", reverse=True)
        assert selected(table) == [2, 1]
        del records["key-port1"]
        table.refresh_records(removed=["key-port1"])
        assert selected(table) == [2]
        table.set_records(many(2))
        assert selected(table) == []
        assert not table.unselect()


async def test_unselect() -> None:
    async with shown(many(5)) as (table, pilot):
        await pilot.press("v", "down", "down")
        assert table.unselect()
        await pilot.press("down")
        assert table.selected_count == 0
