"""Router ports: networks, peers, and who holds each gateway."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import RouterPort
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class RouterPortsScreen(CloudScreen[RouterPort]):
    """A line for each logical router port."""

    MODE: ClassVar[str] = "router_ports"
    KIND: ClassVar[Kind] = "router_port"
    HEADING = "Router ports"
    NOUNS = ("router port", "router ports")

    def origins(self, record: RouterPort) -> Iterable[Origin]:
        yield Origin.row("nb", "Logical_Router_Port", record.key)
        yield Origin("sb", "Port_Binding", (("logical_port", "==", record.name),))
        yield Origin("sb", "Port_Binding", (("logical_port", "==", f"cr-{record.name}"),))
