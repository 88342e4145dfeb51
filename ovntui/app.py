"""The console: its pages, the way between them, and what all of them share."""

import os
import select
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, Final, NamedTuple

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from ovntui.actions import Keys, Names, Pages
from ovntui.cloud.cells import Door, Kind, Listing
from ovntui.cloud.raw import parse_row_key
from ovntui.deployment import Deployment
from ovntui.hosts.host import Host
from ovntui.safetext import SafeText
from ovntui.screens.chassis import ChassisScreen
from ovntui.screens.database import DatabaseScreen
from ovntui.screens.hosts import HostsScreen
from ovntui.screens.nat import NatScreen
from ovntui.screens.overview import OverviewScreen
from ovntui.screens.ports import PortsScreen
from ovntui.screens.router_ports import RouterPortsScreen
from ovntui.screens.routers import RoutersScreen
from ovntui.screens.switches import SwitchesScreen
from ovntui.screens.table import TableScreen
from ovntui.screens.vms import VmsScreen
from ovntui.theme import DEFAULT, load_themes
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.dialogs.help import HelpDialog
from ovntui.widgets.messages import Copied, Opened
from ovntui.widgets.nav_bar import PAGES, NavBar
from ovntui.widgets.status_line import StatusLine

HOMES: Final[dict[Kind, str]] = {
    "chassis": "chassis",
    "switch": "switches",
    "port": "ports",
    "router": "routers",
    "router_port": "router_ports",
    "nat": "nat",
    "host": "hosts",
    "vm": "vms",
    "row": "database",
}
"""The page on which records of a kind are at home."""

_CLOUD_PAGES: Final[tuple[type[CloudScreen[Any]], ...]] = (
    ChassisScreen,
    SwitchesScreen,
    PortsScreen,
    RoutersScreen,
    RouterPortsScreen,
    NatScreen,
    HostsScreen,
    VmsScreen,
)

SCREENS: Final = ("overview", *(page.MODE for page in _CLOUD_PAGES), "database")
"""The names of the pages, as --screen takes them."""

_STEPS_KEPT: Final = 100


HUNG_UP: Final = 129
"""The exit code where the terminal went away, as a shell gives it for SIGHUP."""


def _way(host: Host | None) -> Iterator[str]:
    """How a host is reached beside its database, and what stands in the way of that."""
    if host is not None and (ssh := host.ssh) is not None:
        yield f"SSH {ssh.state.state} {ssh.state.server} {ssh.state.error}".strip()
    if host is not None and (virt := host.virt) is not None:
        yield f"libvirt {virt.state.state} {virt.state.error}".strip()


class _Step(NamedTuple):
    """Where the operator was, and the table that was opened from there, if one was."""

    mode: str
    place: Door | Listing | None
    opened: TableScreen | None = None


class Console(App[None]):
    """The console over one deployment, which whoever made it opens and closes."""

    TITLE = "ovntui"
    CSS_PATH = "ovntui.tcss"
    COMMANDS: ClassVar[set[Any]] = App.COMMANDS | {Pages, Keys, Names}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(page.key, f"go('{page.mode}')", page.title, id=f"go.{page.mode}", show=False)
            for page in PAGES
        ),
        Binding(
            "minus", "back", "Back", id="console.back", key_display="-", tooltip="Back to where you were"
        ),
        Binding("escape", "back", "Back", id="console.escape", show=False, tooltip="Back to where you were"),
        Binding(
            "question_mark",
            "help",
            "Help",
            id="console.help",
            key_display="?",
            tooltip="The keys of this page",
        ),
        Binding("f1", "help", "Help", id="console.help_f1", show=False, tooltip="The keys of this page"),
        Binding(
            "colon",
            "command_palette",
            "Command",
            id="console.command",
            key_display=":",
            tooltip="Any page, action or name",
        ),
        Binding("ctrl+q", "quit", "Quit", id="console.quit", show=False, priority=True),
        Binding("q", "quit", "Quit", id="console.quit_q", show=False),
    ]

    def __init__(
        self, deployment: Deployment, *, screen: str | None = None, mark_seconds: float = 2.0
    ) -> None:
        self.deployment = deployment
        self._first = screen if screen in SCREENS else "overview"
        self._mark_seconds = mark_seconds
        self._steps: list[_Step] = []
        # Textual picks its filter for NO_COLOR before any theme is set; the terminal's colours need none.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        pages: dict[str, Callable[[], ConsoleScreen]] = {
            "overview": lambda: OverviewScreen(deployment),
            "database": lambda: DatabaseScreen(deployment, mark_seconds=mark_seconds),
        }
        for page in _CLOUD_PAGES:
            pages[page.MODE] = partial(page, deployment, mark_seconds=mark_seconds)
        for mode, make in pages.items():
            self.add_mode(mode, make)

    def on_mount(self) -> None:
        """Themes and keys as the operator has them; then the first page."""
        themes = load_themes()
        for theme in themes.themes:
            self.register_theme(theme)
        wanted = self.deployment.settings.theme or DEFAULT
        self.theme = wanted if wanted in self.available_themes else DEFAULT
        self.set_keymap(dict(self.deployment.settings.keys))
        self.switch_mode(self._first)
        if not self.is_headless:
            self.set_interval(1.0, self._look_for_terminal)
        if themes.notice:
            self.notify(themes.notice, severity="warning", markup=False)
        if wanted != self.theme:
            self.notify(f"There is no theme {SafeText(wanted)}.", severity="warning", markup=False)

    def _look_for_terminal(self) -> None:
        """Leave when the terminal is gone. One that is not our controlling terminal takes its leave without
        a signal, and Textual would go on reading its end for ever."""
        terminal = select.poll()
        terminal.register(sys.stdin.fileno(), 0)
        if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in terminal.poll(0)):
            self.exit(return_code=HUNG_UP)

    # Going about

    async def action_go(self, mode: str) -> None:
        """To another page."""
        if mode != self.current_mode:
            self._remember()
            await self.switch_mode(mode)

    async def action_back(self) -> None:
        """To where the operator was before."""
        page = self.screen
        if isinstance(page, ConsoleScreen) and page.step_back():
            return
        if not self._steps:
            return
        step = self._steps.pop()
        if step.opened is page:
            await self.pop_screen()
        await self.switch_mode(step.mode)
        if isinstance(self.screen, ConsoleScreen):
            self.screen.visit(step.place)

    def go(self, target: Door | Listing) -> None:
        """To a record, wherever records of its kind are at home."""
        self.run_worker(self._go(target), exclusive=True, group="go")

    async def _go(self, target: Door | Listing) -> None:
        if target.kind == "row":
            await self._open_row(target)
            return
        self._remember()
        await self.switch_mode(HOMES[target.kind])
        if isinstance(self.screen, ConsoleScreen) and not self.screen.visit(target):
            self.notify("It is not there any more.", severity="warning")

    async def _open_row(self, target: Door | Listing) -> None:
        """To a row of a table, or to the table alone where the key names no row."""
        assert isinstance(target, Door)  # a bare row is never listed by a filter
        connection, name, uuid = parse_row_key(target.key)
        if name == "Logical_Flow" and not uuid:
            name = "Datapath_Binding"
            self.notify("Put the cursor on a datapath and press f.", title="Flows are shown by datapath")
        known = self.deployment.connections.get(connection)
        schema = known.database.schema if known else None
        table = schema.tables.get(name) if schema else None
        if table is None:
            self.notify("That database is not connected.", severity="warning")
            return
        key = target.key if uuid else None
        await self._open_table(
            TableScreen(self.deployment, connection, table, key=key, mark_seconds=self._mark_seconds)
        )

    async def _open_table(self, table: TableScreen) -> None:
        self._remember(table)
        await self.switch_mode("database")
        await self.push_screen(table)

    async def on_table_screen_flows_wanted(self, event: TableScreen.FlowsWanted) -> None:
        """The flows of one datapath."""
        schema = self.deployment.connections[event.connection].database.schema
        table = schema.tables.get("Logical_Flow") if schema else None
        if table is not None:
            await self._open_table(
                TableScreen(
                    self.deployment,
                    event.connection,
                    table,
                    datapath=event.datapath,
                    mark_seconds=self._mark_seconds,
                )
            )

    def _remember(self, opened: TableScreen | None = None) -> None:
        page = self.screen
        if isinstance(page, ConsoleScreen):
            self._steps = [*self._steps[-_STEPS_KEPT:], _Step(page.MODE, page.place(), opened)]

    def on_opened(self, event: Opened) -> None:
        """Somebody went through a door."""
        self.go(event.door)

    async def on_nav_bar_chosen(self, event: NavBar.Chosen) -> None:
        """Somebody clicked on a page."""
        await self.action_go(event.mode)

    def on_status_line_pressed(self, event: StatusLine.Pressed) -> None:
        """Tell all about the connection that was clicked, or about every one."""
        for connection in self.deployment.connections.values():
            if event.label in (None, connection.label) or (event.label == "hosts" and connection.is_host):
                link = connection.database.link
                said = [
                    f"{link.remote or 'not connected'}  {link.role}  schema {link.schema_version}",
                    link.error,
                    *_way(connection.host),
                ]
                title = f"{connection.label}  {link.state}"
                self.notify(
                    SafeText("  ".join(filter(None, said))), title=SafeText(title), timeout=15, markup=False
                )

    def on_copied(self, event: Copied) -> None:
        """Say what is on the clipboard now, since nothing else would tell."""
        text = event.text if len(event.text) <= 60 else f"{event.text[:60]}…"
        self.notify(text, title="Copied", timeout=2, markup=False)

    # Help and palette

    def action_help(self) -> None:
        """The keys of this page, as they are bound."""
        keys: dict[str, list[str]] = {}
        # What this page can do comes before the ways to move about on it.
        for active in sorted(
            self.screen.active_bindings.values(), key=lambda active: not active.binding.show
        ):
            binding = active.binding
            if binding.description and binding.id and active.enabled:
                key = self.get_key_display(replace(binding, key_display=None))  # each key by its own name
                keys.setdefault(binding.tooltip or binding.description, []).append(key)
        title = next((page.title for page in PAGES if page.mode == self.current_mode), self.TITLE)
        self.push_screen(HelpDialog(title, [("  ".join(shown), said) for said, shown in keys.items()]))

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """Textual's own, but for those that would open a browser or a panel beside our pages."""
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Quit", "Screenshot"):
                yield command
