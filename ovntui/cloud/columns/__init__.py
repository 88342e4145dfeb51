"""The columns of each kind of record, one module a kind.

The columns that are not optional fit 80 terminal cells with one between two; those that grow use more.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ovntui.cloud.cells import Column, Kind
from ovntui.cloud.columns import chassis, host, nat, port, router, router_port, switch, vm

BY_KIND: Final[Mapping[Kind, tuple[Column[Any], ...]]] = MappingProxyType(
    {
        "chassis": chassis.COLUMNS,
        "switch": switch.COLUMNS,
        "port": port.COLUMNS,
        "router": router.COLUMNS,
        "router_port": router_port.COLUMNS,
        "nat": nat.COLUMNS,
        "host": host.COLUMNS,
        "vm": vm.COLUMNS,
    }
)
"""The same by kind, for whoever shows any of them."""
