"""VMs: every domain of every host whose libvirt is connected, and how it hangs on the cloud."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Vm
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


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
