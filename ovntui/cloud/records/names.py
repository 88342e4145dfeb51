"""The name to show for a row whose own name is a bare uuid."""

import re

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
