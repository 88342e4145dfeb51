"""The chassis that may hold a gateway, as an operator names and orders them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ovntui.cloud.records import Chassis, RouterPort
from ovntui.plans.acts.gateways import Member, priorities
from ovntui.plans.recipe import Offer, Values, View
from ovntui.plans.recipes.things import some_of

_ENOUGH: Final = 3


def chassis_by_label(view: View) -> dict[str, Chassis]:
    """The chassis of this zone: by host name, and by system-id where several have one host name."""
    found: dict[str, Chassis] = {}
    own = [one for one in view.cloud.chassis.values() if not one.remote]
    labels = Counter(one.label for one in own)
    for one in own:
        found[one.label if labels[one.label] == 1 else one.name] = one
    return found


def chassis_name(view: View, label: str) -> str:
    """The system-id of the chassis that an operator calls so. One that is not registered has no other name
    than that."""
    return _name(chassis_by_label(view), label)


def _name(known: Mapping[str, Chassis], label: str) -> str:
    return known[label].name if label in known else label


def chassis_fault(view: View, label: str) -> str | None:
    """Whether there is no such chassis, by host name or system-id."""
    if label in chassis_by_label(view) or view.cloud.chassis_named(label) is not None:
        return None
    return f"no chassis {label} is registered"


def chassis_offers(view: View, _: Values) -> Iterator[Offer]:
    """All chassis, by host name."""
    return (Offer(label, one.name) for label, one in sorted(chassis_by_label(view).items()))


def labels_of(view: View, names: Iterable[str]) -> list[str]:
    """What the operator calls chassis, by their system-ids."""
    known = {one.name: label for label, one in chassis_by_label(view).items()}
    return [known.get(name, name) for name in names]


def mapped(view: View, network: str) -> list[str]:
    """The labels of the chassis with a bridge mapping for a physical network."""
    there = set(view.cloud.chassis_mapping(network))
    return sorted(label for label, one in chassis_by_label(view).items() if one.key in there)


def proposed_gateways(view: View, networks: Iterable[str]) -> list[str]:
    """Three chassis that reach these physical networks, because two alone do not stand in for each other;
    where the deployment says which are meant to be gateways (ovn-cms-options), of those."""
    known, wanted = chassis_by_label(view), set(networks)
    reaching = sorted(
        label for label, one in known.items() if wanted <= {mapping.network for mapping in one.mappings}
    )
    return ([label for label in reaching if known[label].may_gateway] or reaching)[:_ENOUGH]


def gateway_offers(view: View, networks: Iterable[str], port: RouterPort | None) -> Iterator[Offer]:
    """All chassis with what an operator wants to know of each: whether it holds the gateway now, whether it
    maps the physical networks that the gateway leads to, and its BFD state as the active one sees it. Those
    that hold it by name only, not being registered, are offered too, to keep or leave."""
    known, wanted = chassis_by_label(view), list(networks)
    active = view.cloud.chassis.get(port.active.key) if port is not None and port.active is not None else None
    for label, one in sorted(known.items()):
        facts = ["active"] if active is not None and one.key == active.key else []
        if bfd := _bfd(view, active, one):
            facts.append(f"BFD {bfd}")
        maps = {mapping.network for mapping in one.mappings}
        facts += [f"does not map {network}" for network in wanted if network not in maps]
        yield Offer(label, ", ".join(facts))
    for candidate in port.candidates if port is not None else ():
        if not candidate.chassis.key:
            yield Offer(candidate.chassis_name, "not registered")


def _bfd(view: View, active: Chassis | None, other: Chassis) -> str:
    """The state of the tunnel between two chassis, seen from whichever of their hosts is connected."""
    if active is None or active.key == other.key:
        return ""
    for here, there in ((active, other), (other, active)):
        host = view.cloud.hosts.get(here.host) if here.host else None
        for tunnel in host.tunnels if host is not None else ():
            if tunnel.chassis_name == there.name and tunnel.bfd:
                return tunnel.bfd
    return ""


def ordered(view: View, labels: Sequence[str]) -> list[Member]:
    """The chassis in their order, with falling priorities."""
    known = chassis_by_label(view)
    return [
        Member(_name(known, label), label, priority)
        for label, priority in zip(labels, priorities(len(labels)), strict=True)
    ]


def gateway_warnings(view: View, labels: Sequence[str], networks: Iterable[str]) -> Iterator[str]:
    """What speaks against these chassis as gateways to these physical networks."""
    known = chassis_by_label(view)
    if strangers := [label for label in labels if label not in known]:
        yield f"{some_of(strangers, 'is', 'are')} not registered and cannot take over"
    for network in networks:
        there = set(mapped(view, network))
        if blind := [label for label in labels if label in known and label not in there]:
            yield f"{some_of(blind, 'has', 'have')} no bridge mapping for {network}"
    if len(labels) == 2 and len(known) <= 2:
        yield (
            "with two chassis and no third there is no fail-over: when the active one dies, the other sees no"
            " BFD peer, takes itself for the isolated one and does not take over"
        )
    elif len(labels) == 1:
        yield f"without {labels[0]} nothing passes this gateway: it has no other chassis"
