"""A logical switch."""

from typing import NamedTuple

from ovntui.cloud.records.record import Named, Record


class Uplink(NamedTuple):
    """A localnet port: the physical network that a switch reaches."""

    port: Named
    network: str
    tag: int | None


class Switch(Record, frozen=True, gc=False, kw_only=True):
    name: str
    label: str
    subnet: str
    exclude_ips: str
    ipv6_prefix: str
    vlan_passthru: bool
    mcast_snoop: bool
    ports: int
    """All ports, of whatever type."""
    bindable: int
    """Ports that can be up or down, disabled ones left out."""
    up: int
    """How many of the bindable are up."""
    disabled: int
    uplinks: tuple[Uplink, ...]
    routers: tuple[Named, ...]
    """Routers with a port on the switch."""
    tunnel_key: int | None
