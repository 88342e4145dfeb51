"""The chassis that may hold a gateway, as an operator names and orders them. None is joined to be named or
offered: a plan is about three, and there may be a thousand."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import Final

from ovntui.cloud.records import Chassis, RouterPort
from ovntui.cloud.records.names import chassis_label
from ovntui.plans.acts.gateways import Member, priorities
from ovntui.plans.recipe import Offer, Values, View
from ovntui.plans.recipes.things import some_of

_ENOUGH: Final = 3


def _key(view: View, label: str) -> str | None:
    """The key of the chassis of this zone that an operator calls so."""
    cloud = view.cloud
    own = [key for key in cloud.chassis_called(label) if key not in cloud.remote_chassis]
    if len(own) == 1:
        return own[0]
    named = cloud.chassis_named(label)
    return named if named is not None and named not in cloud.remote_chassis else None


def _label(view: View, key: str) -> str:
    """What an operator calls a chassis that is registered."""
    row = view.cloud.chassis.rows[key]
    label = row.hostname or row.name
    return label if _key(view, label) == key else str(row.name)


def chassis_name(view: View, label: str) -> str:
    """The system-id of the chassis that an operator calls so. One that is not registered has no other name
    than that."""
    key = _key(view, label)
    return label if key is None else str(view.cloud.chassis.rows[key].name)


def chassis_fault(view: View, label: str) -> str | None:
    """Whether there is no such chassis, by host name or system-id."""
    if _key(view, label) is not None or view.cloud.chassis_named(label) is not None:
        return None
    return f"no chassis {label} is registered"


def chassis_offers(view: View, _: Values) -> Iterator[Offer]:
    """All chassis, by host name."""
    rows = view.cloud.chassis.rows
    return (Offer(label, rows[key].name) for label, key in sorted(view.cloud.chassis_by_label().items()))


def labels_of(view: View, names: Iterable[str]) -> list[str]:
    """What the operator calls chassis, by their system-ids."""
    keys = ((name, view.cloud.chassis_named(name)) for name in names)
    return [name if key is None else _label(view, key) for name, key in keys]


def first_labels(view: View, keys: Collection[str], number: int) -> list[str]:
    """The first of some chassis by label, so many of them; no more are named than that."""
    rows = view.cloud.chassis.rows
    first = nsmallest(number, keys, key=lambda key: (chassis_label(rows[key]), rows[key].name))
    return [_label(view, key) for key in first]


def mapped(view: View, network: str) -> tuple[set[str], set[str]]:
    """The chassis of this zone with a bridge mapping for a physical network, and those without one, by
    key."""
    own = view.cloud.chassis.rows.keys() - view.cloud.remote_chassis
    there = own.intersection(view.cloud.chassis_mapping(network))
    return there, own - there


def proposed_gateways(view: View, networks: Iterable[str]) -> list[str]:
    """Three chassis that reach these physical networks, because two alone do not stand in for each other;
    where the deployment says which are meant to be gateways (ovn-cms-options), of those."""
    own = view.cloud.chassis.rows.keys() - view.cloud.remote_chassis
    reaching = own.intersection(*map(view.cloud.chassis_mapping, networks))
    meant = reaching & view.cloud.chassis_for_gateways or reaching
    return first_labels(view, meant, _ENOUGH)


def gateway_offers(view: View, networks: Iterable[str], port: RouterPort | None) -> Iterator[Offer]:
    """All chassis with what an operator wants to know of each: whether it holds the gateway now, whether it
    maps the physical networks that the gateway leads to, and its BFD state as the active one sees it. Those
    that hold it by name only, not being registered, are offered too, to keep or leave."""
    cloud = view.cloud
    mapping = {network: set(cloud.chassis_mapping(network)) for network in networks}
    active = cloud.chassis.get(port.active.key) if port is not None and port.active is not None else None
    bfd = _bfd(view, active) if active is not None else {}
    for label, key in sorted(view.cloud.chassis_by_label().items()):
        facts = ["active"] if active is not None and key == active.key else []
        if state := bfd.get(key):
            facts.append(f"BFD {state}")
        facts += [f"does not map {network}" for network, there in mapping.items() if key not in there]
        yield Offer(label, ", ".join(facts))
    for candidate in port.candidates if port is not None else ():
        if not candidate.chassis.key:
            yield Offer(candidate.chassis_name, "not registered")


def is_candidate(view: View, label: str, port: RouterPort | None) -> bool:
    """Whether a chassis is among those offers."""
    strangers = (one.chassis_name for one in (port.candidates if port is not None else ()))
    return _key(view, label) is not None or label in strangers


def _bfd(view: View, active: Chassis) -> dict[str, str]:
    """The state of the tunnels between a chassis and the others, by their keys: as its own host sees them
    where that is connected, else as theirs do."""
    found: dict[str, str] = {}
    for host in view.cloud.hosts.values():
        if host.chassis is None:
            continue
        for tunnel in host.tunnels:
            other = view.cloud.chassis_named(tunnel.chassis_name)
            if not tunnel.bfd or other is None:
                continue
            if host.chassis.key == active.key:
                found[other] = tunnel.bfd
            elif other == active.key:
                found.setdefault(host.chassis.key, tunnel.bfd)
    return found


def ordered(view: View, labels: Sequence[str]) -> list[Member]:
    """The chassis in their order, with falling priorities."""
    return [
        Member(chassis_name(view, label), label, priority)
        for label, priority in zip(labels, priorities(len(labels)), strict=True)
    ]


def gateway_warnings(view: View, labels: Sequence[str], networks: Iterable[str]) -> Iterator[str]:
    """What speaks against these chassis as gateways to these physical networks."""
    keys = {label: _key(view, label) for label in labels}
    if strangers := [label for label, key in keys.items() if key is None]:
        yield f"{some_of(strangers, 'is', 'are')} not registered and cannot take over"
    for network in networks:
        there = set(view.cloud.chassis_mapping(network))
        if blind := [label for label, key in keys.items() if key is not None and key not in there]:
            yield f"{some_of(blind, 'has', 'have')} no bridge mapping for {network}"
    if len(labels) == 2 and len(view.cloud.chassis) - len(view.cloud.remote_chassis) <= 2:
        yield (
            "with two chassis and no third there is no fail-over: when the active one dies, the other sees no"
            " BFD peer, takes itself for the isolated one and does not take over"
        )
    elif len(labels) == 1:
        yield f"without {labels[0]} nothing passes this gateway: it has no other chassis"
