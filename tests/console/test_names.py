"""Names that strangers gave, as pictures."""

from textual.pilot import Pilot

from tests.console.conftest import Picturing
from tests.console.rows import row_uuid
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, records


def test_ports_narrow(the_strangers: Cloud, picture: Picturing) -> None:
    picture(Shown(Still(the_strangers.settings()), screen="ports"), (80, 40))


def test_ports_wide(the_strangers: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        assert records(pilot.app).visit_key(row_uuid("Logical_Switch_Port", "clipboard"))

    picture(Shown(Still(the_strangers.settings()), screen="ports"), WIDE, act)


def test_overview(the_strangers: Cloud, picture: Picturing) -> None:
    picture(Shown(Still(the_strangers.settings())), NARROW)


def test_switch(the_strangers: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("3", "d")

    picture(Shown(Still(the_strangers.settings())), NARROW, act)
