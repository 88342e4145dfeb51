"""What is done to logical routers, their ports, routes and policies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import keys_set

_ROUTER = "Logical_Router"


def add_router(name: str, options: Mapping[str, str] | None = None) -> Act:
    """A router of that name, with options (chassis …: ovn-nb(5), Logical_Router)."""
    chosen = dict(options or {})

    def commands(nb: Api) -> Iterator[Command]:
        columns = {"options": chosen} if chosen else {}
        yield nb.lr_add(name, **columns)

    words: list[tuple[str, ...]] = [("lr-add", name)]
    if chosen:
        words.append(("set", _ROUTER, name, *keys_set("options", chosen.items())))
    return Act(f"add router {name}", commands, tuple(words))


def add_router_port(router: str, name: str, mac: str, networks: Sequence[str]) -> Act:
    """A port of a router, with its own addresses and the networks that they are in ("172.16.0.1/24")."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lrp_add(router, name, mac, list(networks))

    words = ("lrp-add", router, name, mac, *networks)
    return Act(f"add port {name} to router {router}: {', '.join(networks)}", commands, (words,))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticRoute:
    """A static route (ovn-nb(5), Logical_Router_Static_Route). policy is "dst-ip", "src-ip" or "", which
    OVN takes for dst-ip; nexthop an address or "discard"; table "" the main one; port the router port to
    leave by, "" for the one that reaches nexthop."""

    prefix: str
    nexthop: str
    policy: str = ""
    table: str = ""
    port: str = ""

    def __str__(self) -> str:
        through = f" by {self.port}" if self.port else ""
        source = "from " if self.policy == "src-ip" else ""
        table = f" in table {self.table}" if self.table else ""
        via = "nowhere" if self.nexthop == "discard" else f"via {self.nexthop}"
        return f"{source}{self.prefix} {via}{through}{table}"

    def words(self, command: str, router: str) -> tuple[str, ...]:
        """As lr-route-add and lr-route-del take it."""
        options = (
            *((f"--policy={self.policy}",) if self.policy else ()),
            *((f"--route-table={self.table}",) if self.table else ()),
        )
        port = (self.port,) if self.port else ()
        return (*options, command, router, self.prefix, self.nexthop, *port)


def add_route(router: str, route: StaticRoute, beside: bool = False) -> Act:
    """A static route; beside others of the same prefix where one says so (equal-cost multi-path)."""

    def commands(nb: Api) -> Iterator[Command]:
        row = nb.lr_route_add(
            router,
            route.prefix,
            route.nexthop,
            port=route.port or None,
            policy=route.policy or [],
            route_table=route.table,
            ecmp=beside,
        )
        yield row
        if "/" not in route.prefix:  # ovn-nbctl writes a host's address alone, ovsdbapp with its length
            yield nb.db_set("Logical_Router_Static_Route", row.result, ("ip_prefix", route.prefix))

    words = (*(("--ecmp",) if beside else ()), *route.words("lr-route-add", router))
    return Act(f"add route {route} to router {router}", commands, (words,))


def remove_route(router: str, uuid: str, route: StaticRoute, alone: bool = True) -> Act:
    """Take a static route, by uuid, from its router. alone says that the router has no other one of the same
    prefix and next hop, so that lr-route-del takes just this."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_remove(_ROUTER, router, "static_routes", UUID(uuid))
        yield nb.db_destroy("Logical_Router_Static_Route", uuid)

    exact = ("remove", _ROUTER, router, "static_routes", uuid)
    words = (route.words("lr-route-del", router) if alone else exact,)
    return Act(f"remove route {route} from router {router}", commands, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A routing policy (ovn-nb(5), Logical_Router_Policy). The highest priority whose match holds decides;
    nexthops are those of a reroute, used in turn."""

    priority: int
    match: str
    action: str
    nexthops: tuple[str, ...] = ()

    def __str__(self) -> str:
        through = f" via {', '.join(self.nexthops)}" if self.nexthops else ""
        return f"{self.priority} {self.action}{through} where {self.match}"


def add_policy(router: str, policy: Policy) -> Act:
    """A routing policy of a router."""

    def commands(nb: Api) -> Iterator[Command]:
        columns = {"nexthops": list(policy.nexthops)} if policy.nexthops else {}
        yield nb.lr_policy_add(router, policy.priority, policy.match, policy.action, **columns)

    nexthops = (",".join(policy.nexthops),) if policy.nexthops else ()
    words = ("lr-policy-add", router, str(policy.priority), policy.match, policy.action, *nexthops)
    return Act(f"add policy {policy} to router {router}", commands, (words,))


def remove_policy(router: str, uuid: str, policy: Policy) -> Act:
    """Take a routing policy, by uuid, from its router."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_remove(_ROUTER, router, "policies", UUID(uuid))
        yield nb.db_destroy("Logical_Router_Policy", uuid)

    words = ("lr-policy-del", router, uuid)
    return Act(f"remove policy {policy} from router {router}", commands, (words,))
