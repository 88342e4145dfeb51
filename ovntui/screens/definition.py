"""The definition of one VM: libvirt's XML, as it was when it was read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType

from ovntui.cloud.cells import Door, Listing, Section
from ovntui.cloud.delta import Delta, Keys, between
from ovntui.cloud.records import Vm
from ovntui.cloud.xml import COLUMNS, XmlLine, details, xml_lines
from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.hosts.virt import Virt
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import Subject
from ovntui.widgets.record_screen import RecordScreen
from ovntui.widgets.row_look import Origin
from ovntui.widgets.subjects import subjects

READ_EVERY: Final = 5.0
"""Seconds between two looks: not all that changes in it has an event."""


class DefinitionScreen(RecordScreen[XmlLine]):
    """A line for each of its lines, read again and again while it is looked at."""

    MODE: ClassVar[str] = "vms"
    NOUNS = ("line", "lines")
    COLUMNS = COLUMNS
    SORT = "line"
    CHANGES = ("edit",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read", "Read again", id="definition.read", tooltip="Read the definition again")
    ]

    def __init__(self, deployment: Deployment, vm: Vm, *, mark_seconds: float = 2.0) -> None:
        self.HEADING = f"{vm.name} on {vm.host.name}: XML"
        self._vm = vm
        self._lines: dict[str, XmlLine] = {}
        self._is_read = False
        self._failed = ""
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        """As it is now, and from now on."""
        self.on_top(READ_EVERY, self.action_read)
        self.action_read()

    @property
    def is_loaded(self) -> bool:
        return self._is_read or bool(self._failed)

    def why_empty(self) -> str:
        return self._failed or super().why_empty()

    def title_note(self) -> str:
        if self._failed:
            return f"   {self._failed}"
        vm = self.deployment.cloud.vms.get(self._vm.key)
        return "   for its next start" if vm is not None and vm.is_on else ""

    def records(self) -> Mapping[str, XmlLine]:
        return self._lines

    def details(self, record: XmlLine) -> tuple[SafeText, tuple[Section, ...]]:
        return details(record)

    def origins(self, record: XmlLine) -> Iterable[Origin]:
        return ()

    def subjects(self) -> Sequence[Subject]:
        return subjects(self.deployment.cloud, "vm", [self._vm.key])

    def visit(self, target: Door | Listing | None) -> bool:
        return target is None

    def take(self, delta: Delta) -> None:
        """The definition is no part of the cloud."""

    @work(exclusive=True, group="definition")
    async def action_read(self) -> None:
        """Read it again. Where that fails the lines that are there stay, and why is told."""
        try:
            xml = await self._virt().ask(lambda there: there.domains.xml(self._vm.uuid))
        except HostError as error:
            self._failed = str(error)
            self.changed(Keys())
            return
        self._failed, self._is_read = "", True
        now = {line.key: line for line in xml_lines(xml)}
        keys = between(self._lines, now)
        self._lines.clear()
        self._lines.update(now)  # the table looks at this very mapping
        self.changed(keys)

    def _virt(self) -> Virt:
        """Raises HostError where its host is followed no more."""
        connection = self.deployment.connections.get(self._vm.host.key)
        if connection is None or connection.host is None or connection.host.virt is None:
            raise HostError(f"libvirt on {self._vm.host.name} is not connected")
        return connection.host.virt
