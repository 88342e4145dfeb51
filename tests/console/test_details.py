"""The details of one record of each page, unfolded over a small terminal."""

import pytest
from textual.pilot import Pilot

from ovntui.cloud.raw import row_key
from tests.console.conftest import Picturing
from tests.console.rows import row_uuid
from tests.console.stage import NARROW, Cloud, Shown, Still, records

DETAILED = {
    "chassis": row_uuid("Chassis", "kvm1"),
    "switches": row_uuid("Logical_Switch", "ls-db"),
    "ports": row_uuid("Logical_Switch_Port", "db-moving"),
    "routers": row_uuid("Logical_Router", "lr-main"),
    "router_ports": row_uuid("Logical_Router_Port", "lrp-edge"),
    "nat": row_uuid("NAT", "floating"),
    "hosts": "kvm2",
    "database": row_key("nb", "Logical_Switch_Port", ""),
}
"""The record whose details are looked at, by page."""


@pytest.mark.parametrize("mode", DETAILED)
def test_details(the_zoo: Cloud, picture: Picturing, mode: str) -> None:
    async def unfold(pilot: Pilot[None]) -> None:
        await pilot.app.run_action(f"go('{mode}')")
        await pilot.pause()
        assert records(pilot.app).visit_key(DETAILED[mode])
        await pilot.press("d")

    picture(Shown(Still(the_zoo.settings())), NARROW, unfold)
