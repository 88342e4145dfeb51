"""Databases with fixed rows on real servers, and the console on them, with its clock standing still."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

import ovntui.app
from ovntui.app import Console
from ovntui.deployment import Deployment
from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.remote import parse_remotes
from ovntui.settings import NORTHBOUND, OPEN_VSWITCH, SOUTHBOUND, Settings
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.record_table import RecordTable
from tests.console import zoo
from tests.console.rows import Rows
from tests.servers.ovsdb import SchemaJson, Server, installed_schema, standalone
from tests.servers.waiting import until

NARROW, WIDE = (80, 24), (140, 40)

QUICK = Timing(probe=0.2, give_up=5.0, connect=2.0, first_wait=0.05, longest_wait=0.2, steady=1.0)
"""Comes back soon, for tests that end servers."""


_BLOG = Path(__file__).parents[1] / "data" / "blog"
_BACKUPS = {NORTHBOUND: "nb.backup.db", SOUTHBOUND: "sb.backup.db"}


def schema(database: str) -> SchemaJson:
    """The schema of OVN 23.03 or Open vSwitch 3.1, whatever is installed: pictures show its tables. OVN's
    stand in the blog's backups (ovsdb(5), "File Format"); of Open vSwitch's, what the blog's host had."""
    if database in _BACKUPS:
        found: SchemaJson = json.loads((_BLOG / _BACKUPS[database]).read_text().splitlines()[1])
        return found
    installed = installed_schema(database)
    known = {}
    for line in (_BLOG / "kvm1.ovs.json").read_text().splitlines():
        dumped = json.loads(line)
        known[dumped["caption"].removesuffix(" table")] = set(dumped["headings"])
    for table in set(installed["tables"]) - set(known):
        del installed["tables"][table]
    for name, body in installed["tables"].items():
        body["columns"] = {c: v for c, v in body["columns"].items() if c in known[name]}
    return installed


@dataclass(frozen=True)
class Cloud:
    """The servers of one cloud. central serves both of OVN's databases."""

    central: Server
    hosts: Mapping[str, Server] = field(default_factory=dict)

    def settings(self, **changes: Any) -> Settings:
        """What a console on this cloud is asked to do."""
        remotes = parse_remotes(self.central.unix)
        hosts = {name: parse_remotes(server.unix) for name, server in self.hosts.items()}
        return msgspec.structs.replace(Settings(remotes, remotes, hosts, name="zoo"), **changes)


@asynccontextmanager
async def cloud(
    northbound: Rows | None = None, southbound: Rows | None = None, **hosts: Rows
) -> AsyncIterator[Cloud]:
    """Servers with these rows; without any, empty databases."""
    async with AsyncExitStack() as stack:
        central = await stack.enter_async_context(standalone(schema(NORTHBOUND), schema(SOUTHBOUND)))
        for name, rows in ((NORTHBOUND, northbound), (SOUTHBOUND, southbound)):
            if rows is not None:
                await central.transact(name, *rows.operations)
        servers = {}
        for name, rows in hosts.items():
            servers[name] = await stack.enter_async_context(standalone(schema(OPEN_VSWITCH)))
            await servers[name].transact(OPEN_VSWITCH, *rows.operations)
        yield Cloud(central, servers)


class Still(Deployment):
    """A deployment whose clock stands still and whose databases have always just been heard of."""

    def __init__(self, settings: Settings, *, heard: float = 0.1, lost: float = 12.0) -> None:
        self._heard, self._lost = heard, lost
        super().__init__(settings, timing=QUICK, clock=lambda: zoo.NOW)

    def age(self, key: str) -> float | None:
        if super().age(key) is None:
            return None
        return self._lost if self.connections[key].database.link.state == "lost" else self._heard


class Shown(Console):
    """A console that opens its own deployment; where it waits, it shows nothing before all of it is there."""

    waits = True

    CSS_PATH = str(Path(ovntui.app.__file__).with_name("ovntui.tcss"))

    def __init__(self, deployment: Deployment, **options: Any) -> None:
        super().__init__(deployment, mark_seconds=0, **options)

    async def run_async(self, **options: Any) -> None:
        async with self.deployment:
            if self.waits:
                await self.deployment.loaded()
            return await super().run_async(**options)


def tell_vms(deployment: Deployment) -> None:
    """Let the libvirts of the zoo's hosts tell all that they know."""
    for host in deployment.settings.hosts:
        deployment.cloud.apply(("host", host), zoo.vms(host))


@asynccontextmanager
async def console(
    settings: Settings,
    size: tuple[int, int] = NARROW,
    *,
    screen: str = "overview",
    wait: bool = True,
    vms: bool = False,
) -> AsyncIterator[tuple[Console, Pilot[None]]]:
    """The console, unseen, and the hands on its keys. wait: begin when all of the cloud is there. vms: of
    the zoo, with its VMs."""
    async with Deployment(settings, timing=QUICK) as deployment:
        if vms:
            tell_vms(deployment)
        if wait:
            async with asyncio.timeout(15):
                await deployment.loaded()
        shown = Console(deployment, screen=screen, mark_seconds=0)
        async with shown.run_test(size=size) as pilot:
            await pilot.pause()
            yield shown, pilot


def page(app: App[Any]) -> ConsoleScreen:
    """The page on top."""
    assert isinstance(app.screen, ConsoleScreen)
    return app.screen


def records(app: App[Any]) -> RecordScreen[Any]:
    """The page on top, which lists records."""
    assert isinstance(app.screen, RecordScreen)
    return app.screen


def table(app: App[Any]) -> RecordTable[Any]:
    """The table of the page on top."""
    return records(app).table


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing more comes by itself: messages, and rows that the details ask for."""
    await pilot.pause()
    screen = pilot.app.screen
    await until(lambda: not isinstance(screen, ConsoleScreen) or screen.is_settled, "the page settles")
    await pilot.pause()


def quiet(pilot: Pilot[Any]) -> None:
    """Nothing blinks."""
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False
    for area in pilot.app.screen.query(TextArea):
        area.cursor_blink = False


def texts(widget: Widget) -> list[str]:
    """What a widget draws, line by line."""
    drawn: list[Strip] = [widget.render_line(y) for y in range(widget.size.height)]
    return [strip.text.rstrip() for strip in drawn]


def screen_text(app: App[Any]) -> str:
    """All that is on the screen, as the terminal gets it."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def total(app: App[Any], heading: str) -> int | None:
    """How many records the page of that heading has; None while it is not on top."""
    screen = app.screen
    if not isinstance(screen, RecordScreen) or not screen.query("#table") or heading != screen.HEADING:
        return None
    return screen.table.total


def names(app: App[Any], column: str = "name") -> list[str]:
    """The cells of a column of the table on top, from the first row to the last."""
    shown = table(app)
    cell = next(one.cell for one in shown.columns if one.key == column)
    return [str(cell(record).text) for _, record in shown.shown_records()]
