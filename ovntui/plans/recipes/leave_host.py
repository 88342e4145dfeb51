"""Let a host leave: its gateways go to others, its settings and its libvirt network away, its chassis too."""

from collections.abc import Iterable, Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import Chassis
from ovntui.plans.act import Act
from ovntui.plans.acts.gateways import Member, change_group, remove_candidates
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish
from ovntui.plans.recipes.join_host import membership, no_site
from ovntui.plans.recipes.things import name_fault, said, some_of
from ovntui.plans.values import elements

_NETWORK: Final = "ovs-net"


def _queries(cloud: Cloud, values: Values) -> Iterable[Query]:
    """Where the chassis stands among those that may hold a gateway."""
    host = cloud.hosts.get(said(values, "host"))
    if host is None or not host.system_id:
        return
    where = [["chassis_name", "==", host.system_id]]
    yield Query("Gateway_Chassis", ("name", "chassis_name", "priority"), where)
    yield Query("HA_Chassis", ("chassis_name", "priority"), where)
    yield Query("HA_Chassis_Group", ("name", "ha_chassis"))


def _looks(_: Cloud, values: Values) -> Iterable[Look]:
    return (Look(host, "network", _NETWORK),) if (host := said(values, "host")) else ()


def _candidates(view: View, _: Values) -> Iterator[Offer]:
    for name in view.sites:
        host = view.cloud.hosts.get(name)
        if host is not None and host.chassis is not None:
            yield Offer(name, host.system_id)


def _chassis(view: View, values: Values) -> Chassis | None:
    host = view.cloud.hosts.get(said(values, "host"))
    return view.cloud.chassis.get(host.chassis.key) if host is not None and host.chassis is not None else None


def _host_fault(view: View, values: Values) -> str | None:
    """Nobody's packets may be lost by it: what is bound there has to go first."""
    name = said(values, "host")
    if name not in view.sites:
        return no_site(view, name)
    chassis = _chassis(view, values)
    if chassis is None:
        return f"{name} is no chassis"
    bound = sorted(view.cloud.ports[key].name for key in view.cloud.ports_on_chassis(chassis.key))
    if bound:
        return f"{some_of(bound, 'is', 'are')} plugged in there: shut down or move the VMs first"
    if pinned := sorted(role.router.name for role in chassis.roles if role.priority is None and role.router):
        return f"{some_of(pinned, 'is', 'are')} on this chassis alone: move the routers first"
    return None


def _network(view: View, values: Values) -> str:
    return _NETWORK if view.found.get(Look(said(values, "host"), "network", _NETWORK)) else ""


def _drained(view: View, values: Values) -> Iterator[Act]:
    """No gateway may go to the chassis any more."""
    label = said(values, "host")
    for uuid, row in sorted(view.rows.get("Gateway_Chassis", {}).items()):
        chassis, priority = str(row["chassis_name"]), int(row["priority"])
        for key in view.cloud.router_ports_of_candidate(uuid):
            yield remove_candidates(
                view.cloud.router_ports[key].name, [Member(chassis, label, priority, uuid)]
            )
    members = view.rows.get("HA_Chassis", {})
    for row in view.rows.get("HA_Chassis_Group", {}).values():
        gone = [
            Member(str(members[uuid]["chassis_name"]), label, int(members[uuid]["priority"]), uuid)
            for _, uuid in elements(row["ha_chassis"])
            if uuid in members
        ]
        if gone:
            yield change_group(str(row["name"]), [], gone)


def _warnings(view: View, chassis: Chassis) -> Iterator[str]:
    for role in chassis.roles:
        port = view.cloud.router_ports.get(role.port.key)
        if port is None:
            continue
        others = [one for one in port.candidates if one.chassis_name != chassis.name]
        if not others:
            yield f"nothing passes {port.name} any more: no other chassis may hold it"
        elif role.active:
            yield f"{port.name} moves to {others[0].chassis.name}: connections may have to be made anew"


def _leave(view: View, values: Values) -> Wish:
    host, network = said(values, "host"), said(values, "network")
    chassis = _chassis(view, values)
    assert chassis is not None  # the form says so
    acts: list[Act | HostAct] = [*_drained(view, values)]
    if network:
        sentence = f"let libvirt on {host} have no network {network} any more"
        acts.append(HostAct(sentence, host, "network", network, lambda _: None))
    acts.append(membership(host, f"let {host} leave southbound", {}))
    return Wish(
        acts=tuple(acts),
        meaning=(f"{host} is no chassis any more: its tunnels go, and nothing can be plugged in there",),
        warnings=tuple(_warnings(view, chassis)),
        shows=("host", host),
        confirm=host,
    )


RECIPES: Final = (
    Recipe(
        name="leave-host",
        title="Let a host leave",
        summary="Drain a chassis of its gateways and take it out of OVN; Open vSwitch and libvirt stay.",
        subject="host",
        target="host",
        queries=_queries,
        looks=_looks,
        fields=(
            Field(
                name="host",
                label="Host",
                help="a host that is a chassis and has no VM plugged in",
                required=True,
                offers=_candidates,
                check=_host_fault,
            ),
            Field(
                name="network",
                label="Network",
                help="libvirt's network onto br-int, to be taken away; empty: it stays",
                default=_network,
                check=lambda _, values: name_fault(said(values, "network")),
            ),
        ),
        wish=_leave,
    ),
)
