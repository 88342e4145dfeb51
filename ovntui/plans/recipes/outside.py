"""The way outside: what an uplink and a router's gateway are made of, and what is typed for them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ovntui.plans.act import Act
from ovntui.plans.acts.gateways import set_candidates
from ovntui.plans.acts.ports import NewPort, add_port
from ovntui.plans.acts.routers import StaticRoute, add_route
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.addresses import bare, first_host, network_of
from ovntui.plans.recipe import Offer, Values, View
from ovntui.plans.recipes.candidates import first_labels, mapped, ordered
from ovntui.plans.recipes.joining import ends
from ovntui.plans.recipes.things import NAMED, some_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Uplink:
    """An outer switch, its localnet port, and the router's port there. router and its names are as OVN's
    tools take them; gateways are chassis as operators call them; nexthop may be ""."""

    switch: str
    localnet: str
    network: str
    vlan: int | None
    router: str
    router_port: str
    switch_port: str
    mac: str
    address: str
    announce: bool
    nexthop: str
    gateways: Sequence[str]

    def acts(self, view: View) -> Iterator[Act]:
        """The switch with its way out, the router's port on it, the default route and the gateways."""
        yield add_switch(self.switch)
        yield add_port(
            self.switch,
            NewPort(
                name=self.localnet,
                type="localnet",
                addresses=("unknown",),
                options={"network_name": self.network},
                tag=self.vlan,
            ),
        )
        yield from ends(
            router=self.router,
            router_port=self.router_port,
            switch=self.switch,
            switch_port=self.switch_port,
            mac=self.mac,
            networks=(self.address,),
            announce=self.announce,
        )
        if self.nexthop:
            yield add_route(self.router, default_route(self.nexthop))
        if self.gateways:
            yield set_candidates(self.router_port, ordered(view, self.gateways))

    def meaning(self, view: View, router: str) -> Iterator[str]:
        """What becomes of traffic; router is what the operator calls it."""
        on = f" on {self.gateways[0]}" if self.gateways else ""
        vlan = f", VLAN {self.vlan}" if self.vlan is not None else ""
        if self.nexthop:
            yield f"what {router} has no other route for leaves via {self.nexthop}{on}"
        yield f"{router} answers on {self.network}{vlan} for {bare(self.address)}{on}"
        there, blind = mapped(view, self.network)
        if there:
            yield f"{_some(view, there)} a bridge mapping for {self.network}"
        if blind:
            yield f"{_some(view, blind)} none and can be no gateway there"

    def warnings(self, view: View) -> Iterator[str]:
        """What speaks against it, beside the choice of gateways."""
        if not view.cloud.chassis_mapping(self.network):
            yield f"no chassis has a bridge mapping for {self.network}: nothing leaves there yet"
        if not self.gateways:
            yield f"without gateway chassis every chassis answers for the router on {self.network}"


def _some(view: View, chassis: Collection[str]) -> str:
    return some_of(first_labels(view, chassis, NAMED), "has", "have", len(chassis))


def default_route(nexthop: str) -> StaticRoute:
    """The route for all that no other route takes, by a next router's IP version."""
    ip = bare(nexthop)
    prefix = "::/0" if ip is not None and ip.version == 6 else "0.0.0.0/0"
    return StaticRoute(prefix=prefix, nexthop=str(ip))


def network_offers(view: View, _: Values) -> Iterator[Offer]:
    """The physical networks that chassis map, with how many do."""
    found = view.cloud.physical_networks()
    for network in sorted(found, key=lambda network: (-found[network], network)):
        yield Offer(network, f"mapped by {found[network]} of {len(view.cloud.chassis)} chassis")


def bridge_of(view: View, network: str) -> str:
    """The bridge that leads to a physical network on the first chassis that maps it; the network's own name
    where none does."""
    first = min(view.cloud.chassis_mapping(network), default=None)
    mappings = view.cloud.chassis[first].mappings if first is not None else ()
    return next((mapping.bridge for mapping in mappings if mapping.network == network), network)


def nexthop_of(address: str) -> str:
    """The next router's likely address: the first one of the network, unless that is the router's own."""
    network = network_of(address)
    first = first_host(network) if network is not None else None
    return str(first) if first is not None and first != bare(address) else ""


def nexthop_fault(nexthop: str, address: str) -> str | None:
    """What is wrong with the next router's address, for a router that has address on the outer network."""
    ip, network = bare(nexthop), network_of(address)
    if ip is None or "/" in nexthop:
        return f"{nexthop} is no IP address"
    if network is not None and ip not in network:
        return f"{ip} is outside {network}, where it would have to be reached"
    return f"{ip} is the router itself" if ip == bare(address) else None
