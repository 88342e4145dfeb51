"""A NAT rule, with where it is in force."""

from collections.abc import Iterable

from ovntui.cloud.addresses import covers
from ovntui.cloud.facts import Facts, first
from ovntui.cloud.joins.relations import holder, named_router
from ovntui.cloud.records import Named, Nat, RouterPort
from ovntui.cloud.rows.northbound import NAT
from ovntui.ovsdb.wire import mapping, ref, text


def join_nat(facts: Facts, uuid: str, gateways: Iterable[RouterPort]) -> Nat:
    """gateways are the ports of the rule's router that a chassis holds or may hold. Raises KeyError
    where there is no such rule."""
    north = facts.north
    row = north.nats.rows[uuid]
    port = text(row.logical_port)
    mac = text(row.external_mac)
    distributed = row.type == "dnat_and_snat" and bool(mac and port)
    through = ref(row.gateway_port)
    through_row = north.router_ports.rows.get(through) if through else None
    if distributed and port:
        chassis = holder(facts, port)
    elif through_row is not None:
        chassis = holder(facts, f"cr-{through_row.name}") or holder(facts, through_row.name)
    else:
        chassis = _gateway_for(row, tuple(gateways))
    return Nat(
        key=uuid,
        type=row.type,
        external_ip=row.external_ip,
        external_port_range=row.external_port_range,
        logical_ip=row.logical_ip,
        logical_port=Named(first(north.ports_named[port]) or "", port) if port else None,
        external_mac=mac,
        distributed=distributed,
        stateless=mapping(row.options).get("stateless") == "true",
        match=row.match,
        priority=row.priority,
        gateway_port=Named(through, through_row.name) if through and through_row else None,
        router=named_router(facts, first(north.routers_of_nat[uuid])),
        chassis=chassis,
    )


def _gateway_for(row: NAT, gateways: tuple[RouterPort, ...]) -> Named | None:
    """Of several gateway ports, northd takes the one whose network holds the external address
    (ovn-nb(5), NAT: gateway_port)."""
    if len(gateways) > 1:
        reaching = tuple(
            port for port in gateways if any(covers(network, row.external_ip) for network in port.networks)
        )
        gateways = reaching or gateways
    return next((port.active for port in gateways if port.active), None)
