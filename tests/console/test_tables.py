"""What one does with a table: sort it, choose columns, copy, export; and a record that goes away."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, Static

from ovntui.app import Console
from ovntui.cloud.columns import BY_KIND
from ovntui.settings import NORTHBOUND
from ovntui.widgets.dialogs.columns import ColumnsDialog
from ovntui.widgets.dialogs.export import ExportDialog
from ovntui.widgets.frames import EVERY
from ovntui.widgets.sort_keys import natural
from tests.console import zoo
from tests.console.rows import row_uuid
from tests.console.stage import WIDE, Cloud, cloud, console, names, records, settled, table, texts
from tests.servers.waiting import until

MODES = {
    "chassis": "chassis",
    "switches": "switch",
    "ports": "port",
    "routers": "router",
    "router_ports": "router_port",
    "nat": "nat",
    "hosts": "host",
    "vms": "vm",
}


@pytest.mark.parametrize("mode", MODES)
async def test_every_column_sorts_both_ways(the_zoo: Cloud, mode: str) -> None:
    async with console(the_zoo.settings(), (300, 60), screen=mode, vms=mode == "vms") as (app, _):
        shown = table(app)
        shown.show_columns([column.key for column in shown.columns])
        everything = sorted(key for key, _ in shown.shown_records())
        for column in shown.columns:
            shown.sort_by(None)
            assert shown.cursor_key is not None
            shown.move_to(shown.cursor_key, column.key)
            shown.action_sort()
            assert shown.sorting == (column.key, False)
            up = [_sort_key(column, record) for _, record in shown.shown_records()]
            assert up == sorted(up), column.key
            shown.action_sort()
            assert shown.sorting == (column.key, True)
            down = [_sort_key(column, record) for _, record in shown.shown_records()]
            assert down == sorted(up, reverse=True), column.key
            assert sorted(key for key, _ in shown.shown_records()) == everything


def _sort_key(column: Any, record: Any) -> Any:
    """What a column sorts by; texts as people sort them."""
    return column.sort(record) if column.sort else natural(str(column.cell(record).text))


async def test_choosing_columns(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("o")
        await until(lambda: isinstance(app.screen, ColumnsDialog), "the question is there")
        await pilot.pause()
        # the cursor stands on the sign; the name is the second, the state the seventh
        await pilot.press("down", "down", "space", *["down"] * 4, "space", "enter")
        await until(lambda: not isinstance(app.screen, ColumnsDialog), "answered")
        assert table(app).visible_columns == ("sign", "name", "type", "addresses", "chassis", "state")
        assert "STATE" in texts(table(app))[0] and "SWITCH" not in texts(table(app))[0]
        await pilot.press("o")
        await until(lambda: isinstance(app.screen, ColumnsDialog), "the question is there again")
        await pilot.pause()
        await pilot.press("space", "escape")
        await until(lambda: not isinstance(app.screen, ColumnsDialog), "given up")
        assert table(app).visible_columns[0] == "sign"


async def test_a_table_without_columns_is_no_table(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="hosts") as (app, pilot):
        before = table(app).visible_columns
        await pilot.press("o")
        await until(lambda: isinstance(app.screen, ColumnsDialog), "the question is there")
        await pilot.pause()
        for _ in before:
            await pilot.press("space", "down")
        await pilot.press("enter")
        await until(lambda: not isinstance(app.screen, ColumnsDialog), "answered")
        assert table(app).visible_columns == before


async def test_copying_a_cell_and_a_record(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, screen="ports") as (app, pilot):
        key = row_uuid("Logical_Switch_Port", "db-1")
        assert table(app).move_to(key, "addresses")
        await settled(pilot)
        await pilot.press("c")
        await until(lambda: app.clipboard.startswith("10.0.2.11"), "the cell is on the clipboard")
        assert app.clipboard == "10.0.2.11 fd00:2::800:ff:fe00:1 0a:00:00:00:00:01"
        await pilot.press("y")
        await until(lambda: "\n" in app.clipboard, "the record is on the clipboard")
        told = app.clipboard.splitlines()
        assert told[0] == "db-1"
        assert f"_uuid\t{key}" in told
        assert "switch\tls-db" in told
        assert "NB Logical_Switch_Port" in told and "SB Port_Binding" in told
        await pilot.press("tab", "end", "c")
        await until(lambda: "\n" not in app.clipboard, "a value of the details is on the clipboard")


def files(folder: Path) -> list[str]:
    """The names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file())


async def export(app: Console, pilot: Pilot[None], path: Path) -> None:
    """Ask for a file of that name."""
    await pilot.press("x")
    await until(lambda: isinstance(app.screen, ExportDialog), "the question is there")
    await pilot.pause()
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
    await pilot.pause()


async def test_export_writes_what_is_shown(the_zoo: Cloud, tmp_path: Path) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        records(app).set_filter("switch:ls-db")
        await pilot.press("s")
        assert table(app).shown == 7
        shown = names(app)
        for path in (tmp_path / "ports.csv", tmp_path / "ports.JSON"):
            await export(app, pilot, path)
            await until(path.exists, f"{path} is there")
        with (tmp_path / "ports.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["name"] for row in rows] == shown == sorted(shown, reverse=True)
        assert list(rows[0]) == ["sign", "name", "switch", "type", "addresses", "chassis"]
        assert json.loads((tmp_path / "ports.JSON").read_text("utf-8")) == rows
    assert files(tmp_path) == ["ports.JSON", "ports.csv"]


async def test_export_overwrites_only_when_told_to(the_zoo: Cloud, tmp_path: Path) -> None:
    path = tmp_path / "hosts.csv"
    path.write_text("mine")
    async with console(the_zoo.settings(), screen="hosts") as (app, pilot):
        await export(app, pilot, path)
        assert isinstance(app.screen, ExportDialog)
        assert "ctrl+o" in str(app.screen.query_one("#wrong", Static).content)
        assert path.read_text() == "mine"
        await pilot.press("ctrl+o")
        await until(lambda: path.read_text().startswith("sign,name"), "the file is another one")


@pytest.mark.parametrize(
    ("name", "said"),
    [("none/ports.csv", "there is no folder"), ("ports.txt", ".csv or .json"), ("", ".csv or .json")],
)
async def test_export_says_what_is_wrong_beside_the_name(
    the_zoo: Cloud, tmp_path: Path, name: str, said: str
) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await export(app, pilot, tmp_path / name)
        assert isinstance(app.screen, ExportDialog)
        assert said in str(app.screen.query_one("#wrong", Static).content)
        await pilot.press("escape")
        await until(lambda: not isinstance(app.screen, ExportDialog), "given up")
        assert not (tmp_path / name).is_file()


async def test_a_record_that_goes_while_its_details_are_shown() -> None:
    async with (
        cloud(zoo.northbound(), zoo.southbound()) as own,
        console(own.settings(), WIDE, screen="ports") as (app, pilot),
    ):
        key = row_uuid("Logical_Switch_Port", "db-2")
        assert table(app).move_to(key)
        await settled(pilot)
        await pilot.press("tab", "end")
        assert "db-2" in texts(records(app).pane)[0]
        where = ["_uuid", "==", ["uuid", row_uuid("Logical_Switch", "ls-db")]]
        await own.central.transact(
            NORTHBOUND,
            {
                "op": "mutate",
                "table": "Logical_Switch",
                "where": [where],
                "mutations": [["ports", "delete", ["uuid", key]]],
            },
        )
        await until(lambda: table(app).total == 33, "it is gone")
        await settled(pilot)
        assert names(app)[table(app).cursor_row or 0] == "db-metadata", "the next one has the cursor"
        assert "db-metadata" in texts(records(app).pane)[0]
        await pilot.press("enter", "c", "y", "escape", "escape")


async def test_every_kind_has_a_page() -> None:
    assert set(MODES.values()) == set(BY_KIND)


async def test_a_key_is_painted_in_the_turn_that_it_is_handled_in(
    the_zoo: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str | None] = []
    async with console(the_zoo.settings(), WIDE, screen="ports") as (app, pilot):
        shown = table(app)
        await settled(pilot)
        await pilot.pause(EVERY)
        monkeypatch.setattr(app, "post_display_hook", lambda: painted.append(shown.cursor_key))
        await shown.on_key(events.Key("down", None))
        assert painted == [shown.cursor_key]
        await pilot.pause(EVERY * 2)
        assert painted == [shown.cursor_key], "and not once more"
