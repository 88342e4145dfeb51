"""Ports: the logical switch ports, where each is bound, and what is wrong with the one that is not."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Port
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class PortsScreen(CloudScreen[Port]):
    """A line for each logical switch port."""

    MODE: ClassVar[str] = "ports"
    KIND: ClassVar[Kind] = "port"
    HEADING = "Ports"
    NOUNS = ("port", "ports")

    def origins(self, record: Port) -> Iterable[Origin]:
        yield Origin.row("nb", "Logical_Switch_Port", record.key)
        yield Origin("sb", "Port_Binding", (("logical_port", "==", record.name),))
