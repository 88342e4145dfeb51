"""Chassis: the hypervisors and gateways as the southbound database knows them."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Chassis
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class ChassisScreen(CloudScreen[Chassis]):
    """A line for each chassis."""

    MODE: ClassVar[str] = "chassis"
    KIND: ClassVar[Kind] = "chassis"
    HEADING = "Chassis"
    NOUNS = ("chassis", "chassis")

    def origins(self, record: Chassis) -> Iterable[Origin]:
        yield Origin.row("sb", "Chassis", record.key)
        yield Origin("sb", "Chassis_Private", (("name", "==", record.name),))
        yield Origin("sb", "Encap", (("chassis_name", "==", record.name),))
