"""The page of a bridge's flows, over flows that a real ovn-controller made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from ovntui.hosts.done import Done, Heard
from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.screens.openflow import OpenFlowScreen
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, console, records, table
from tests.console.test_dialogs import typed
from tests.servers.waiting import until

PRINTED = Path(__file__).parents[1] / "data" / "openflow" / "br-int.txt"


class Printing(Site):
    """A stand-in for a host, that prints flows until it fails."""

    def __init__(self) -> None:
        super().__init__("kvm1", None)
        self.printed = PRINTED.read_text()
        self.fails = ""

    @property
    def is_reached(self) -> bool:
        return True

    async def welcomed(self) -> None:
        return

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[Site]:
        yield self

    def _root(self) -> tuple[str, ...]:
        return ()

    async def _run(self, argv: tuple[str, ...], data: bytes, seconds: float, heard: Heard | None) -> Done:
        assert argv[-4:] == ("--no-names", "dump-flows", "--", "br-int")
        if self.fails:
            raise HostError(self.fails)
        return Done(0, self.printed.encode(), "")


def opened(pilot: Pilot[None], site: Site) -> OpenFlowScreen:
    """The page over that of the hosts."""
    assert isinstance(pilot.app, Shown)
    return OpenFlowScreen(pilot.app.deployment, site, "br-int", mark_seconds=0)


def hosts(cloud: Cloud) -> Shown:
    """A console that begins with the hosts."""
    return Shown(Still(cloud.settings()), screen="hosts")


def test_flows(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.app.push_screen(opened(pilot, Printing()))
        await until(lambda: records(pilot.app).is_settled, "the flows are there")
        await pilot.press("down", "down")

    picture(hosts(the_zoo), WIDE, act)


def test_filtered(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.app.push_screen(opened(pilot, Printing()))
        await until(lambda: records(pilot.app).is_settled, "the flows are there")
        await pilot.press("slash")
        await typed(pilot, "actions:resubmit")

    picture(hosts(the_zoo), NARROW, act)


def test_failed(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        site = Printing()
        site.fails = "kvm1: ovs-ofctl: br-int is not a bridge or a socket"
        await pilot.app.push_screen(opened(pilot, site))
        await until(lambda: records(pilot.app).is_settled, "it is told")

    picture(hosts(the_zoo), NARROW, act)


async def test_flows_stay_where_they_cannot_be_read_again(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="hosts") as (shown, pilot):
        site = Printing()
        await shown.push_screen(OpenFlowScreen(shown.deployment, site, "br-int", mark_seconds=0))
        await until(lambda: table(shown).total, "the flows are there")
        before = table(shown).total
        site.fails = "kvm1 closed the connection"
        await pilot.press("r")
        await until(lambda: site.fails in records(shown).title_note(), "it is told")
        assert table(shown).total == before
        site.fails, site.printed = "", "\n".join(site.printed.splitlines()[:6])
        await pilot.press("r")
        await until(lambda: table(shown).total == 5, "they are as they are now")


async def test_a_host_that_is_not_reached_over_ssh_has_no_flows_to_show(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="hosts") as (shown, pilot):
        await pilot.press("f")
        await pilot.pause()
        assert records(shown).MODE == "hosts" and not isinstance(shown.screen, OpenFlowScreen)
