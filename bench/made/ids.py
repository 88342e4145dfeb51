"""The external_ids that Neutron writes, which are most of what a large database holds."""

from collections.abc import Mapping

from bench.made.layout import Port, Switch

_OWNERS: Mapping[str, str] = {
    "": "compute:nova",
    "router": "network:router_interface",
    "localport": "network:distributed",
}


def port_ids(port: Port, switch: Switch) -> dict[str, str]:
    """Of a logical switch port, as networking-ovn writes them; northd copies them to the binding."""
    if port.type == "localnet":
        return {}
    host = {"neutron:host_id": port.chassis.hostname} if port.chassis else {}
    return {
        "neutron:cidrs": f"{port.ip}/24",
        "neutron:device_id": port.device,
        "neutron:device_owner": _OWNERS[port.type],
        **host,
        "neutron:mtu": "",
        "neutron:network_name": switch.name,
        "neutron:port_capabilities": "",
        "neutron:port_name": port.label,
        "neutron:project_id": switch.project,
        "neutron:revision_number": "4",
        "neutron:security_group_ids": "" if port.type else _group_of(switch.project),
        "neutron:subnet_pool_addr_scope4": "",
        "neutron:subnet_pool_addr_scope6": "",
        "neutron:vnic_type": "normal",
    }


def _group_of(project: str) -> str:
    """A project's default security group."""
    return f"{project[24:]}-{project[:4]}-{project[4:8]}-{project[8:12]}-{project[12:24]}"


def switch_ids(switch: Switch) -> dict[str, str]:
    """Of a logical switch."""
    return {
        "neutron:availability_zone_hints": "",
        "neutron:mtu": "1442",
        "neutron:network_name": switch.label,
        "neutron:provnet-network-id": "",
        "neutron:revision_number": "2",
    }


def router_ids(label: str, gateway: str) -> dict[str, str]:
    """Of a logical router."""
    return {
        "neutron:availability_zone_hints": "",
        "neutron:gw_port_id": gateway,
        "neutron:revision_number": "7",
        "neutron:router_name": label,
    }
