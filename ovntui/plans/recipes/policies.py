"""Routing policies of routers: add and remove."""

from collections.abc import Iterable, Iterator
from typing import Final

from ovntui.cloud.cloud import Cloud
from ovntui.plans.acts.routers import Policy, add_policy, remove_policy
from ovntui.plans.addresses import address_fault, bare
from ovntui.plans.match import fault_of
from ovntui.plans.recipe import Field, Offer, Query, Recipe, Values, View, Wish, any_of, lines
from ovntui.plans.recipes.joining import networks_of_router
from ovntui.plans.recipes.routers import router_field, router_key
from ovntui.plans.recipes.things import handle, listed, meant, said, whole
from ovntui.plans.values import EMPTY, Columns, elements

REROUTE: Final = "reroute"


def _queries(cloud: Cloud, values: Values) -> Iterable[Query]:
    """The router's policies, which the console does not watch."""
    router = router_key(View(cloud), values)
    if router is None:
        return
    columns = ("priority", "match", "action", "nexthop", "nexthops")
    yield Query("Logical_Router", ("policies",), [["_uuid", "==", ["uuid", router]]])
    yield Query("Logical_Router_Policy", columns, of=("Logical_Router", "policies"))


def _policies(view: View, values: Values) -> dict[str, Policy]:
    """Those of the router by uuid, the highest priority first."""
    router, rows = router_key(view, values), view.rows.get("Logical_Router_Policy", {})
    owner = view.rows.get("Logical_Router", {}).get(router or "")
    if owner is None:
        return {}
    found = {uuid: _policy(rows[uuid]) for _, uuid in elements(owner["policies"]) if uuid in rows}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].priority, str(pair[1]), pair[0])))


def _policy(row: Columns) -> Policy:
    nexthops = elements(row.get("nexthops", EMPTY)) or elements(row.get("nexthop", EMPTY))
    return Policy(
        priority=int(row["priority"]), match=str(row["match"]), action=str(row["action"]), nexthops=nexthops
    )


def _priority(view: View, values: Values) -> str:
    """Behind all others, with room in between."""
    last = min((policy.priority for policy in _policies(view, values).values()), default=1010)
    return str(max(last - 10, 0))


def _match_fault(view: View, values: Values) -> str | None:
    match, priority = said(values, "match"), said(values, "priority")
    if fault := fault_of(match):
        return fault
    same = (str(one.priority) == priority and one.match == match for one in _policies(view, values).values())
    return f"there is a policy {priority} where {match} already" if any(same) else None


def _matches(view: View, values: Values) -> Iterator[Offer]:
    router = router_key(view, values)
    for network, name in networks_of_router(view, router) if router is not None else ():
        yield Offer(f"ip{network.version}.src == {network}", f"what comes from {name}'s network")


def _is_reroute(_: View, values: Values) -> bool:
    return said(values, "action") == REROUTE


def _nexthops_fault(_: View, values: Values) -> str | None:
    hops = lines(values, "nexthops")
    if fault := next((fault for hop in hops if (fault := address_fault(hop))), None):
        return fault
    if len({ip.version for hop in hops if (ip := bare(hop))}) > 1:
        return "either IPv4 or IPv6, not both"
    return "the same stands here twice" if len({bare(hop) for hop in hops}) < len(hops) else None


def _add(view: View, values: Values) -> Wish:
    router = said(values, "router")
    key = router_key(view, values)
    assert key is not None  # the form says so
    policy = Policy(
        priority=int(said(values, "priority")),
        match=said(values, "match"),
        action=said(values, "action"),
        nexthops=tuple(str(bare(hop)) for hop in lines(values, "nexthops")),
    )
    does = {
        "allow": "goes by the routes as usual",
        "drop": "is dropped",
        REROUTE: f"leaves via {' or '.join(policy.nexthops)}, whatever the routes say",
    }[policy.action]
    higher = [one for one in _policies(view, values).values() if one.priority > policy.priority]
    meaning = [f"what {router} forwards where {policy.match} {does}"]
    if higher:
        meaning.append(f"{len(higher)} of higher priority decide before it")
    networks = [network for network, _ in networks_of_router(view, key)]
    lost = [hop for hop in policy.nexthops if not any(bare(hop) in network for network in networks)]
    warnings = tuple(f"{hop} is in no network of {router}: OVN ignores it" for hop in lost)
    act = add_policy(handle(view, "router", router), policy)
    return Wish(acts=(act,), meaning=tuple(meaning), warnings=warnings, shows=("router", router))


def _policy_offers(view: View, values: Values) -> Iterator[Offer]:
    return listed(_written(view, values))


def _written(view: View, values: Values) -> dict[str, str]:
    return {uuid: str(policy) for uuid, policy in _policies(view, values).items()}


def _remove(view: View, values: Values) -> Wish:
    router, uuid = said(values, "router"), meant(_written(view, values), said(values, "policy"))
    assert uuid is not None  # the form says so
    policy = _policies(view, values)[uuid]
    meaning = f"what {router} forwards where {policy.match} goes by other policies, or by the routes"
    act = remove_policy(handle(view, "router", router), uuid, policy)
    return Wish(acts=(act,), meaning=(meaning,), shows=("router", router))


RECIPES: Final = (
    Recipe(
        name="add-policy",
        title="Add a routing policy",
        summary="A rule of a router that decides before its routes do.",
        subject="router",
        target="router",
        rows="Logical_Router_Policy",
        fields=(
            router_field(),
            Field(
                name="priority",
                label="Priority",
                help="0 to 32767; the highest whose match holds decides",
                required=True,
                default=_priority,
                check=whole("priority", 0, 32767, "a priority"),
            ),
            Field(
                name="match",
                label="Match",
                help='which packets, in OVN\'s language: ip4.src == 172.16.0.0/24 && inport == "lr-ls"',
                required=True,
                offers=_matches,
                check=_match_fault,
            ),
            Field(
                name="action",
                label="Action",
                help="allow: go by the routes; drop; or reroute, via other routers",
                kind="choice",
                required=True,
                default=lambda _, __: REROUTE,
                offers=any_of("allow", "drop", REROUTE),
            ),
            Field(
                name="nexthops",
                label="Via",
                help="the addresses of the next routers, a line each, used in turn",
                kind="many",
                required=True,
                check=_nexthops_fault,
                applies=_is_reroute,
            ),
        ),
        wish=_add,
        queries=_queries,
    ),
    Recipe(
        name="remove-policy",
        title="Remove a routing policy",
        summary="Take a routing policy from a router.",
        subject="router",
        target="router",
        fields=(
            router_field(),
            Field(
                name="policy",
                label="Policy",
                help="the policy, as it is listed or by uuid",
                kind="choice",
                required=True,
                offers=_policy_offers,
            ),
        ),
        wish=_remove,
        queries=_queries,
    ),
)
