"""Remove switches, ports, routers, router ports and NAT rules: what goes along, and what stops working."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Nat, Port, Router, RouterPort, Switch
from ovntui.plans.act import Act
from ovntui.plans.acts.removal import (
    remove_nat,
    remove_port,
    remove_router,
    remove_router_port,
    remove_switch,
)
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, lines
from ovntui.plans.recipes import consequences as lost
from ovntui.plans.recipes.leftovers import (
    Leftover,
    name_queries,
    of_router_ports,
    of_switch_ports,
    of_switches,
    ports_of_router,
    router_ports_of,
    routes_over,
    switch_ports,
    switch_queries,
)
from ovntui.plans.recipes.things import Thing, all_existing, called, handle, offers_of, yes

ALONG: Final = "along"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Removal:
    """How records of a kind are removed. field is what they are asked for by, many what several are
    called."""

    kind: Thing
    word: str
    field: str
    noun: str
    many: str
    act: Callable[[View, Any], Act]
    lost: Callable[[View, Sequence[Any]], Iterator[str]]
    leftovers: Callable[[View, Sequence[Any]], Iterator[Leftover]]
    along: str
    queries: Callable[[Cloud, Sequence[Any]], Iterator[Query]]

    def records(self, view: View, values: Values) -> list[Any]:
        """Those that are named."""
        keys = (called(view, self.kind, text) for text in lines(values, self.field))
        known = dict.fromkeys(found[0] for found in keys if len(found) == 1)
        return [view.cloud.kinds[self.kind][key] for key in known]

    def recipe(self) -> Recipe:
        """The recipe."""
        return Recipe(
            name=f"remove-{self.word}",
            title=f"Remove {self.many}",
            summary=f"Remove {self.many}, with all that lives by them.",
            subject=self.kind,
            target=self.field,
            bulk=True,
            fields=(
                Field(
                    name=self.field,
                    label=self.many[0].upper() + self.many[1:],
                    help=f"the {self.many}, by name or uuid, a line each",
                    kind="many",
                    required=True,
                    offers=offers_of(self.kind),
                    check=all_existing(self.kind, self.field),
                ),
                Field(
                    name=ALONG,
                    label="Along with it",
                    help=f"whether to take along what is of no use any more: {self.along}",
                    kind="switch",
                    default=lambda _view, _values: "no",
                    applies=lambda view, values: any(self._leftovers(view, values)),
                ),
            ),
            wish=self.wish,
            queries=lambda cloud, values: self.queries(cloud, self.records(View(cloud), values)),
        )

    def _leftovers(self, view: View, values: Values) -> Iterator[Leftover]:
        return self.leftovers(view, self.records(view, values))

    def wish(self, view: View, values: Values) -> Wish:
        """What goes, what goes along, what stays, what stops working."""
        records = self.records(view, values)
        acts = [self.act(view, record) for record in records]
        stays = list(self._leftovers(view, values))
        along = yes(values, ALONG)
        named = _called(records[0]) if len(records) == 1 else f"{len(records)} {self.many}"
        hurts = list(dict.fromkeys(self.lost(view, records)))
        return Wish(
            acts=(*acts, *(one.act for one in stays if along)),
            warnings=(*hurts, *(one.said for one in stays if not along)),
            confirm=named if hurts else None,
        )


def _called(record: Any) -> str:
    """What people call a record: a switch or router of Neutron's has a uuid for a name."""
    return str(getattr(record, "label", record.name))


def _switch_lost(view: View, switches: Sequence[Switch]) -> Iterator[str]:
    ports = [port for switch in switches for port in switch_ports(view.cloud, switch)]
    yield from _ports_lost(view, ports)


def _ports_lost(view: View, ports: Sequence[Port]) -> Iterator[str]:
    peers = router_ports_of(view.cloud, ports)
    gone = {port.key for port in peers}
    yield from lost.machines(view, ports)
    yield from lost.parted(view, peers)
    yield from lost.ways_out(view, gone)
    yield from lost.uplinks(view, ports, gone)
    yield from lost.named_in_nat(view, ports)
    yield from lost.answered(view, ports)


def _router_lost(view: View, routers: Sequence[Router]) -> Iterator[str]:
    for router in routers:
        ports = ports_of_router(view.cloud, router)
        yield from lost.parted(view, ports)
        nats = (view.cloud.nats[key] for key in view.cloud.nats_of_router(router.key))
        yield from lost.translations(nats)


def _router_ports_lost(view: View, ports: Sequence[RouterPort]) -> Iterator[str]:
    yield from lost.parted(view, ports)
    yield from lost.ways_out(view, {port.key for port in ports})


def _switch_leftovers(view: View, switches: Sequence[Switch]) -> Iterator[Leftover]:
    ports = [port for switch in switches for port in switch_ports(view.cloud, switch)]
    yield from of_switch_ports(view, ports)
    yield from of_switches(view, switches)


def _router_leftovers(view: View, routers: Sequence[Router]) -> Iterator[Leftover]:
    ports = [port for router in routers for port in ports_of_router(view.cloud, router)]
    yield from of_router_ports(view, ports)


def _router_port_leftovers(view: View, ports: Sequence[RouterPort]) -> Iterator[Leftover]:
    yield from of_router_ports(view, ports)
    yield from routes_over(view, ports)


def _switch_queries(cloud: Cloud, switches: Sequence[Switch]) -> Iterator[Query]:
    ports = [port for switch in switches for port in switch_ports(cloud, switch)]
    yield from name_queries(router_ports_of(cloud, ports))
    yield from switch_queries(cloud, switches)


def _port_queries(cloud: Cloud, ports: Sequence[Port]) -> Iterator[Query]:
    yield from name_queries(router_ports_of(cloud, ports))
    for switch in lost.who_may_ask(cloud, ports):
        yield Query("Logical_Switch", ("dns_records",), [("_uuid", "==", ("uuid", switch))])
    yield Query("DNS", ("records",), of=("Logical_Switch", "dns_records"))


def _router_queries(cloud: Cloud, routers: Sequence[Router]) -> Iterator[Query]:
    yield from name_queries(port for router in routers for port in ports_of_router(cloud, router))


_REMOVALS: Final = (
    _Removal(
        kind="switch",
        word="switch",
        field="switch",
        noun="switch",
        many="switches",
        act=lambda view, switch: remove_switch(handle(view, "switch", switch.key), switch.label),
        lost=_switch_lost,
        leftovers=_switch_leftovers,
        along="the router ports on the other side, DHCP options made for it",
        queries=_switch_queries,
    ),
    _Removal(
        kind="port",
        word="port",
        field="port",
        noun="port",
        many="ports",
        act=lambda _view, port: remove_port(port.name, port.switch.key if port.switch else None),
        lost=_ports_lost,
        leftovers=of_switch_ports,
        along="the router port on the other side",
        queries=_port_queries,
    ),
    _Removal(
        kind="router",
        word="router",
        field="router",
        noun="router",
        many="routers",
        act=lambda view, router: remove_router(handle(view, "router", router.key), router.label),
        lost=_router_lost,
        leftovers=_router_leftovers,
        along="the ports on the other side, static MAC bindings of its ports",
        queries=_router_queries,
    ),
    _Removal(
        kind="router_port",
        word="router-port",
        field="port",
        noun="router port",
        many="router ports",
        act=lambda _view, port: remove_router_port(port.name, port.router.key if port.router else None),
        lost=_router_ports_lost,
        leftovers=_router_port_leftovers,
        along="the port on the other side, routes out of it, its static MAC bindings",
        queries=lambda _cloud, ports: name_queries(ports),
    ),
)


def _nats(view: View, values: Values) -> list[Nat]:
    return [view.cloud.nats[key] for key in dict.fromkeys(lines(values, "nat")) if key in view.cloud.nats]


def _nat_said(nat: Nat) -> str:
    return f"{nat.type} {nat.external_ip} {nat.logical_ip}"


def _nat_fault(view: View, values: Values) -> str | None:
    strange = next((text for text in lines(values, "nat") if text not in view.cloud.nats), None)
    return f"there is no NAT rule {strange}" if strange else None


def _nat_wish(view: View, values: Values) -> Wish:
    nats = _nats(view, values)
    return Wish(
        acts=tuple(remove_nat(nat.key, nat.router.key, _nat_said(nat)) for nat in nats if nat.router),
        warnings=tuple(lost.translations(nats)),
        confirm=nats[0].external_ip if len(nats) == 1 else f"{len(nats)} NAT rules",
    )


RECIPES: Final = (
    *(removal.recipe() for removal in _REMOVALS),
    Recipe(
        name="remove-nat-rules",
        title="Remove NAT rules by uuid",
        summary="Remove NAT rules, of whatever routers.",
        subject="nat",
        target="nat",
        bulk=True,
        fields=(
            Field(
                name="nat",
                label="NAT rules",
                help="the rules, by uuid, a line each",
                kind="many",
                required=True,
                offers=lambda view, _values: (
                    Offer(key, _nat_said(view.cloud.nats[key])) for key in view.cloud.nats
                ),
                check=_nat_fault,
            ),
        ),
        wish=_nat_wish,
    ),
)
