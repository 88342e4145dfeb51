"""The mouse does what keys do."""

from textual.events import MouseScrollDown

from ovntui.app import Console
from ovntui.widgets.dialogs.help import HelpDialog
from ovntui.widgets.nav_bar import NavBar
from ovntui.widgets.panel import Panel
from ovntui.widgets.status_line import StatusLine
from tests.console.rows import row_uuid
from tests.console.stage import (
    NARROW,
    WIDE,
    Cloud,
    console,
    page,
    records,
    screen_text,
    settled,
    table,
    texts,
)
from tests.servers.waiting import until


def cell_of(app: Console, word: str, line: int = 0) -> tuple[int, int]:
    """Where a word stands in the table, in its own cells."""
    return texts(table(app))[line].index(word), line


async def test_a_title_sorts(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        await pilot.click("#table", cell_of(app, "SWITCH"))
        assert table(app).sorting == ("switch", False)
        await pilot.click("#table", cell_of(app, "SWITCH"))
        assert table(app).sorting == ("switch", True)


async def test_a_click_selects_and_another_opens(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="ports") as (app, pilot):
        line = next(y for y, text in enumerate(texts(table(app))) if "db-1" in text)
        spot = cell_of(app, "ls-db", line)
        await pilot.click("#table", spot)
        assert table(app).cursor_key == row_uuid("Logical_Switch_Port", "db-1")
        assert page(app).MODE == "ports"
        await pilot.click("#table", spot)
        await until(lambda: page(app).MODE == "switches", "the switch is shown")
        assert table(app).cursor_key == row_uuid("Logical_Switch", "ls-db")


async def test_a_door_in_the_details(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE, screen="ports") as (app, pilot):
        assert records(app).visit_key(row_uuid("Logical_Switch_Port", "db-1"))
        await settled(pilot)
        lines = texts(records(app).pane)
        line = next(y for y, text in enumerate(lines) if text.split()[:1] == ["chassis"])
        await pilot.click("#details", (lines[line].index("kvm1") + 1, line))
        await until(lambda: page(app).MODE == "chassis", "the chassis is shown")
        assert table(app).cursor_key == row_uuid("Chassis", "kvm1")


async def test_the_pages_keys_and_connections(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), WIDE) as (app, pilot):
        await pilot.click(NavBar, (texts(app.screen.query_one(NavBar))[0].index("Routers"), 0))
        await until(lambda: page(app).MODE == "routers", "the page is shown")
        await settled(pilot)
        await pilot.click(offset=(screen_text(app).splitlines()[-1].index("Help"), WIDE[1] - 1))
        await until(lambda: isinstance(app.screen, HelpDialog), "help is shown")
        await pilot.press("escape")
        await until(lambda: page(app).MODE == "routers", "and gone")
        await pilot.click(StatusLine, (texts(app.screen.query_one(StatusLine))[0].index("NB"), 0))
        await until(lambda: bool(app._notifications), "the connection is told of")


async def test_a_name_on_the_overview(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), NARROW) as (app, pilot):
        gateways = app.screen.query_one("#gateways", Panel)
        line = texts(gateways)[1]
        await pilot.click(gateways, (line.index("kvm2") + 2, 2))
        await until(lambda: page(app).MODE == "chassis", "the chassis is shown")
        assert table(app).cursor_key == row_uuid("Chassis", "kvm2")


async def test_the_wheel(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), NARROW, screen="ports") as (app, pilot):
        before = texts(table(app))[1]
        await pilot._post_mouse_events([MouseScrollDown], table(app))
        await until(lambda: texts(table(app))[1] != before, "the rows move")
