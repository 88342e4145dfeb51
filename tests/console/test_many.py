"""Many ports at once: they are placed part by part, and stand where they belong."""

from collections.abc import Iterable
from unittest.mock import patch

from ovntui.settings import NORTHBOUND
from ovntui.widgets import merging
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
