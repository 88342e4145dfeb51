"""Hosts: what the Open_vSwitch databases tell that the console is connected to."""

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from ovntui.cloud.cells import Kind, Section
from ovntui.cloud.details.use import tunnel_use
from ovntui.cloud.records import Host
from ovntui.cloud.rows.statistics import tunnel_counters, tunnel_questions
from ovntui.deployment import Deployment
from ovntui.hosts.site import Site
from ovntui.ovsdb.errors import LinkLost
from ovntui.safetext import SafeText
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.dialogs.choose import Choice, ChooseDialog
from ovntui.widgets.metering import Counters, Metering
from ovntui.widgets.row_look import Origin

MEASURED_EVERY: Final = 5.0
"""Seconds between two looks at what tunnels have counted; Open vSwitch itself counts anew as often
(ovs-vswitchd.conf.db(5), other_config:stats-update-interval)."""


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

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self._metering = Metering(deployment.clock)
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        """From now on it is measured what goes through the tunnels of the host under the cursor."""
        self.on_top(MEASURED_EVERY, self._measure)

    def details(self, record: Host) -> tuple[SafeText, tuple[Section, ...]]:
        """With its graphs behind what it is."""
        title, (first, *others) = super().details(record)
        metering, host = self._metering, record.key
        use = tunnel_use(record, metering.of(host), metering.age(host), metering.wrong)
        return title, (first, *use, *others)

    @work(exclusive=True, group="measure")
    async def _measure(self) -> None:
        host = self.table.cursor_record if self.details_visible else None
        connection = self.deployment.connections.get(host.key) if host is not None else None
        if host is None or connection is None or not host.tunnels:
            return
        database = connection.database

        async def question() -> Counters:
            return tunnel_counters(await database.read(tunnel_questions()))

        await self._metering.ask(host.key, question, (LinkLost,))
        self.tell_details()

    def action_flows(self) -> None:
        """Which bridge's flows, and then these."""
        key = self.table.cursor_key
        record = self.glance(key) if key is not None else None
        if record is None:
            return
        known = self.deployment.connections[record.key].host
        site = known.site if known is not None else None
        if site is None or not record.bridges:
            why = "is not reached that way" if site is None else "is not known to have any bridge"
            told = SafeText(f"Flows are read over SSH, and {record.key} {why}.")
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
