"""The table: its cursor, its place, what it draws and what it tells."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot

from ovntui.cloud.cells import Cell, Column, Door
from ovntui.safetext import SafeText
from ovntui.widgets import record_table
from ovntui.widgets.messages import Copied, Opened
from ovntui.widgets.record_table import RecordTable
from tests.examples import examples
from tests.widgets.records import COLUMNS, Port, Stage, lines, many, names, ports


@asynccontextmanager
async def shown(
    records: Mapping[str, Port],
    size: tuple[int, int] = (60, 11),
    mark_seconds: float = 0.0,
    row_door: Callable[[Port], Door] | None = None,
) -> AsyncIterator[tuple[RecordTable[Port], Pilot[None], Stage]]:
    """A table of these records by name, ten rows high."""
    table = RecordTable(COLUMNS, row_door=row_door, sort="name", mark_seconds=mark_seconds)
    stage = Stage(table)
    async with stage.run_test(size=size) as pilot:
        table.set_records(records)
        table.focus()
        await pilot.pause()
        yield table, pilot, stage


def told(stage: Stage, kind: type[Any]) -> list[Any]:
    return [message for message in stage.told if isinstance(message, kind)]


async def test_it_draws_titles_and_rows_in_straight_columns() -> None:
    records = {
        "1": Port("web-1", "ls-int", 7),
        "2": Port("端口二", "ls-外", 12),
        "3": Port("e\u0316", "x" * 99, 1),
    }
    async with shown(records, (48, 6)) as (table, _, _):
        assert lines(table) == [
            "  NAME ▲                      SWITCH        KEY",
            "● e\u0316                           xxxxxxxxx…      1",
            "● web-1                       ls-int          7",
            "● 端口二                      ls-外          12",
            "",
            "",
        ]


async def test_optional_columns_show_when_chosen() -> None:
    async with shown(ports("a"), (70, 3)) as (table, _, _):
        assert list(table.visible_columns) == ["up", "name", "switch", "number"]
        table.show_columns(["note", "name", "no such column"])
        assert list(table.visible_columns) == ["note", "name"]
        assert lines(table)[0].split() == ["NOTE", "NAME", "▲"]
        table.show_columns([])
        assert lines(table)[:2] == ["", ""]


keys_and_rows = [
    (["down"], 1),
    (["j", "j", "k"], 1),
    (["up"], 0),
    (["G"], 99),
    (["end", "up", "home"], 0),
    (["pagedown"], 10),
    (["ctrl+f", "ctrl+f", "pageup"], 10),
    (["ctrl+d"], 5),
    (["G", "ctrl+u"], 94),
    (["g", "pageup"], 0),
    (["end", "pagedown", "g", "down"], 1),
]


@pytest.mark.parametrize(("keys", "row"), keys_and_rows, ids=["-".join(keys) for keys, _ in keys_and_rows])
async def test_keys_move_the_cursor_and_it_stays_in_view(keys: list[str], row: int) -> None:
    async with shown(many(100)) as (table, pilot, stage):
        await pilot.press(*keys)
        assert table.cursor_row == row
        assert table.cursor_key == f"key-port{row}"
        assert f"port{row}" in names(table)
        assert len(names(table)) == 10
        heard = [message.key for message in told(stage, RecordTable.Highlighted)]
        assert heard[-1] == table.cursor_key


async def test_the_cell_under_the_cursor_is_what_keys_act_on() -> None:
    records = {"k": Port("web-1", "ls-int")}
    async with shown(records, row_door=lambda port: Door("port", port.name)) as (table, pilot, stage):
        await pilot.press(
            "enter", "c", "right", "enter", "l", "right", "enter", "c", "h", "c", "left", "left", "left"
        )
        assert [(m.door, m.key) for m in told(stage, Opened)] == [
            (Door("port", "web-1"), "k"),
            (Door("switch", "ls-int"), "k"),
            (Door("port", "web-1"), "k"),
        ]
        assert [message.text for message in told(stage, Copied)] == ["web-1", "0", "ls-int"]
        assert stage.clipboard == "ls-int"
        column = table.cursor_column
        assert column is not None
        assert column.key == "up"


async def test_s_sorts_by_the_cell_and_again_turns_round() -> None:
    records = {name: Port(name, switch) for name, switch in (("a", "s2"), ("b", "s10"), ("c", "s1"))}
    async with shown(records) as (table, pilot, stage):
        await pilot.press("down", "right", "s")
        assert names(table) == ["c", "a", "b"]
        assert "SWITCH ▲" in lines(table)[0]
        assert table.cursor_key == "b"
        await pilot.press("s")
        assert names(table) == ["b", "a", "c"]
        assert "SWITCH ▼" in lines(table)[0]
        assert [(m.column, m.reverse) for m in told(stage, RecordTable.Sorted)] == [
            ("switch", False),
            ("switch", True),
        ]
        assert table.sorting == ("switch", True)
        table.sort_by(None)
        assert names(table) == ["a", "b", "c"]


async def test_the_mouse_selects_opens_and_sorts() -> None:
    async with shown(ports("abc")) as (table, pilot, stage):
        await pilot.click(table, offset=(46, 2))
        assert (table.cursor_key, told(stage, Opened)) == ("key-b", [])
        await pilot.click(table, offset=(46, 2))
        assert [message.door for message in told(stage, Opened)] == [Door("switch", "ls-int")]
        await pilot.click(table, offset=(4, 0))
        assert table.sorting == ("name", True)
        await pilot.click(table, offset=(4, 9))
        assert table.cursor_key == "key-b"


async def test_the_click_that_brings_the_focus_opens_nothing() -> None:
    async with shown(ports("abc"), row_door=lambda _: Door("port", "x")) as (table, pilot, stage):
        stage.set_focus(None)
        await pilot.click(table, offset=(4, 1))
        assert (table.has_focus, table.cursor_key, told(stage, Opened)) == (True, "key-a", [])
        await pilot.click(table, offset=(4, 1))
        assert len(told(stage, Opened)) == 1


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with shown(many(100)) as (table, pilot, _):
        for _ in range(10):
            table.post_message(events.MouseScrollDown(table, 5, 5, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert names(table)[0] == "port20"
        assert table.cursor_row == 0
        await pilot.press("down")
        assert names(table)[0] == "port1"


async def test_nothing_jumps_when_rows_come_and_go_above() -> None:
    records = many(100)
    async with shown(records) as (table, pilot, _):
        await pilot.press(*["pagedown"] * 5, "up", "up")
        before, cursor = names(table), table.cursor_key
        for name in ("port1a", "port20a", "port3a"):
            records[f"key-{name}"] = Port(name)
        del records["key-port7"]
        table.refresh_records(added=["key-port1a", "key-port20a", "key-port3a"], removed=["key-port7"])
        await pilot.pause()
        assert names(table) == before
        assert table.cursor_key == cursor


async def test_when_the_cursors_record_goes_the_cursor_stays_on_the_next_line() -> None:
    records = many(20)
    async with shown(records) as (table, pilot, stage):
        await pilot.press(*["down"] * 4)
        for gone, next_one in (("key-port4", "key-port5"), ("key-port5", "key-port6")):
            del records[gone]
            table.refresh_records(removed=[gone])
            assert table.cursor_key == next_one
        await pilot.press("G")
        del records["key-port19"]
        table.refresh_records(removed=["key-port19"])
        assert table.cursor_key == "key-port18"
        keys = list(records)
        records.clear()
        table.refresh_records(removed=keys)
        await pilot.pause()
        assert [table.cursor_key, table.cursor_row, table.cursor_record] == [None] * 3
        await pilot.press("down", "up", "enter", "c", "s", "G", "pagedown")
        assert told(stage, Opened) == []
        records["key-new"] = Port("new")
        table.refresh_records(added=["key-new"])
        assert table.cursor_key == "key-new"


async def test_while_the_table_fills_it_stays_at_the_top_until_the_operator_moves() -> None:
    records: dict[str, Port] = {}
    async with shown(records) as (table, pilot, _):
        table.filling = True
        for start in (60, 30, 0):
            batch = ports(f"port{n}" for n in range(start, start + 30))
            records.update(batch)
            table.refresh_records(added=batch)
            await pilot.pause()
            assert names(table)[0] == f"port{start}"
            assert table.cursor_key == f"key-port{start}"
        await pilot.press("down")
        records["key-a"] = Port("a")
        table.refresh_records(added=["key-a"])
        await pilot.pause()
        assert table.cursor_key == "key-port1"
        assert names(table)[0] == "port0"


async def test_a_filter_narrows_and_says_why_nothing_is_left() -> None:
    async with shown(many(25)) as (table, pilot, stage):
        await pilot.press("down", "down")
        table.set_filter(lambda key: "2" in key)
        assert names(table) == ["port2", "port12", "port20", "port21", "port22", "port23", "port24"]
        assert (table.shown, table.total, table.cursor_key) == (7, 25, "key-port2")
        table.set_filter(lambda key: False)
        table.empty_text = SafeText("no port matches the filter")
        await pilot.pause()
        assert lines(table)[2] == " no port matches the filter"
        table.set_filter(None)
        await pilot.pause()
        assert (table.shown, table.cursor_row) == (25, 0)
        counts = [(message.shown, message.total) for message in told(stage, RecordTable.Counted)]
        assert counts == [(25, 25), (7, 25), (0, 25), (25, 25)]
        assert [key for key, _ in table.shown_records()] == [f"key-port{n}" for n in range(25)]


@pytest.fixture
def part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search has time for one part only."""
    monkeypatch.setattr(record_table, "_FIRST", -1.0)
    monkeypatch.setattr(record_table, "_PIECE", -1.0)


@pytest.mark.usefixtures("part_by_part")
async def test_what_is_found_first_is_shown_first() -> None:
    async with shown(many(1000)) as (table, pilot, stage):
        for _ in range(50):
            await pilot.press("pagedown")
        top, cursor = names(table)[0], table.cursor_key
        table.set_filter(lambda key: "2" not in key)
        await pilot.pause()
        few, total = table.shown, 9 * 9 * 9
        assert table.is_searching
        assert 0 < few <= 256
        assert (names(table)[0], table.cursor_key) == (top, cursor)
        while not table.search():
            assert few <= table.shown < total
        await pilot.pause()
        assert table.shown == total
        assert (names(table)[0], table.cursor_key) == (top, cursor)
        assert told(stage, RecordTable.Counted)[-1].shown == total


@pytest.mark.usefixtures("part_by_part")
@pytest.mark.parametrize("ask", ["last", "all", "move"])
async def test_who_asks_for_all_rows_has_the_search_finished(ask: str) -> None:
    async with shown(many(1000)) as (table, pilot, _):
        for _ in range(50):
            await pilot.press("pagedown")
        table.set_filter(lambda key: key.endswith("7"))
        assert table.is_searching
        top = names(table)[0]
        if ask == "last":
            await pilot.press("end")
            assert table.cursor_key == "key-port997"
        elif ask == "move":
            assert table.move_to("key-port987")
        else:
            assert len(list(table.shown_records())) == 100
            assert names(table)[0] == top
        assert table.shown == 100
        assert not table.is_searching


@pytest.mark.usefixtures("part_by_part")
async def test_that_no_more_is_found_is_told_too() -> None:
    async with shown(many(1000)) as (table, pilot, stage):
        table.set_filter(lambda key: key == "key-port1")
        await pilot.pause()
        assert table.is_searching
        before = len(told(stage, RecordTable.Counted))
        while not table.search():
            pass
        await pilot.pause()
        assert len(told(stage, RecordTable.Counted)) == before + 1, "it is one, and no longer one so far"


async def test_a_row_that_ceases_to_match_leaves_and_comes_back() -> None:
    records = ports("abc")
    async with shown(records) as (table, _, _):
        table.set_filter(lambda key: records[key].up)
        records["key-b"] = replace(records["key-b"], up=False)
        table.refresh_records(changed=["key-b"])
        assert names(table) == ["a", "c"]
        records["key-b"] = replace(records["key-b"], up=True)
        table.refresh_records(changed=["key-b"])
        assert names(table) == ["a", "b", "c"]


async def test_a_changed_value_is_drawn_in_its_place_and_marked_for_a_moment() -> None:
    records = ports("abc")
    async with shown(records, mark_seconds=0.2) as (table, pilot, _):
        await pilot.press("G")
        lines(table)
        records["key-b"] = replace(records["key-b"], switch="ls-ext", number=5)
        table.refresh_records(changed=["key-b"])
        assert table.marked("key-b") == {"switch", "number"}
        assert names(table) == ["a", "b", "c"]
        plain = {segment.text.strip(): segment.style for segment in table.render_line(1)}
        drawn = {segment.text.strip(): segment.style for segment in table.render_line(2)}
        mark, no_mark = drawn["ls-ext"], plain["ls-int"]
        assert mark is not None
        assert no_mark is not None
        assert mark.bold
        assert mark.bgcolor != no_mark.bgcolor
        for _ in range(100):
            if not table.marked("key-b"):
                break
            await pilot.pause(0.02)
        assert not table.marked("key-b")
        drawn = {segment.text.strip(): segment.style for segment in table.render_line(2)}
        assert drawn["ls-ext"] == no_mark


async def test_what_goes_back_to_what_it_was_is_marked_too() -> None:
    records = ports("abc")
    async with shown(records, mark_seconds=60) as (table, pilot, _):
        for switch in ("ls-ext", "ls-int"):
            lines(table)
            table.unmark_all()
            records["key-b"] = replace(records["key-b"], switch=switch)
            table.refresh_records(changed=["key-b"])
            assert table.marked("key-b") == {"switch"}, switch
            await pilot.pause()


async def test_a_line_is_drawn_once_for_each_state_of_its_record() -> None:
    records, drawn = ports("abc"), []

    def cell(port: Port) -> Cell:
        drawn.append(port)
        return Cell(SafeText(port.name))

    table = RecordTable([Column("name", "NAME", cell, width=12, sort=lambda port: port.name)])
    async with Stage(table).run_test(size=(40, 8)) as pilot:
        table.set_records(records)
        await pilot.pause()
        records["key-b"] = replace(records["key-b"], number=1)
        table.refresh_records(changed=["key-b"])
        lines(table)
        drawn.clear()
        lines(table)
        assert drawn == []


async def test_a_record_may_vanish_between_the_notice_and_the_drawing() -> None:
    records = ports("abc")
    async with shown(records, row_door=lambda _: Door("port", "x")) as (table, pilot, stage):
        del records["key-a"], records["key-b"]
        await pilot.press("enter", "c", "down", "enter")
        table.redraw()
        await pilot.pause()
        assert lines(table)[1:4] == ["", "", lines(table)[3]]
        assert told(stage, Opened) == []
        table.refresh_records(changed=["key-a"], removed=["key-b"])
        assert names(table) == ["c"]


async def test_columns_that_do_not_fit_scroll_sideways_and_the_name_stays() -> None:
    records = {"1": Port("web-1", "ls-int", 42)}
    async with shown(records, (30, 4)) as (table, pilot, _):
        assert lines(table)[:2] == ["  NAME ▲       SWITCH       ›", "● web-1        ls-int"]
        await pilot.press("right", "right")
        head, row = lines(table)[:2]
        assert head.startswith("  NAME ▲      ‹")
        assert head.endswith("KEY")
        assert row.startswith("● web-1")
        assert row.endswith("42")
        await pilot.press("left", "left", "left")
        assert lines(table)[0] == "  NAME ▲       SWITCH       ›"


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 5), (3, 2), (12, 3), (300, 100)])
async def test_any_size_will_do(size: tuple[int, int]) -> None:
    async with shown({"1": Port("端口" * 100), "2": Port("b")}, size) as (table, pilot, _):
        await pilot.press("down", "right", "right", "right", "G", "pageup", "s", "left")
        lines(table)
        assert table.cursor_key is not None
        table.set_records({})
        table.empty_text = SafeText("端口")
        lines(table)


async def test_what_is_stale_is_dimmed_and_keeps_its_signs() -> None:
    async with shown({"1": Port("a"), "2": Port("b", up=False)}) as (table, pilot, _):
        await pilot.press("G")
        before, text = list(table.render_line(1)), lines(table)
        table.stale = True
        dimmed = list(table.render_line(1))
        assert lines(table) == text
        inks = {segment.style.color for segment in dimmed if segment.style and segment.text.strip()}
        assert len(inks) == 1
        table.stale = False
        assert list(table.render_line(1)) == before


async def test_records_may_be_given_before_there_is_a_screen() -> None:
    table = RecordTable(COLUMNS, sort="name")
    table.set_records(many(30))
    table.set_filter(lambda key: key != "key-port0")
    table.sort_by("name", True)
    stage = Stage(table)
    async with stage.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        assert names(table)[0] == "port29"
        assert (table.cursor_key, table.shown) == ("key-port1", 29)


async def test_every_key_can_be_bound_anew() -> None:
    bindings = RecordTable._merge_bindings().key_to_bindings
    assert bindings
    assert all(binding.id for found in bindings.values() for binding in found)


operations = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 99)),
        st.tuples(st.just("change"), st.integers(0, 99)),
        st.tuples(st.just("remove"), st.integers(0, 99)),
        st.tuples(st.just("move"), st.integers(-8, 8)),
        st.tuples(st.just("sort"), st.integers(0, 1)),
    ),
    max_size=30,
)


@examples(0.25)
@given(operations)
async def test_the_cursor_follows_its_record_through_any_change(steps: list[tuple[str, int]]) -> None:
    records = {f"key-port{n}": Port(f"port{n}") for n in range(0, 60, 2)}
    async with shown(records) as (table, pilot, _):
        for step, number in steps:
            key, before = f"key-port{number}", table.cursor_key
            seen = before is not None and before.removeprefix("key-") in names(table)
            if step == "add" and key not in records:
                records[key] = Port(f"port{number}")
                table.refresh_records(added=[key])
            elif step == "change" and key in records:
                records[key] = replace(records[key], number=number)
                table.refresh_records(changed=[key])
            elif step == "remove" and key in records:
                del records[key]
                table.refresh_records(removed=[key])
            elif step == "move":
                table.action_move(number)
                before = table.cursor_key
            elif step == "sort":
                table.sort_by("name", bool(number))
            await pilot.pause()
            if before is None or before in records:
                assert table.cursor_key == before or before is None
            else:
                assert table.cursor_key != before
            if table.cursor_key is not None:
                drawn = names(table)
                assert not seen or table.cursor_key.removeprefix("key-") in drawn
                styles = {s.text.strip(): s.style for y in range(1, 11) for s in table.render_line(y)}
                cursor = table.cursor_key.removeprefix("key-")
                if cursor in drawn:
                    chosen = [name for name in drawn if styles[name] == styles[cursor]]
                    assert chosen == [cursor]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8), st.integers(1, 80))
@examples(0.25)
async def test_columns_are_straight_whatever_the_names(rows: list[tuple[str, str]], width: int) -> None:
    records = {str(number): Port(name, switch) for number, (name, switch) in enumerate(rows)}
    async with shown(records, (width, 10)) as (table, _, _):
        for y in range(10):
            assert cell_len(table.render_line(y).text) == width


async def test_of_many_rows_that_change_those_in_view_are_painted_anew() -> None:
    records = many(100)
    async with shown(records) as (table, pilot, _):
        painted: list[Region] = []
        refresh = table.refresh

        def note(*regions: Region, **how: Any) -> Any:
            painted.extend(regions)
            return refresh(*regions, **how)

        table.refresh = note  # type: ignore[method-assign]  # what is painted is asked for here
        changed = {f"key-port{number}" for number in (2, *range(50, 80))}
        for key in changed:
            records[key] = replace(records[key], switch="ls-new")
        table.refresh_records(changed=changed)
        assert [region.y for region in painted] == [names(table).index("port2") + 1]
        await pilot.pause()
        assert [line for line in lines(table) if "ls-new" in line] == [lines(table)[3]]


async def test_keys_are_the_operators_own_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[str] = []
    async with shown(ports("abc")) as (table, pilot, stage):
        monkeypatch.setattr(type(stage), "on_key", lambda _, event: came.append(event.key), raising=False)
        await pilot.press("down", "x")
        assert (table.cursor_key, came) == ("key-b", ["x"])
        stage.set_keymap({"table.down": "x"})
        await pilot.press("x", "down")
        assert (table.cursor_key, came) == ("key-c", ["x", "down"])
