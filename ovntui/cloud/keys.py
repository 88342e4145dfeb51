"""What rows name, read out of their columns: the keys under which facts are found again."""

from collections.abc import Callable
from typing import Any, Final

from ovntui.cloud.records.names import label
from ovntui.cloud.rows.libvirt import Domain
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.cloud.rows.open_vswitch import Interface
from ovntui.cloud.rows.southbound import PortBinding
from ovntui.ovsdb.wire import NOTHING, Map, Refs, mapping, refs


def options_of(port_type: str) -> Callable[[LogicalSwitchPort], Any]:
    """The options of a port of that type; NOTHING of any other."""
    return lambda row: row.options if row.type == port_type else NOTHING


def option(name: str) -> Callable[[Map], tuple[str, ...]]:
    """The option of that name; "" where it is missing."""
    return lambda options: (mapping(options).get(name, ""),)


def bridge_mappings(value: str) -> tuple[tuple[str, str], ...]:
    """(network, bridge) pairs of an ovn-bridge-mappings key: "UPLINK:br-ext,phys2:br2"."""
    pairs = (pair.strip().rpartition(":") for pair in value.split(",") if ":" in pair)
    return tuple(sorted((network, bridge) for network, _, bridge in pairs))


def chassis_mappings(config: tuple[Map, Map]) -> tuple[tuple[str, str], ...]:
    """A chassis' bridge mappings, from its other_config or, of an old one, its external_ids."""
    for column in config:
        if (value := mapping(column).get("ovn-bridge-mappings")) is not None:
            return bridge_mappings(value)
    return ()


def chassis_called(value: tuple[str, str]) -> tuple[str, ...]:
    """What people call a chassis, from its hostname and name: as chassis_label has it."""
    return tuple(filter(None, (value[0] or value[1],)))


def chassis_networks(config: tuple[Map, Map]) -> tuple[str, ...]:
    """The physical networks that a chassis maps."""
    return tuple({network for network, _ in chassis_mappings(config)})


def for_gateways(config: tuple[Map, Map]) -> tuple[str, ...]:
    """ "true" of a chassis that is meant to be a gateway, by its other_config or, of an old one, its
    external_ids (ovn-controller(8), ovn-cms-options: enable-chassis-as-gw)."""
    for column in config:
        if (options := mapping(column).get("ovn-cms-options")) is not None:
            meant = "enable-chassis-as-gw" in (option.strip() for option in options.split(","))
            return ("true",) if meant else ()
    return ()


def remote(other_config: Map) -> tuple[str, ...]:
    """ "true" of a chassis of another availability zone (ovn-sb(5), Chassis other_config:is-remote)."""
    return ("true",) if mapping(other_config).get("is-remote") == "true" else ()


def pinned_to(options: Map) -> tuple[str, ...]:
    """The name of the chassis that a whole router is pinned to (ovn-nb(5), Logical_Router
    options:chassis), if it is."""
    name = mapping(options).get("chassis")
    return (name,) if name else ()


NEITHER: Final = (NOTHING, NOTHING)
"""Two empty columns."""


def refs_of_both(value: tuple[Refs, Refs]) -> tuple[str, ...]:
    """The references in either of two columns, each once."""
    one, other = value
    if other is NOTHING or not other[1]:
        return refs(one)
    return tuple({*refs(one), *refs(other)})


def redirect(row: PortBinding) -> Refs:
    """The chassis of a binding that stands for a router port's gateway (chassisredirect, "cr-" and the
    router port's name); NOTHING of any other."""
    return row.chassis if row.logical_port.startswith("cr-") else NOTHING


def datapath_of(value: tuple[Any, Map]) -> tuple[str, ...]:
    named = refs(value[0])
    if named:
        return named
    ids = mapping(value[1])
    uuid = ids.get("logical-switch") or ids.get("logical-router")
    return (uuid,) if uuid else ()


def called(value: tuple[str, Map]) -> tuple[str, ...]:
    """What a switch or router goes by, from its name and external_ids: its own name, and the one that people
    give it where the own one is a bare uuid."""
    name, shown = value[0], label(*value)
    return tuple(one for one in dict.fromkeys((name, shown)) if one)


def version_of(cidr: str) -> tuple[str, ...]:
    """The IP version of a network, "4" or "6"."""
    return ("6" if ":" in cidr else "4",)


def iface_id(row: Interface) -> str:
    """The logical port that an interface is for; "" for most that are not a VM's."""
    return mapping(row.external_ids).get("iface-id", "")


def ifaces(domain: Domain | None) -> tuple[str, ...]:
    """The logical ports that a domain's interfaces are for; none of no domain."""
    return () if domain is None else tuple({nic.iface_id for nic in domain.nics if nic.iface_id})
