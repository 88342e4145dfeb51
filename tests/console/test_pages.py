"""Every page of the console on the zoo, in the size of a small terminal and of a large one."""

import pytest
from textual.pilot import Pilot

from ovntui.widgets.nav_bar import PAGES
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still

SIZES = {"narrow": NARROW, "wide": WIDE}
MODES = [*(page.mode for page in PAGES), "router_ports"]


@pytest.mark.parametrize(
    ("mode", "size"),
    [pytest.param(mode, size, id=f"{mode}-{size}") for mode in MODES for size in SIZES],
)
def test_page(the_zoo: Cloud, picture: Picturing, mode: str, size: str) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await pilot.app.run_action(f"go('{mode}')")

    picture(Shown(Still(the_zoo.settings())), SIZES[size], go)
