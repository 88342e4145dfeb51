"""The console: its pages, the way between them, and what all of them share."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer

from ovntui.actions import Keys, Names, Pages, Recipes
from ovntui.cloud.belongings import Belonging
from ovntui.cloud.cells import Door, Listing
from ovntui.cloud.raw import parse_row_key
from ovntui.deployment import Deployment
from ovntui.ovsdb.schema import TableSchema
from ovntui.safetext import SafeText
from ovntui.screens import HOMES, SCREENS, import_all, make
from ovntui.screens.wizards.changing import Changing
from ovntui.screens.wizards.fitting import for_page
from ovntui.theme import DEFAULT, Themes, first_themes, load_themes
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.context import here
from ovntui.widgets.messages import Belongings, Copied, Opened
from ovntui.widgets.narrowing import BelongingTo, FlowsOf, Narrowing
from ovntui.widgets.nav_bar import PAGES, NavBar
from ovntui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from ovntui.hosts.asking import Asking
    from ovntui.hosts.host import Host
    from ovntui.screens.history import HistoryScreen
    from ovntui.screens.hosts import HostsScreen
    from ovntui.screens.table import TableScreen
    from ovntui.screens.vms import VmsScreen

_AT_LEISURE: Final = 1.0
"""Seconds after which the other pages are imported, if all is loaded by then, or else that long again:
neither a start nor the loading of a large cloud is to share its processor with that."""

_STEPS_KEPT: Final = 100


def _way(host: "Host | None") -> Iterator[str]:
    """How a host is reached beside its database, and what stands in the way of that."""
    if host is not None and (ssh := host.ssh) is not None:
        yield f"SSH {ssh.state.state} {ssh.state.server} {ssh.state.error}".strip()
    if host is not None and (virt := host.virt) is not None:
        yield f"libvirt {virt.state.state} {virt.state.error}".strip()


class _Step(NamedTuple):
    """Where the operator was, and the page that was opened over one from there, if one was."""

    mode: str
    place: Door | Listing | None
    opened: ConsoleScreen | None = None


class Console(Changing):
    """The console over one deployment, which whoever made it opens and closes."""

    TITLE = "ovntui"
    CSS_PATH = "ovntui.tcss"
    COMMANDS: ClassVar[set[Any]] = Changing.COMMANDS | {Pages, Keys, Recipes, Names}
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
        self,
        deployment: Deployment,
        *,
        screen: str | None = None,
        mark_seconds: float = 2.0,
        asking: "Asking | None" = None,
    ) -> None:
        self._logins = asking
        self._mark_seconds = mark_seconds
        self._steps: list[_Step] = []
        self._leisure: Timer | None = None
        # The first page is the mode that Textual begins with: one of its own would be made and drawn before.
        self.DEFAULT_MODE = screen if screen in SCREENS else "overview"  # type: ignore[misc]  # read from self
        # Textual picks its filter for NO_COLOR before any theme is set; the terminal's colours need none.
        super().__init__(deployment, ansi_color=True if "NO_COLOR" in os.environ else None)
        for mode in SCREENS:
            self.add_mode(mode, partial(make, mode, deployment, self.journal, mark_seconds))
        # Before the first page is styled, so that it is styled once.
        wanted = self.deployment.settings.theme or DEFAULT
        self._themes = first_themes(wanted)
        self._register_all(self._themes)
        self.theme = wanted if wanted in self.available_themes else DEFAULT
        self.stylesheet.set_variables(self.get_css_variables())
        self._styled_for = self.current_theme

    def refresh_css(self, animate: bool = True) -> None:
        """Read all styles anew for another theme. Textual asks for that with each new page too, which is
        styled when it is mounted, and one that comes back when it is resumed."""
        if self.current_theme is not self._styled_for:
            self._styled_for = self.current_theme
            super().refresh_css(animate)

    def on_mount(self) -> None:
        """Keys as the operator has them, and what is wrong with the themes."""
        self.set_keymap(dict(self.deployment.settings.keys))
        if not self.is_headless:
            self._leisure = self.set_interval(_AT_LEISURE, self._import_at_leisure)
        if self._logins is not None:
            self._logins.answered_by(here(self._ask_secret))
        if self._themes.notice:
            self.notify(self._themes.notice, severity="warning", markup=False)
        wanted = self.deployment.settings.theme or self.theme
        if wanted != self.theme:
            self.notify(f"There is no theme {SafeText(wanted)}.", severity="warning", markup=False)

    def _import_at_leisure(self) -> None:
        if self.deployment.is_loaded and self._leisure is not None:
            self._leisure.stop()
            self.run_worker(import_all, thread=True)

    def _ask_secret(self, question: str) -> asyncio.Future[str | None]:
        """Ask what a login wants to know."""
        from ovntui.widgets.dialogs.prompt import PromptDialog

        answered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        dialog = PromptDialog("To log in", question, "unlock", is_secret=True)
        self.push_screen(dialog, answered.set_result)
        return answered

    def search_themes(self) -> None:
        """Let the operator choose from all themes; a start reads no more than it needs."""
        self._register_all(load_themes())
        super().search_themes()

    def _register_all(self, themes: Themes) -> None:
        for theme in themes.themes:
            self.register_theme(theme)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        taken = isinstance(self.screen, ConsoleScreen) and self.screen.TAKES_KEYS
        if taken and action in ("quit", "command_palette"):  # whose keys come before anybody's
            return False
        return super().check_action(action, parameters)

    # Going about

    async def action_go(self, mode: str) -> None:
        """To another page."""
        if isinstance(self.screen, ConsoleScreen) and self.screen.IS_FORM:
            self.away(partial(self._switch, mode))
        else:
            await self._switch(mode)

    async def _switch(self, mode: str) -> None:
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
        self.away(lambda: self.run_worker(self._go(target), exclusive=True, group="go"))

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
        await self._open_table(connection, table, key=key)

    async def _open_table(
        self,
        connection: str,
        table: TableSchema,
        *,
        key: str | None = None,
        narrowing: Narrowing | None = None,
    ) -> None:
        from ovntui.screens.table import TableScreen

        opened = TableScreen(
            self.deployment,
            connection,
            table,
            key=key,
            narrowing=narrowing,
            mark_seconds=self._mark_seconds,
        )
        await self._open_over("database", opened)

    async def _open_over(self, mode: str, opened: ConsoleScreen) -> None:
        """Open a page over that of a mode."""
        self._remember(opened)
        await self.switch_mode(mode)
        await self.push_screen(opened)

    async def on_hosts_screen_flows_wanted(self, event: "HostsScreen.FlowsWanted") -> None:
        """The flows of one bridge."""
        from ovntui.screens.openflow import OpenFlowScreen

        opened = OpenFlowScreen(self.deployment, event.site, event.bridge, mark_seconds=self._mark_seconds)
        await self._open_over("hosts", opened)

    async def on_table_screen_flows_wanted(self, event: "TableScreen.FlowsWanted") -> None:
        """The flows of one datapath."""
        schema = self.deployment.connections[event.connection].database.schema
        table = schema.tables.get("Logical_Flow") if schema else None
        if table is not None:
            await self._open_table(event.connection, table, narrowing=FlowsOf(event.datapath))

    def on_belongings(self, event: Belongings) -> None:
        """What belongs to a record: first which of it."""
        self.run_worker(self._choose_belonging(event), exclusive=True, group="go")

    async def _choose_belonging(self, event: Belongings) -> None:
        from ovntui.widgets.dialogs.belongings import BelongingsDialog, belongings_of

        record = self.deployment.cloud.kinds[event.kind].get(event.key)
        north = self.deployment.connections.get("nb")
        if record is None or north is None or north.database.schema is None:
            self.notify("The northbound database is not connected.", severity="warning")
            return
        label = getattr(record, "label", record.name)
        schema = north.database.schema
        found = await belongings_of(north.database, event.kind, event.key, record.name)

        async def chosen(one: Belonging | None) -> None:
            if one is not None:
                narrowing = BelongingTo(one, event.kind, event.key, record.name, label)
                await self._open_table("nb", schema.tables[one.table], narrowing=narrowing)

        await self.push_screen(BelongingsDialog(label, found), chosen)

    def _remember(self, opened: ConsoleScreen | None = None) -> None:
        page = self.screen
        if isinstance(page, ConsoleScreen):
            self._steps = [*self._steps[-_STEPS_KEPT:], _Step(page.MODE, page.place(), opened)]

    def on_opened(self, event: Opened) -> None:
        """Somebody went through a door."""
        self.go(event.door)

    async def on_history_screen_reversed(self, event: "HistoryScreen.Reversed") -> None:
        """An entry of the history is to be undone."""
        await self.reverse(event.entry)

    async def on_vms_screen_serial_wanted(self, event: "VmsScreen.SerialWanted") -> None:
        """A VM's console is a way in: for whoever may change its host."""
        from ovntui.screens.serial import SerialScreen

        reason = self.gate.closed or self.gate.against_host(event.vm.host.name)
        if reason:
            self.notify(SafeText(reason), severity="warning", markup=False)
        else:
            await self.push_screen(SerialScreen(self.deployment, event.vm))

    async def on_vms_screen_definition_wanted(self, event: "VmsScreen.DefinitionWanted") -> None:
        """The definition of one VM."""
        from ovntui.screens.definition import DefinitionScreen

        opened = DefinitionScreen(self.deployment, event.vm, mark_seconds=self._mark_seconds)
        await self._open_over("vms", opened)

    async def on_history_screen_finished(self, event: "HistoryScreen.Finished") -> None:
        """An entry of the history was left half-way and is to be finished."""
        await self.finish(event.entry)

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
        from ovntui.widgets.dialogs.help import HelpDialog

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
        told = [("  ".join(shown), said) for said, shown in keys.items()]
        subjects = self.page.subjects() if self.page is not None else ()
        changes = [(key, fit.recipe.title) for key, fit in for_page(self.recipes.values(), subjects)]
        self.push_screen(HelpDialog(title, told, changes))

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """Textual's own, but for those that would open a browser or a panel beside our pages, and for what
        would write a file where whoever came in over SSH has none."""
        offered = {"Theme", "Quit"} if self.deployment.settings.operator else {"Theme", "Quit", "Screenshot"}
        for command in super().get_system_commands(screen):
            if command.title in offered:
                yield command
        if self.deployment.settings.presence is not None:
            yield SystemCommand("Who is here", "Who is at this server, and changing what", self.action_who)
