"""NAT: every rule of every router, and where it is in force."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Nat
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class NatScreen(CloudScreen[Nat]):
    """A line for each NAT rule."""

    MODE: ClassVar[str] = "nat"
    KIND: ClassVar[Kind] = "nat"
    HEADING = "NAT"
    NOUNS = ("NAT rule", "NAT rules")
    SORT = "external"

    def origins(self, record: Nat) -> Iterable[Origin]:
        yield Origin.row("nb", "NAT", record.key)
