"""A made cloud's OVN_Northbound (ovn-nb(5)), as Neutron writes it."""

from collections.abc import Iterator
from typing import Any, Final

from bench.made.ids import port_ids, router_ids, switch_ids
from bench.made.layout import Layout, Port, Router, RouterPort, Switch
from bench.made.logfile import Rows, mapping, reference, references

CONFIGURATION: Final = 42
"""nb_cfg, which everybody has reached."""
_A_TRANSACTION: Final = 200
"""How many switches are written at once."""


def northbound(layout: Layout) -> Iterator[Rows]:
    """The rows, transaction by transaction."""
    when = 1_700_000_000_000
    cfg = {"nb_cfg": CONFIGURATION, "sb_cfg": CONFIGURATION, "hv_cfg": CONFIGURATION}
    times = {"nb_cfg_timestamp": when, "sb_cfg_timestamp": when + 12, "hv_cfg_timestamp": when + 31}
    yield {"NB_Global": {layout.uuid(): {**cfg, **times}}}
    for start in range(0, len(layout.switches), _A_TRANSACTION):
        rows: dict[str, dict[str, Any]] = {
            "Logical_Switch": {},
            "Logical_Switch_Port": {},
            "DHCP_Options": {},
        }
        for switch in layout.switches[start : start + _A_TRANSACTION]:
            _switch(rows, switch, layout.uuid())
        yield rows
    for start in range(0, len(layout.routers), _A_TRANSACTION):
        rows = {
            name: {}
            for name in (
                "Logical_Router",
                "Logical_Router_Port",
                "Logical_Router_Static_Route",
                "Gateway_Chassis",
                "NAT",
            )
        }
        for number, router in enumerate(layout.routers[start : start + _A_TRANSACTION], start):
            _router(rows, layout, number, router)
        yield rows


def _switch(rows: dict[str, dict[str, Any]], switch: Switch, dhcp: str) -> None:
    rows["Logical_Switch"][switch.uuid] = {
        "name": switch.name,
        "ports": references([port.uuid for port in switch.ports]),
        "external_ids": mapping(switch_ids(switch)),
        "other_config": mapping({"mcast_flood_unregistered": "false", "mcast_snoop": "false"}),
    }
    if switch.router is not None:
        rows["DHCP_Options"][dhcp] = {
            "cidr": f"{switch.subnet}.0/24",
            "options": mapping(
                {
                    "lease_time": "43200",
                    "mtu": "1442",
                    "router": f"{switch.subnet}.1",
                    "server_id": "169.254.0.1",
                }
            ),
            "external_ids": mapping({"neutron:revision_number": "0", "subnet_id": dhcp}),
        }
    for port in switch.ports:
        rows["Logical_Switch_Port"][port.uuid] = _port(port, switch, dhcp)


def _port(port: Port, switch: Switch, dhcp: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": port.name,
        "type": port.type,
        "external_ids": mapping(port_ids(port, switch)),
    }
    if port.type == "localnet":
        return {**row, "addresses": "unknown", "options": mapping({"network_name": "physnet1"})}
    if port.type == "router":
        return {**row, "addresses": "router", "up": True, "options": mapping({"router-port": port.peer})}
    addresses = f"{port.mac} {port.ip}"
    if port.type == "localport":
        return {**row, "addresses": addresses, "enabled": True, "up": True}
    host = port.chassis.hostname if port.chassis else ""
    return {
        **row,
        "addresses": addresses,
        "port_security": addresses,
        "up": port.chassis is not None,
        "enabled": True,
        "dhcpv4_options": reference(dhcp),
        "options": mapping({"mcast_flood_reports": "true", "requested-chassis": host}),
    }


def _router(rows: dict[str, dict[str, Any]], layout: Layout, number: int, router: Router) -> None:
    route, nats = layout.uuid(), dict(_nats(layout, number, router))
    rows["NAT"].update(nats)
    rows["Logical_Router_Static_Route"][route] = {
        "ip_prefix": "0.0.0.0/0",
        "nexthop": f"{router.outside}.0.1",
        "external_ids": mapping({"neutron:is_ext_gw": "true"}),
    }
    rows["Logical_Router"][router.uuid] = {
        "name": router.name,
        "enabled": True,
        "ports": references([port.uuid for port in router.ports]),
        "nat": references(list(nats)),
        "static_routes": reference(route),
        "options": mapping({"always_learn_from_arp_request": "false", "dynamic_neigh_routers": "true"}),
        "external_ids": mapping(router_ids(router.label, router.ports[0].name.removeprefix("lrp-"))),
    }
    for port in router.ports:
        rows["Logical_Router_Port"][port.uuid] = {
            "name": port.name,
            "mac": port.mac,
            "networks": port.network,
            "gateway_chassis": references([uuid for uuid, _ in _candidates(layout, rows, port)]),
            "external_ids": mapping({"neutron:revision_number": "3", "neutron:router_name": router.uuid}),
        }


def _candidates(
    layout: Layout, rows: dict[str, dict[str, Any]], port: RouterPort
) -> Iterator[tuple[str, dict[str, Any]]]:
    for rank, chassis in enumerate(port.chassis):
        uuid = layout.uuid()
        row = {
            "name": f"{port.name}_{chassis.name}",
            "chassis_name": chassis.name,
            "priority": len(port.chassis) - rank,
        }
        rows["Gateway_Chassis"][uuid] = row
        yield uuid, row


def _nats(layout: Layout, number: int, router: Router) -> Iterator[tuple[str, dict[str, Any]]]:
    """One SNAT a subnet; floating addresses for the rest."""
    share = layout.size.nats // layout.size.routers + (number < layout.size.nats % layout.size.routers)
    outside = router.ports[0].network.partition("/")[0]
    for subnet in router.subnets[:share]:
        yield layout.uuid(), {"type": "snat", "external_ip": outside, "logical_ip": subnet}
    for rank, vm in enumerate(router.vms[: share - len(router.subnets[:share])]):
        yield (
            layout.uuid(),
            {
                "type": "dnat_and_snat",
                "external_ip": f"{router.outside}.{100 + number // 25}.{number % 25 * 10 + rank}",
                "logical_ip": vm.ip,
                "logical_port": vm.name,
                "external_mac": vm.mac,
                "external_ids": mapping({"neutron:fip_port_id": vm.name, "neutron:revision_number": "1"}),
            },
        )
