"""Switches: the logical switches, and how their ports are."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Switch
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class SwitchesScreen(CloudScreen[Switch]):
    """A line for each logical switch."""

    MODE: ClassVar[str] = "switches"
    KIND: ClassVar[Kind] = "switch"
    HEADING = "Switches"
    NOUNS = ("switch", "switches")

    def origins(self, record: Switch) -> Iterable[Origin]:
        yield Origin.row("nb", "Logical_Switch", record.key)
        yield Origin(
            "sb",
            "Datapath_Binding",
            (("external_ids", "includes", ("map", (("logical-switch", record.key),))),),
        )
