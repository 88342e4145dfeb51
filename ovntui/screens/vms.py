"""VMs: every domain of every host whose libvirt is connected, and how it hangs on the cloud."""

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Kind, Section
from ovntui.cloud.details.use import counters, vm_use
from ovntui.cloud.records import Vm
from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.safetext import SafeText
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.metering import Counters, Metering
from ovntui.widgets.row_look import Origin

MEASURED_EVERY: Final = 2.0
"""Seconds between two questions for what VMs use."""


class VmsScreen(CloudScreen[Vm]):
    """A line for each VM."""

    MODE: ClassVar[str] = "vms"
    KIND: ClassVar[Kind] = "vm"
    HEADING = "VMs"
    NOUNS = ("VM", "VMs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "serial", "Console", id="vms.serial", tooltip="The VM's serial console"),
        Binding(
            "X", "definition", "XML", id="vms.definition", tooltip="The VM's definition, as libvirt has it"
        ),
    ]

    class SerialWanted(Message):
        """The operator wants to see a VM's serial console."""

        def __init__(self, vm: Vm) -> None:
            self.vm = vm
            super().__init__()

    class DefinitionWanted(Message):
        """The operator wants to see a VM's definition."""

        def __init__(self, vm: Vm) -> None:
            self.vm = vm
            super().__init__()

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self._metering = Metering(deployment.clock)
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        """From now on it is measured what the VM under the cursor uses."""
        self.on_top(MEASURED_EVERY, self._measure)

    def details(self, record: Vm) -> tuple[SafeText, tuple[Section, ...]]:
        """With its graphs behind what it is."""
        title, (first, *others) = super().details(record)
        metering, host = self._metering, record.host.key
        course = metering.of(host).get(record.uuid)
        return title, (first, *vm_use(record, course, metering.age(host), metering.wrong), *others)

    @work(exclusive=True, group="measure")
    async def _measure(self) -> None:
        """Ask the host of the VM under the cursor for all of its VMs at once, where somebody looks."""
        vm = self.table.cursor_record if self.details_visible else None
        connection = self.deployment.connections.get(vm.host.key) if vm is not None else None
        virt = connection.host.virt if connection is not None and connection.host is not None else None
        if vm is None or virt is None or not vm.is_on:
            return

        async def question() -> Counters:
            return {uuid: counters(usage) for uuid, usage in (await virt.usage()).items()}

        await self._metering.ask(vm.host.key, question, (HostError,))
        self.tell_details()

    def action_definition(self) -> None:
        """The definition of the VM under the cursor."""
        if (vm := self.table.cursor_record) is not None:
            self.post_message(self.DefinitionWanted(vm))

    def action_serial(self) -> None:
        """The serial console of the VM under the cursor."""
        if (vm := self.table.cursor_record) is not None:
            self.post_message(self.SerialWanted(vm))

    def why_empty(self) -> str:
        """Which host's VMs are not known, and why; most often it is the same for all."""
        followed = [
            connection.host.virt
            for connection in self.deployment.connections.values()
            if connection.host is not None and connection.host.virt is not None
        ]
        if not followed:
            return "no host's VMs are known: press H on a chassis, or name hosts in the config file"
        unknown = next((virt for virt in followed if virt.state.state != "live"), None)
        if unknown is None:
            return super().why_empty()
        return f"the VMs of {unknown.name}: {unknown.state.error or 'connecting …'}"

    def origins(self, record: Vm) -> Iterable[Origin]:
        """None: libvirt has no tables."""
        return ()
