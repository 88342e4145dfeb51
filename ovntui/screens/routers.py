"""Routers: the logical routers, their ports, and who holds their gateways."""

from collections.abc import Iterable
from typing import ClassVar

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Router
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.row_look import Origin


class RoutersScreen(CloudScreen[Router]):
    """A line for each logical router."""

    MODE: ClassVar[str] = "routers"
    KIND: ClassVar[Kind] = "router"
    HEADING = "Routers"
    NOUNS = ("router", "routers")

    def origins(self, record: Router) -> Iterable[Origin]:
        yield Origin.row("nb", "Logical_Router", record.key)
        for port in record.ports:
            yield Origin.row("nb", "Logical_Router_Port", port.key)
