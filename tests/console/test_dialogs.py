"""The filter and the dialogs, over the ports of a small terminal."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from ovntui.screens.ports import PortsScreen
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, Cloud, Shown, Still


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type a text, key by key."""
    await pilot.press(*(_KEYS.get(character, character) for character in text))


_KEYS = {" ": "space", "/": "slash", ":": "colon", "[": "left_square_bracket", "!": "exclamation_mark"}


def ports(cloud: Cloud) -> Shown:
    """A console that begins with the ports."""
    return Shown(Still(cloud.settings()), screen=PortsScreen.MODE)


def test_filter_typed(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await typed(pilot, "switch:ls- !router 10.0.1")

    picture(ports(the_zoo), NARROW, act)


def test_filter_left(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await typed(pilot, "kvm3")
        await pilot.press("enter", "down", "right")

    picture(ports(the_zoo), NARROW, act)


def test_filter_wrong(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await typed(pilot, "/web[/")

    picture(ports(the_zoo), NARROW, act)


def test_filter_of_no_column(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await typed(pilot, "swich:ls-web")

    picture(ports(the_zoo), NARROW, act)


def test_nothing_matches(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        await typed(pilot, "nobody")

    picture(ports(the_zoo), NARROW, act)


def test_help(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")

    picture(ports(the_zoo), NARROW, act)


def test_palette(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("colon")
        await typed(pilot, "web")
        await pilot.app.workers.wait_for_complete()

    picture(ports(the_zoo), NARROW, act)


def test_columns(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("o")

    picture(ports(the_zoo), NARROW, act)


def test_export_wrong(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("x")
        pilot.app.screen.query_one(Input).value = str(Path("/no/such/folder/ports.csv"))

    picture(ports(the_zoo), NARROW, act)
