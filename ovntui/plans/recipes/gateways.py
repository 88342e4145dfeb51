"""Gateway priorities: which chassis hold a router port, in which order."""

from collections.abc import Iterable, Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.records import RouterPort
from ovntui.plans.act import Act
from ovntui.plans.acts.gateways import (
    Member,
    add_group,
    change_group,
    leave_group,
    remove_candidates,
    set_candidates,
    use_group,
)
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.candidates import (
    gateway_offers,
    gateway_warnings,
    is_candidate,
    labels_of,
    ordered,
    proposed_gateways,
)
from ovntui.plans.recipes.segment import outer_networks
from ovntui.plans.recipes.things import and_list, existing, name_fault, offers_of, said
from ovntui.plans.values import Columns, elements

OWN, GROUP = "own", "group"

_PORT: Final = "Logical_Router_Port"


def _queries(cloud: Cloud, values: Values) -> Iterable[Query]:
    """The port's own rows, its candidates' and its group; all groups, where another one may be meant. The
    console watches neither names nor whose a group is."""
    key = cloud.router_port_named(said(values, "port"))
    if key is None:
        return
    group = ("name", "ha_chassis")
    yield Query(_PORT, ("name", "gateway_chassis", "ha_chassis_group"), [["_uuid", "==", ["uuid", key]]])
    yield Query("Gateway_Chassis", ("name", "chassis_name", "priority"), of=(_PORT, "gateway_chassis"))
    if said(values, "group") or said(values, "by") == GROUP:
        yield Query("HA_Chassis_Group", group)
    else:
        yield Query("HA_Chassis_Group", group, of=(_PORT, "ha_chassis_group"))
    yield Query("HA_Chassis", ("chassis_name", "priority"), of=("HA_Chassis_Group", "ha_chassis"))


def _port(view: View, values: Values) -> RouterPort | None:
    key = view.cloud.router_port_named(said(values, "port"))
    return view.cloud.router_ports[key] if key is not None else None


def _row(view: View, values: Values) -> Columns | None:
    port = _port(view, values)
    return view.rows.get(_PORT, {}).get(port.key) if port is not None else None


def _group_key(view: View, values: Values) -> str | None:
    """The group that holds the port now."""
    row = _row(view, values)
    return next((uuid for _, uuid in elements(row["ha_chassis_group"])), None) if row is not None else None


def _groups(view: View) -> dict[str, str]:
    """All groups: uuid by name."""
    return {str(row["name"]): uuid for uuid, row in view.rows.get("HA_Chassis_Group", {}).items()}


def _by(view: View, values: Values) -> str:
    return GROUP if said(values, "group") or _group_key(view, values) is not None else OWN


def _group(view: View, values: Values) -> str:
    key = _group_key(view, values)
    return next((name for name, uuid in _groups(view).items() if uuid == key), said(values, "port"))


def _is_group(_: View, values: Values) -> bool:
    return said(values, "by") == GROUP


def _networks(port: RouterPort | None, view: View) -> tuple[str, ...]:
    return outer_networks(view, port.switch.key) if port is not None and port.switch is not None else ()


def _chassis(view: View, values: Values) -> str:
    """As it is now; for a port without candidates some that reach the outer network."""
    port = _port(view, values)
    if port is None:
        return ""
    if port.candidates:
        return "\n".join(labels_of(view, (one.chassis_name for one in port.candidates)))
    return "\n".join(proposed_gateways(view, _networks(port, view)))


def _chassis_fault(_: View, values: Values) -> str | None:
    labels = lines(values, "chassis")
    return "a chassis stands here twice" if len(set(labels)) < len(labels) else None


def _members(view: View, uuids: Iterable[str], table: str, port: str) -> list[Member]:
    rows = view.rows.get(table, {})
    there = [uuid for uuid in uuids if uuid in rows]
    names = [str(rows[uuid]["chassis_name"]) for uuid in there]
    return [
        Member(name, label, int(rows[uuid]["priority"]), uuid, rows[uuid].get("name") == f"{port}-{name}")
        for uuid, name, label in zip(there, names, labels_of(view, names), strict=True)
    ]


def _change(wanted: list[Member], there: list[Member]) -> tuple[list[Member], list[Member]]:
    """Those that are new or get another priority, and those that go. Where the order stays as it is nobody
    gets another one."""
    known = {one.chassis: one for one in there}
    order = [one.chassis for one in sorted(there, key=lambda one: -one.priority)]
    if order == [one.chassis for one in wanted] and len({one.priority for one in there}) == len(there):
        return [], []
    kept = [
        Member(one.chassis, one.label, one.priority, known[one.chassis].uuid, known[one.chassis].own_name)
        if one.chassis in known
        else one
        for one in wanted
    ]
    chosen = {one.chassis for one in wanted}
    return (
        [one for one in kept if one.chassis not in known or known[one.chassis].priority != one.priority],
        [one for one in there if one.chassis not in chosen],
    )


def _acts(view: View, values: Values, name: str, wanted: list[Member]) -> Iterator[Act]:
    row, group_key = _row(view, values), _group_key(view, values)
    own_uuids = [uuid for _, uuid in elements(row["gateway_chassis"])] if row is not None else []
    own = _members(view, own_uuids, "Gateway_Chassis", name)
    if not _is_group(view, values):
        if group_key is not None:
            yield leave_group(name, _group(view, values))
        changed, gone = _change(wanted, own)
        if changed:
            yield set_candidates(name, changed)
        if gone:
            yield remove_candidates(name, gone)
        return
    group = said(values, "group")
    there = _groups(view).get(group)
    if there is None:
        yield add_group(group, wanted, name)
    else:
        uuids = [uuid for _, uuid in elements(view.rows["HA_Chassis_Group"][there]["ha_chassis"])]
        changed, gone = _change(wanted, _members(view, uuids, "HA_Chassis", name))
        if changed or gone:
            yield change_group(group, changed, gone)
        if there != group_key:
            yield use_group(name, group, there)
    if own:
        yield remove_candidates(name, own)


def _order(view: View, values: Values) -> Wish:
    port, labels = _port(view, values), lines(values, "chassis")
    assert port is not None  # the form says so
    wanted = ordered(view, labels)
    acts = tuple(_acts(view, values, port.name, wanted))
    first = labels[0]
    now = port.active.name if port.active is not None else None
    meaning = [
        f"{first} stays the active gateway"
        if now == first
        else f"{first} becomes the active gateway of {port.name}"
    ]
    if len(labels) > 1:
        meaning.append(f"{and_list(labels[1:])} stand in, in this order, when it is gone")
    router = port.router.key if port.router is not None else ""
    leaving = [
        f"{nat.logical_ip} leaves through {nat.external_ip} on {first}"
        for nat in (view.cloud.nats[key] for key in view.cloud.nats_of_router(router))
        if nat.type == "snat" and (nat.gateway_port is None or nat.gateway_port.key == port.key)
    ]
    warnings = [*gateway_warnings(view, labels, _networks(port, view))]
    if now is not None and now != first:
        warnings.append(f"connections through {now} that are tracked there may have to be made anew")
    return Wish(
        acts=acts,
        meaning=(*meaning, *leaving),
        warnings=tuple(warnings),
        shows=("router_port", port.name),
    )


RECIPES: Final = (
    Recipe(
        name="gateway-priorities",
        title="Order the gateways",
        summary="The chassis that may hold a router port, the first one before the others.",
        subject="router_port",
        target="port",
        fields=(
            Field(
                name="port",
                label="Router port",
                help="the router port that leads outside",
                required=True,
                offers=offers_of("router_port"),
                check=existing("router_port", "port"),
            ),
            Field(
                name="chassis",
                label="Chassis",
                help="in falling priority: the first one that lives holds the gateway",
                kind="order",
                required=True,
                default=_chassis,
                offers=lambda view, values: gateway_offers(
                    view, _networks(_port(view, values), view), _port(view, values)
                ),
                check=_chassis_fault,
                is_offered=lambda view, values, text: is_candidate(view, text, _port(view, values)),
            ),
            Field(
                name="by",
                label="Kept as",
                help="own: the port's own (Gateway_Chassis); group: one for several ports (HA_Chassis_Group)",
                kind="choice",
                required=True,
                default=_by,
                offers=any_of(OWN, GROUP),
            ),
            Field(
                name="group",
                label="Group",
                help="the group's name, one that is there or a new one",
                required=True,
                default=_group,
                offers=lambda view, _: map(Offer, sorted(_groups(view))),
                check=lambda _, values: name_fault(said(values, "group")),
                applies=_is_group,
            ),
        ),
        wish=_order,
        queries=_queries,
    ),
)
