"""Doors: enter goes through, escape and - come back to the same row, page and filter."""

import pytest
from textual.command import CommandList
from textual.pilot import Pilot
from textual.widgets import Input

from ovntui.app import Console
from ovntui.cloud.cells import Door, Listing
from ovntui.cloud.raw import row_key
from ovntui.widgets.dialogs.columns import ColumnsDialog
from ovntui.widgets.panel import Panel
from ovntui.widgets.record_screen import RecordScreen
from tests.console.rows import row_uuid
from tests.console.stage import WIDE, Cloud, console, names, page, records, settled, table, total
from tests.console.test_dialogs import typed
from tests.console.zoo.facts import BLUE_ROUTER
from tests.servers.waiting import until


def at(app: Console) -> tuple[str, str | None, str]:
    """Where the operator is: the page, the record, the filter."""
    screen = page(app)
    if not isinstance(screen, RecordScreen):
        return screen.MODE, None, ""
    return screen.MODE, screen.table.cursor_key, screen.filter_text


async def arrives(app: Console, pilot: Pilot[None], place: tuple[str, str | None, str]) -> None:
    """Wait until the operator is there."""
    await until(lambda: at(app) == place, f"from {at(app)} to {place}", seconds=5)
    await pilot.pause()


async def on_page(app: Console, mode: str) -> None:
    """Wait until a page is on top."""
    await until(lambda: mode == page(app).MODE, f"page {mode}")


KVM1 = row_uuid("Chassis", "kvm1")
LRP_EXT = row_uuid("Logical_Router_Port", "lrp-ext")
LS_DB = row_uuid("Logical_Switch", "ls-db")
LR_MAIN = row_uuid("Logical_Router", "lr-main")


@pytest.mark.parametrize(
    ("mode", "key", "column", "there"),
    [
        ("ports", row_uuid("Logical_Switch_Port", "db-1"), "switch", ("switches", LS_DB, "")),
        ("ports", row_uuid("Logical_Switch_Port", "db-1"), "chassis", ("chassis", KVM1, "")),
        (
            "ports",
            row_uuid("Logical_Switch_Port", "ls-ext-lr-main"),
            "addresses",
            ("router_ports", LRP_EXT, ""),
        ),
        (
            "ports",
            row_uuid("Logical_Switch_Port", "ls-ext-uplink"),
            "chassis",
            ("chassis", KVM1, 'mappings:"UPLINK:"'),
        ),
        ("switches", LS_DB, "routers", ("routers", LR_MAIN, "")),
        ("nat", row_uuid("NAT", "floating"), "router", ("routers", LR_MAIN, "")),
        ("router_ports", LRP_EXT, "active", ("chassis", KVM1, "")),
        ("hosts", "kvm1", "chassis", ("chassis", KVM1, "")),
    ],
)
async def test_a_cell_leads_to_its_record_and_back(
    the_zoo: Cloud, mode: str, key: str, column: str, there: tuple[str, str, str]
) -> None:
    async with console(the_zoo.settings(), screen=mode) as (app, pilot):
        assert table(app).move_to(key, column)
        await pilot.press("enter")
        await arrives(app, pilot, there)
        await pilot.press("escape" if column == "switch" else "minus")
        await arrives(app, pilot, (mode, key, ""))
        assert table(app).has_focus


async def test_a_count_leads_to_a_filtered_page_and_back_through_all_of_them(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="switches") as (app, pilot):
        assert table(app).move_to(LS_DB, "up")
        await pilot.press("enter")
        first = row_uuid("Logical_Switch_Port", "db-1")
        await until(lambda: at(app)[::2] == ("ports", 'switch="ls-db"'), "the switch's ports are listed")
        assert sorted(names(app)) == sorted(
            ["db-1", "db-2", "db-metadata", "db-moving", "db-vip", "db-waiting", "ls-db-lr-main"]
        )
        table(app).move_to(first, "chassis")
        await pilot.press("enter")
        await arrives(app, pilot, ("chassis", KVM1, ""))
        await pilot.press("minus")
        await arrives(app, pilot, ("ports", first, 'switch="ls-db"'))
        await pilot.press("minus")
        await arrives(app, pilot, ("switches", LS_DB, ""))


async def test_a_record_that_the_filter_hides_is_shown_all_the_same(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("slash", *"silent", "enter")
        await until(lambda: names(app) == ["silent"], "the filter holds")
        wanted = row_uuid("Logical_Switch_Port", "web-1")
        app.go(Door("port", wanted))
        await arrives(app, pilot, ("ports", wanted, ""))
        await pilot.press("minus")
        await arrives(
            app,
            pilot,
            ("ports", row_uuid("Logical_Switch_Port", "silent"), "silent"),
        )


async def test_a_record_that_is_not_there_says_so_and_keeps_the_way_back(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        app.go(Door("chassis", "gone"))
        await until(lambda: at(app)[0] == "chassis", "the page is open")
        await until(lambda: len(app._notifications) == 1, "the operator is told")
        await pilot.press("minus")
        await until(lambda: at(app)[0] == "ports", "back")


async def test_every_door_in_the_details_leads_somewhere(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, screen="ports") as (app, pilot):
        here = row_uuid("Logical_Switch_Port", "db-moving")
        assert records(app).visit_key(here)
        await settled(pilot)
        await pilot.press("tab")
        seen = set()
        screen = records(app)
        for place in range(len(screen.pane._places)):
            screen.pane._go(place)
            field = screen.pane.cursor_field
            if field is None or field.door is None or field.door in seen:
                continue
            seen.add(field.door)
            await pilot.press("enter")
            await until(
                lambda: app.screen is not screen or not screen.pane.has_focus, f"through {field.label}"
            )
            await pilot.pause()
            assert not app._notifications, field
            while app.screen is not screen:
                await pilot.press("minus")
                await pilot.pause()
            assert table(app).cursor_key == here
            await settled(pilot)
            screen.pane.focus()
        kinds = {door.kind for door in seen}
        assert {"switch", "chassis", "nat", "row"} <= kinds


async def test_a_row_opens_the_table_with_the_cursor_on_it(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        here = table(app).cursor_key
        key = row_key("sb", "Port_Binding", row_uuid("Port_Binding", "web-9"))
        app.go(Door("row", key))
        await until(lambda: total(app, "SB Port_Binding") == 43, "the table is open")
        await until(lambda: table(app).cursor_key == key, "the row is shown")
        assert table(app).move_to(key, "datapath")
        await pilot.press("enter")
        await until(lambda: total(app, "SB Datapath_Binding") == 9, "the next table is open")
        datapath = row_key("sb", "Datapath_Binding", row_uuid("Datapath_Binding", "ls-web"))
        await until(lambda: table(app).cursor_key == datapath, "the next row is shown")
        await pilot.press("escape")
        await until(lambda: total(app, "SB Port_Binding") == 43, "back at the first row")
        assert table(app).cursor_key == key
        await pilot.press("1")
        await until(lambda: at(app)[0] == "overview", "elsewhere")
        await pilot.press("escape")
        await until(lambda: total(app, "SB Port_Binding") == 43, "back at the first row")
        await pilot.press("escape")
        await arrives(app, pilot, ("ports", here, ""))


async def test_the_database_page_opens_a_table(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="database") as (app, pilot):
        assert table(app).move_to(row_key("nb", "NAT", ""))
        await pilot.press("enter")
        await until(lambda: total(app, "NB NAT") == 9, "the rows are there")
        await pilot.press("minus")
        await until(lambda: total(app, "Database") is not None, "back")
        assert table(app).cursor_key == row_key("nb", "NAT", "")


async def test_the_flows_of_one_datapath(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="database") as (app, pilot):
        app.go(Door("row", row_key("sb", "Logical_Flow", "")))
        await until(lambda: total(app, "SB Datapath_Binding") == 9, "the datapaths")
        datapath = row_key("sb", "Datapath_Binding", row_uuid("Datapath_Binding", "ls-db"))
        assert table(app).move_to(datapath)
        await pilot.press("f")
        # its own flow, and three of the group that it is in
        await until(lambda: total(app, "SB Logical_Flow") == 4, "the flows")
        assert names(app, "table_id") == ["0", "0", "0", "3"]
        assert names(app, "priority") == ["100", "100", "50", "0"]
        await pilot.press("escape")
        await until(lambda: total(app, "SB Datapath_Binding") == 9, "back at the datapaths")
        assert table(app).cursor_key == datapath


async def test_the_overviews_numbers_and_names_are_doors(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE) as (app, pilot):
        doors = [part.door for panel in app.screen.query(Panel) for line in panel._lines for part in line]
        assert Listing("nat", "") in doors and Door("router_port", LRP_EXT) not in doors
        await pilot.press("down", "down", "enter")
        await until(lambda: at(app)[0] == "ports", "the third line counts ports")
        await pilot.press("escape")
        await until(lambda: at(app)[0] == "overview", "back")
        assert app.screen.query_one("#cloud", Panel).has_focus


async def test_number_keys_open_pages(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings()) as (app, pilot):
        for key, mode in zip(
            "23456789012",
            (
                *("chassis", "switches", "ports", "routers", "nat", "hosts", "vms", "database"),
                *("history", "overview", "chassis"),
            ),
            strict=True,
        ):
            await pilot.press(key)
            await on_page(app, mode)


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("web-7", ("ports", row_uuid("Logical_Switch_Port", "web-7"), "")),
        ("kvm3", ("chassis", row_uuid("Chassis", "kvm3"), "")),
        ("blue-router", ("routers", row_uuid("Logical_Router", BLUE_ROUTER), "")),
        ("lr-edge", ("routers", row_uuid("Logical_Router", "lr-edge"), "")),
    ],
)
async def test_the_palette_finds_any_name(the_zoo: Cloud, words: str, there: tuple[str, str, str]) -> None:
    async with console(the_zoo.settings()) as (app, pilot):
        await pilot.press("colon")
        await typed(pilot, words)
        await until(lambda: any(words in str(hit) for hit in palette(app)), "it is found")
        await pilot.press("enter")
        await arrives(app, pilot, there)


def palette(app: Console) -> list[str]:
    """What the palette offers, the best first."""
    options = app.screen.query_one(CommandList)
    return [str(option.prompt) for option in options._options]


async def test_the_palette_does_what_keys_do(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("colon")
        await typed(pilot, "choose the columns")
        await until(lambda: len(palette(app)) == 1, "the action is found")
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, ColumnsDialog), "it is done")
        await pilot.press("escape", "colon")
        await typed(pilot, "sort by this")
        await until(lambda: len(palette(app)) == 1, "the action is found")
        await pilot.press("enter")
        await until(lambda: table(app).sorting == ("name", True), "it is done")


async def test_while_something_is_typed_keys_are_letters(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "q9?-:/x")
        assert app.screen.query_one(Input).value == "q9?-:/x"
        assert at(app)[0] == "ports"
