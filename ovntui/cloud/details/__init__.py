"""What there is to know about one record: a title and sections of fields, one module a kind.

Relations are doors. The raw columns of the rows behind the record are added by whoever shows this.
"""

from typing import Any

from ovntui.cloud.cells import Kind, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.details import chassis, host, nat, port, router, router_port, switch, vm
from ovntui.safetext import SafeText


def details(cloud: Cloud, kind: Kind, record: Any) -> tuple[SafeText, tuple[Section, ...]]:
    """A record's title and its sections. Raises ValueError for a kind that a cloud does not hold."""
    match kind:
        case "chassis":
            return chassis.details(cloud, record)
        case "switch":
            return switch.details(cloud, record)
        case "port":
            return port.details(cloud, record)
        case "router":
            return router.details(cloud, record)
        case "router_port":
            return router_port.details(cloud, record)
        case "nat":
            return nat.details(cloud, record)
        case "host":
            return host.details(cloud, record)
        case "vm":
            return vm.details(cloud, record)
        case _:
            raise ValueError(f"a cloud holds no records of kind {kind}")
