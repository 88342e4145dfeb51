"""Hosts: what the Open_vSwitch databases tell that the console is connected to."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Host
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class HostsScreen(CloudScreen[Host]):
    """A line for each host."""

    MODE: ClassVar[str] = "hosts"
    KIND: ClassVar[Kind] = "host"
    HEADING = "Hosts"
    NOUNS = ("connected host", "hosts")

    def why_empty(self) -> str:
        return "no host is connected: press H on a chassis, or name hosts in the config file"

    def origins(self, record: Host) -> Iterable[Origin]:
        yield Origin(record.key, "Open_vSwitch")
