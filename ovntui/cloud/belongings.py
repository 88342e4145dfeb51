"""What belongs to a switch, a router or a port and has no page of its own: rows that it refers to, rows that
refer to it, and rows that name it."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

from ovntui.cloud.cells import Column, Kind
from ovntui.cloud.raw import RawRow
from ovntui.ovsdb.watch import Condition


class Belonging(NamedTuple):
    """Rows of a northbound table. column is that of the owner which refers to them ("held"), or theirs which
    refers to the owner ("refers") or holds its name ("names")."""

    title: str
    table: str
    column: str
    how: Literal["held", "refers", "names"] = "held"


OWNERS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "switch": "Logical_Switch",
        "port": "Logical_Switch_Port",
        "router": "Logical_Router",
        "router_port": "Logical_Router_Port",
    }
)
"""The table that a record of a kind is a row of."""

_BALANCERS: Final = Belonging("Load balancers", "Load_Balancer", "load_balancer")
_BALANCER_GROUPS: Final = Belonging("Load balancer groups", "Load_Balancer_Group", "load_balancer_group")
_COPP: Final = Belonging("Control plane protection", "Copp", "copp")

BELONGINGS: Final[Mapping[Kind, tuple[Belonging, ...]]] = MappingProxyType(
    {
        "switch": (
            Belonging("ACLs", "ACL", "acls"),
            Belonging("QoS rules", "QoS", "qos_rules"),
            _BALANCERS,
            _BALANCER_GROUPS,
            Belonging("DNS records", "DNS", "dns_records"),
            Belonging("Forwarding groups", "Forwarding_Group", "forwarding_groups"),
            _COPP,
        ),
        "port": (
            Belonging("Port groups", "Port_Group", "ports", "refers"),
            Belonging("DHCPv4 options", "DHCP_Options", "dhcpv4_options"),
            Belonging("DHCPv6 options", "DHCP_Options", "dhcpv6_options"),
            Belonging("NAT rules", "NAT", "logical_port", "names"),
            Belonging("Mirrors", "Mirror", "mirror_rules"),
        ),
        "router": (
            Belonging("Static routes", "Logical_Router_Static_Route", "static_routes"),
            Belonging("Policies", "Logical_Router_Policy", "policies"),
            _BALANCERS,
            _BALANCER_GROUPS,
            _COPP,
        ),
        "router_port": (
            Belonging("Static MAC bindings", "Static_MAC_Binding", "logical_port", "names"),
            Belonging("Gateway chassis", "Gateway_Chassis", "gateway_chassis"),
            Belonging("HA chassis group", "HA_Chassis_Group", "ha_chassis_group"),
            Belonging("Routes out of it", "Logical_Router_Static_Route", "output_port", "names"),
            Belonging("BFD sessions", "BFD", "logical_port", "names"),
        ),
    }
)

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ACL": ("name", "direction", "priority", "match", "action", "tier", "log", "severity"),
        "QoS": ("direction", "priority", "match", "action", "bandwidth"),
        "Load_Balancer": ("name", "protocol", "vips", "health_check"),
        "DNS": ("records",),
        "DHCP_Options": ("cidr", "options"),
        "Port_Group": ("name", "ports", "acls"),
        "Logical_Router_Static_Route": ("ip_prefix", "nexthop", "output_port", "policy", "route_table"),
        "Logical_Router_Policy": ("priority", "match", "action", "nexthop", "nexthops"),
        "Static_MAC_Binding": ("logical_port", "ip", "mac", "override_dynamic_mac"),
        "Gateway_Chassis": ("chassis_name", "priority"),
        "NAT": ("type", "external_ip", "logical_ip", "external_mac"),
        "BFD": ("dst_ip", "status", "min_tx", "min_rx", "detect_mult"),
    }
)
"""The columns that one reads such rows by; the others can be chosen."""

_SORT: Final[Mapping[str, str]] = MappingProxyType(
    {"ACL": "priority", "QoS": "priority", "Logical_Router_Policy": "priority", "Gateway_Chassis": "priority"}
)


def conditions(belonging: Belonging, uuid: str, name: str, held: Iterable[str]) -> list[Condition]:
    """Which rows they are: of the owner with that uuid and name, whose column refers to those held."""
    if belonging.how == "held":
        return [("_uuid", "==", ("uuid", one)) for one in held]
    if belonging.how == "refers":
        return [(belonging.column, "includes", ("uuid", uuid))]
    return [(belonging.column, "includes", name)]


def shown_columns(table: str, columns: Sequence[Column[RawRow]]) -> tuple[Column[RawRow], ...]:
    """A table's columns with those first that one reads its rows by; all where nobody has said which."""
    by_key = {column.key: column for column in columns}
    first = [by_key.pop(key) for key in _SHOWN.get(table, ()) if key in by_key]
    if not first:
        return tuple(columns)
    return (*first, *(msgspec.structs.replace(column, optional=True) for column in by_key.values()))


def sort_of(table: str) -> str | None:
    """The column that such rows are sorted by."""
    return _SORT.get(table)
