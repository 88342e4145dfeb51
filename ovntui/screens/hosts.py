"""Hosts: what the Open_vSwitch databases tell that the console is connected to."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Host
from ovntui.hosts.site import Site
from ovntui.safetext import SafeText
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.dialogs.choose import Choice, ChooseDialog
from ovntui.widgets.row_look import Origin


class HostsScreen(CloudScreen[Host]):
    """A line for each host."""

    MODE: ClassVar[str] = "hosts"
    KIND: ClassVar[Kind] = "host"
    HEADING = "Hosts"
    NOUNS = ("connected host", "hosts")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "flows", "Flows", id="hosts.flows", tooltip="The OpenFlow flows of one of its bridges")
    ]

    class FlowsWanted(Message):
        """The operator wants to see the OpenFlow flows of a host's bridge."""

        def __init__(self, site: Site, bridge: str) -> None:
            self.site = site
            self.bridge = bridge
            super().__init__()

    def action_flows(self) -> None:
        """Which bridge's flows, and then these."""
        key = self.table.cursor_key
        record = self.glance(key) if key is not None else None
        if record is None:
            return
        known = self.deployment.connections[record.key].host
        site = known.site if known is not None else None
        if site is None:
            told = SafeText(f"Flows are read over SSH, and {record.key} is not reached that way.")
            self.notify(told, severity="warning", markup=False)
            return

        def wanted(bridge: str | None) -> None:
            if bridge is not None:
                self.post_message(self.FlowsWanted(site, bridge))

        bridges = [
            Choice(one.name, f"{one.ports:,} {'port' if one.ports == 1 else 'ports'}", one.name)
            for one in record.bridges
        ]
        self.app.push_screen(ChooseDialog(f"Flows of {record.key}", bridges), wanted)

    def why_empty(self) -> str:
        return "no host is connected: press H on a chassis, or name hosts in the config file"

    def origins(self, record: Host) -> Iterable[Origin]:
        yield Origin(record.key, "Open_vSwitch")
