"""The serial console of a VM, inside the operator's terminal."""

import asyncio
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from ovntui.cloud.records import Vm
from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.hosts.serial import Serial, serial
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.status_line import StatusLine
from ovntui.widgets.terminal import LEAVE, TerminalView

_PIECE: Final = 4096
"""Bytes that are drawn at once: between two pieces keys are heard."""
_AGAIN: Final = 1.0
"""Seconds between two tries to get the console."""


class SerialScreen(ConsoleScreen):
    """Every key goes to the VM, but the one that leaves. A VM that goes off is waited for."""

    MODE: ClassVar[str] = "vms"
    CHANGES = ()
    IS_FORM = True
    TAKES_KEYS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(LEAVE, "leave", "Leave", id="serial.leave", tooltip="Back to the page beneath"),
    ]
    DEFAULT_CSS = """
    SerialScreen {
        & #heading { height: 1; padding: 0 1; background: $panel; }
        & TerminalView { height: 1fr; }
    }
    """

    def __init__(self, deployment: Deployment, vm: Vm) -> None:
        self._vm = vm
        self._held: Serial | None = None
        self._forces = False
        super().__init__(deployment)

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield Static("", id="heading", markup=False)
        yield TerminalView(id="terminal")

    def on_mount(self) -> None:
        """Ready to be typed in."""
        self.query_one(TerminalView).focus()
        self._talk()

    def step_back(self) -> bool:
        self.action_leave()
        return True

    def action_leave(self) -> None:
        """Back to the page."""
        self.dismiss()

    def on_terminal_view_left(self) -> None:
        """The same."""
        self.action_leave()

    def on_terminal_view_typed(self, event: TerminalView.Typed) -> None:
        """Say it to the VM; where somebody else has its console, f takes it from them."""
        if self._held is not None:
            self._held.write(event.data)
        elif event.data == b"f":
            self._forces = True

    def _tell(self, standing: str, mood: str = "$text-muted") -> None:
        vm = self._vm
        self.query_one("#heading", Static).update(
            Content.assemble(
                (SafeText(vm.name), "bold"),
                SafeText(f" on {vm.host.name}  "),
                (SafeText(standing), mood),
                "  ",
                ("ctrl+]", "bold"),
                " leaves",
            )
        )

    @work(group="serial")
    async def _talk(self) -> None:
        """For as long as the page is there."""
        self._tell("connecting …")
        while True:
            try:
                await self._hear()
            except HostError as error:
                self._tell(self._why(str(error)), "$text-warning")
            else:
                self._tell("○ it went off: its console comes back when it runs again", "$text-warning")
            await asyncio.sleep(_AGAIN)

    async def _hear(self) -> None:
        """Until the VM goes off, or the connection is lost. Raises HostError."""
        host = self.deployment.connections[self._vm.host.key].host
        if host is None or host.virt is None:
            raise HostError(f"libvirt on {self._vm.host.name} is not connected")
        force, self._forces = self._forces, False
        terminal = self.query_one(TerminalView)
        async with serial(host.virt, self._vm.uuid, force=force) as held:
            self._tell("● serial console; enter wakes a guest that says nothing", "$text-success")
            self._held = held
            try:
                while data := await held.read():
                    for start in range(0, len(data), _PIECE):
                        terminal.feed(data[start : start + _PIECE])
                        await asyncio.sleep(0)
            finally:
                self._held = None

    def _why(self, error: str) -> str:
        """Why there is no console now."""
        if "console session" in error:
            return "▲ somebody else has it: f takes it from them"
        if "not running" in error:
            return "○ it is off: its console comes when it runs"
        return f"✗ {error}"
