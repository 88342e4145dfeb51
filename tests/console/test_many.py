"""Many ports at once: they are placed part by part, and stand where they belong."""

from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch

from textual.widgets import Static

from ovntui.cloud.delta import Keys
from ovntui.ovsdb import filling
from ovntui.ovsdb.filling import Filling
from ovntui.settings import NORTHBOUND
from ovntui.widgets import merging, order
from ovntui.widgets.record_page import RecordPage
from tests.console.rows import Ref, Rows, row_uuid
from tests.console.stage import WIDE, cloud, console, names, settled, table
from tests.servers.waiting import until

TABLE = "Logical_Switch_Port"


def ports(rows: Rows, numbers: Iterable[int]) -> list[Ref]:
    """Ports that do not come in the order of their names."""
    return [rows.add(TABLE, f"port{number}", name=f"port{number}") for number in numbers]


def northbound(numbers: Iterable[int]) -> Rows:
    """One switch with these ports."""
    rows = Rows()
    rows.add("Logical_Switch", "ls", name="ls", ports=ports(rows, numbers))
    return rows


async def test_what_comes_and_goes_by_the_hundred_stands_in_order() -> None:
    parts = 0

    class Counted(merging.Merging):
        def go_on(self) -> bool:
            nonlocal parts
            parts += 1
            return super().go_on()

    with patch.object(merging, "PART", 20), patch("ovntui.widgets.order.Merging", Counted):
        async with (
            cloud(northbound(range(0, 400, 2)), Rows()) as own,
            console(own.settings(), WIDE, screen="ports", wait=False) as (app, pilot),
        ):
            await until(lambda: table(app).total == 200, "all that there are")
            await settled(pilot)
            assert names(app) == [f"port{number}" for number in range(0, 400, 2)]
            table(app).move_to(row_uuid(TABLE, "port100"))
            parts = 0
            change = Rows()
            came = ports(change, range(1, 400, 2))
            gone = [row_uuid(TABLE, f"port{number}") for number in range(0, 200, 2)]
            where = ["_uuid", "==", ["uuid", row_uuid("Logical_Switch", "ls")]]
            mutations = [
                ["ports", "insert", ["set", [["uuid", one.uuid] for one in came]]],
                ["ports", "delete", ["set", [["uuid", one] for one in gone]]],
            ]
            await own.central.transact(
                NORTHBOUND,
                *change.operations,
                {"op": "mutate", "table": "Logical_Switch", "where": [where], "mutations": mutations},
            )
            await until(lambda: table(app).total == 300, "those that came and not those that went")
            await settled(pilot)
            assert parts > 10
            assert names(app) == [f"port{n}" for n in range(400) if n % 2 or n >= 200]
            assert table(app).cursor_key == row_uuid(TABLE, "port200"), "the next of those that were there"


async def test_the_first_screenful_is_shown_and_how_many_there_are() -> None:
    """Then all names as soon as they are there, though what else the switches have is not."""
    begin, ask = Filling.by_uuid, Filling._ask_more
    held: list[Filling[Any]] = []
    slow = True

    def by_uuid(one: Filling[Any], referred: Callable[[], Iterable[str]]) -> None:
        if one._watch.table != "Logical_Switch":
            begin(one, referred)

    def ask_more(one: Filling[Any]) -> None:
        if slow and one._watch.table == "Logical_Switch" and len(one._watch.rows) >= 100:
            held[:] = [one]
        else:
            ask(one)

    rows = Rows()
    for number in range(300):
        rows.add("Logical_Switch", f"ls{number}", name=f"ls{number}")
    with (
        patch.object(Filling, "by_uuid", by_uuid),
        patch.object(Filling, "_ask_more", ask_more),
        patch.multiple(filling, SLICE=1, _MOST=1, WINDOW=1),
        patch("ovntui.widgets.record_page.GATHER", 60),
    ):
        async with (
            cloud(rows, Rows()) as own,
            console(own.settings(), WIDE, screen="switches", wait=False) as (app, _),
        ):
            await until(lambda: bool(held) and table(app).total >= table(app).size.height, "some of them")
            title = str(app.screen.query_one("#title", Static).content)
            assert f"Switches  {table(app).total} of 300 " in title
            assert 20 < table(app).total < 300
            slow = False
            held[0]._go_on()
            await until(lambda: table(app).total == 300, "the names of all")
            assert not app.deployment.connections["nb"].is_loaded


async def test_what_is_gathered_is_got_ready_before_it_is_shown() -> None:
    with patch.object(order, "LOOKED_AT", 20), patch.object(RecordPage, "THINKS_AHEAD", False):
        async with (
            cloud(northbound(range(0, 400, 2)), Rows()) as own,
            console(own.settings(), WIDE, screen="ports", wait=False) as (app, pilot),
        ):
            await until(lambda: table(app).total == 200, "all that there are")
            await settled(pilot)
            with patch.object(RecordPage, "_is_time", False):
                change = Rows()
                came = ports(change, range(1, 400, 2))
                where = ["_uuid", "==", ["uuid", row_uuid("Logical_Switch", "ls")]]
                listed = [["ports", "insert", ["set", [["uuid", one.uuid] for one in came]]]]
                await own.central.transact(
                    NORTHBOUND,
                    *change.operations,
                    {"op": "mutate", "table": "Logical_Switch", "where": [where], "mutations": listed},
                )
                await until(lambda: len(app.deployment.cloud.ports) == 400, "those that came")
                await settled(pilot)
                assert table(app).prepare_some(), "twenty at a time"
                assert table(app).total == 200
            assert isinstance(app.screen, RecordPage)
            app.screen.changed(Keys())
            await until(lambda: table(app).total == 400, "those that came, in the table")
            await settled(pilot)
            assert table(app).tidy_some(), "twenty at a time"
