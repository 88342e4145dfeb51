"""Pages that are not as usual: bare rows, flows, a lost link, nothing yet, nothing at all, much room."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from textual.pilot import Pilot

from ovntui.app import Console
from ovntui.cloud.cells import Door
from ovntui.cloud.raw import row_key
from ovntui.ovsdb.remote import parse_remotes
from tests.console.conftest import Picturing
from tests.console.rows import row_uuid
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, cloud, console, settled, table, total
from tests.servers.proxy import proxy
from tests.servers.waiting import until


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nothing() -> AsyncIterator[Cloud]:
    """Databases without a row."""
    async with cloud() as served:
        yield served


async def open_table(pilot: Pilot[None], heading: str, key: str) -> None:
    """Open a table at a row."""
    app = pilot.app
    assert isinstance(app, Console)
    app.go(Door("row", key))
    await until(lambda: total(app, heading) is not None and table(app).cursor_key == key, "the row is shown")


def test_table_narrow(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await open_table(
            pilot, "SB Port_Binding", row_key("sb", "Port_Binding", row_uuid("Port_Binding", "web-1"))
        )

    picture(Shown(Still(the_zoo.settings())), NARROW, act)


def test_table_wide(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await open_table(
            pilot, "SB Port_Binding", row_key("sb", "Port_Binding", row_uuid("Port_Binding", "web-1"))
        )

    picture(Shown(Still(the_zoo.settings())), WIDE, act)


def test_flows(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await open_table(
            pilot,
            "SB Datapath_Binding",
            row_key("sb", "Datapath_Binding", row_uuid("Datapath_Binding", "ls-web")),
        )
        await pilot.press("f")
        await until(lambda: total(pilot.app, "SB Logical_Flow") == 7, "its flows are there")

    picture(Shown(Still(the_zoo.settings())), WIDE, act)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_cursor_waits_for_the_first_flow(the_zoo: Cloud) -> None:
    """Flows of groups are asked for when it is known in which groups the datapath is, and may stand above."""
    async with proxy(the_zoo.central.unix) as line:
        settings = the_zoo.settings(southbound=parse_remotes(line.remote))
        async with console(settings, WIDE) as (app, pilot):
            await open_table(
                pilot,
                "SB Datapath_Binding",
                row_key("sb", "Datapath_Binding", row_uuid("Datapath_Binding", "ls-web")),
            )
            for pause in (0.0, 0.02, 0.04):
                line.down.pause = pause
                await pilot.press("f")
                await until(lambda: total(app, "SB Logical_Flow") == 7, "its flows are there")
                await settled(pilot)
                assert table(app).cursor_row == 0, f"with a pause of {pause} s"
                await pilot.press("minus")
                await until(lambda: total(app, "SB Datapath_Binding") is not None, "back again")


def test_huge(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("4")

    picture(Shown(Still(the_zoo.settings())), (300, 100), act)


def test_huge_overview(the_zoo: Cloud, picture: Picturing) -> None:
    picture(Shown(Still(the_zoo.settings())), (300, 100))


def test_nothing_overview(nothing: Cloud, picture: Picturing) -> None:
    picture(Shown(Still(nothing.settings())), NARROW)


def test_nothing_ports(nothing: Cloud, picture: Picturing) -> None:
    picture(Shown(Still(nothing.settings()), screen="ports"), NARROW)
