"""What people call a row: where its own name is a bare uuid, something else that it tells."""

import re

from ovntui.cloud.rows.northbound import LogicalRouter, LogicalSwitch
from ovntui.cloud.rows.southbound import Chassis
from ovntui.ovsdb.wire import NO_MAP, Map, mapping

_UUID = re.compile(r"(neutron-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_NAMES = ("vm-name", "neutron:port_name", "neutron:network_name", "neutron:router_name")


def label(name: str, external_ids: Map) -> str:
    """name, unless it is a uuid (Neutron's switches and routers: "neutron-" and a uuid) and external_ids
    tells what people call the thing."""
    if len(name) not in (36, 44) or external_ids is NO_MAP or not _UUID.match(name):
        return name
    ids = mapping(external_ids)
    for key in _NAMES:
        if found := ids.get(key):
            return found
    return name


def row_label(row: LogicalSwitch | LogicalRouter) -> str:
    """What people call a switch or a router."""
    return label(row.name, row.external_ids)


def chassis_label(row: Chassis) -> str:
    """What people call a chassis: its host name, else its system-id."""
    return row.hostname or row.name
