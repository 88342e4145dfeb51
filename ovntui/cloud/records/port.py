"""A logical switch port, with its binding and where it is plugged in."""

from typing import Final, Literal, NamedTuple, TypeAlias

from ovntui.cloud.records.record import Named, Record
from ovntui.cloud.rows.northbound import LogicalSwitchPort

PortState: TypeAlias = Literal["up", "down", "disabled", "none"]
"""none: a port of a type for which up and down mean nothing."""

STATELESS: Final = frozenset(("router", "localnet", "localport", "switch", "patch"))
"""Port types that no single chassis binds, so that `up` tells nothing about them (ovn-nb(5), the
types of Logical_Switch_Port; northd writes true or false for them regardless)."""


def port_state(row: LogicalSwitchPort) -> PortState:
    """Disabled by the operator, else up or down as northd says, else none."""
    if row.enabled is False:
        return "disabled"
    if row.type in STATELESS:
        return "none"
    return "up" if row.up is True else "down"


class Attachment(NamedTuple):
    """An interface whose external_ids:iface-id is the port's name."""

    host: str
    bridge: str
    interface: str


class Port(Record, frozen=True, gc=False, kw_only=True):
    name: str
    type: str
    state: PortState
    up: bool | None
    switch: Named | None
    addresses: tuple[str, ...]
    """As configured: "MAC IP…", "dynamic", "unknown", "router" …"""
    dynamic_addresses: str | None
    """What northd assigned to a "dynamic" address."""
    port_security: tuple[str, ...]
    dhcpv4: Named | None
    """The DHCP options served, named by their CIDR."""
    dhcpv6: Named | None
    chassis: Named | None
    """Where it is bound now."""
    additional_chassis: tuple[Named, ...]
    """Where it is bound beside that, while a VM moves."""
    requested_chassis: tuple[Named, ...]
    """Where it may be bound, if restricted (options:requested-chassis)."""
    tunnel_key: int | None
    peer: Named | None
    """For type router: the router port behind it; the key is "" where there is none of that name."""
    router: Named | None
    peer_networks: tuple[str, ...]
    gateway: Named | None
    """For type router: the chassis that holds the router port's gateway now."""
    is_gateway: bool
    """For type router: whether the router port has gateway chassis."""
    network: str | None
    """For type localnet: the physical network (options:network_name)."""
    mapped: int
    """For type localnet: how many chassis have a bridge mapping for that network."""
    tag: int | None
    parent: Named | None
    """The port of the VM in which this port's container runs."""
    interfaces: tuple[Attachment, ...]
    """Where it is plugged in, as far as the hosts' databases are connected."""
