"""A switch port from its row, its binding and all that they name."""

from ovntui.cloud.facts import Facts, first
from ovntui.cloud.joins.relations import chassis_in, holder, named_router, named_switch
from ovntui.cloud.records import Attachment, Named, Port, port_state
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.cloud.rows.southbound import PortBinding
from ovntui.ovsdb.wire import Refs, flag, mapping, number, ref, text, texts

_UNBOUND = PortBinding()


def join_port(facts: Facts, uuid: str) -> Port:
    """Raises KeyError where there is no such port."""
    north = facts.north
    row = north.ports.rows[uuid]
    bound = facts.south.binding(row.name)
    binding = bound[1] if bound else _UNBOUND
    chassis = chassis_in(facts, binding.chassis)
    peer = router = gateway = network = None
    networks: tuple[str, ...] = ()
    is_gateway = False
    mapped = 0
    if row.type == "router":
        name = north.router_port_names(row)[0]
        found = first(north.router_ports_named[name])
        peer = Named(found or "", name)
        if found is not None:
            router_port = north.router_ports.rows[found]
            router = named_router(facts, first(north.routers_of_port[found]))
            networks = texts(router_port.networks)
            is_gateway = bool(north.candidate_rows(router_port))
            gateway = holder(facts, f"cr-{name}") or holder(facts, name)
    elif row.type == "localnet":
        network = mapping(row.options).get("network_name", "")
        mapped = facts.south.chassis_mapping.count(network)
    parent = text(row.parent_name)
    return Port(
        key=uuid,
        name=row.name,
        type=row.type,
        state=port_state(row),
        up=flag(row.up),
        switch=named_switch(facts, uuid),
        addresses=texts(row.addresses),
        dynamic_addresses=text(row.dynamic_addresses),
        port_security=texts(row.port_security),
        dhcpv4=_served(facts, row.dhcpv4_options),
        dhcpv6=_served(facts, row.dhcpv6_options),
        chassis=chassis[0] if chassis else None,
        additional_chassis=chassis_in(facts, binding.additional_chassis),
        requested_chassis=_requested(facts, row, binding.requested_chassis),
        tunnel_key=binding.tunnel_key if bound else None,
        peer=peer,
        router=router,
        peer_networks=networks,
        gateway=gateway,
        is_gateway=is_gateway,
        network=network,
        mapped=mapped,
        tag=number(row.tag),
        parent=None if parent is None else Named(first(north.ports_named[parent]) or "", parent),
        interfaces=_plugged(facts, row.name) if row.name in facts.plugged else (),
    )


def _served(facts: Facts, column: Refs) -> Named | None:
    uuid = ref(column)
    return facts.north.dhcp_names[uuid] if uuid else None


def _requested(facts: Facts, row: LogicalSwitchPort, column: Refs) -> tuple[Named, ...]:
    """As northd resolved it, plus those names that no chassis has (yet)."""
    resolved = chassis_in(facts, column)
    if b"requested-chassis" not in bytes(row.options):
        return resolved
    asked = mapping(row.options).get("requested-chassis", "").split(",")
    if len(asked) == len(resolved):
        return resolved
    names = {one.name for one in resolved} | {facts.south.chassis.rows[one.key].name for one in resolved}
    return resolved + tuple(Named("", name) for name in asked if name and name not in names)


def _plugged(facts: Facts, name: str) -> tuple[Attachment, ...]:
    found = []
    for host, uuid in facts.plugged[name]:
        there = facts.hosts[host]
        bridge = first(
            there.bridges.rows[bridge].name
            for port in there.ports_of_interface[uuid]
            for bridge in there.bridges_of_port[port]
        )
        found.append(Attachment(host, bridge or "", there.interfaces.rows[uuid].name))
    return tuple(sorted(found))
