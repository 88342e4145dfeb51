"""Routers, their connections, routes and policies: plan, printed commands and undo agree."""

import pytest

from tests.plans.places import CLOUD, HOSTS, INNER, KVM1, ROUTER, nb
from tests.plans.twin import proves

ROUTES = (
    nb(
        "lr-route-add lr-ext 0.0.0.0/0 10.10.10.1",
        "--policy=src-ip lr-route-add lr-ext 10.1.0.0/16 10.10.10.2",
    ),
    nb("--policy=dst-ip lr-route-add lr-ext 10.1.0.0/16 10.10.10.2 lr-ext-ls-ext"),
    nb("--route-table=t lr-route-add lr-ext 10.2.0.0/16 discard"),
)
POLICIES = (
    (
        "ovn-nbctl",
        "lr-policy-add",
        "lr-ext",
        "100",
        "ip4.src == 172.16.0.7",
        "reroute",
        "10.10.10.2,10.10.10.3",
    ),
    ("ovn-nbctl", "lr-policy-add", "lr-ext", "100", "ip4.src == 172.16.0.8", "drop"),
)


async def test_connect() -> None:
    plan = await proves("connect", {"switch": "ls-int", "router": "lr"}, INNER, nb("lr-add lr"))
    port, own = (
        next(c.after for c in plan.steps[0].changes if c.table == table and c.before is None)
        for table in ("Logical_Switch_Port", "Logical_Router_Port")
    )
    assert port is not None
    assert own is not None
    assert (port["name"], port["type"], port["addresses"]) == ("ls-int-lr", "router", ("set", ("router",)))
    assert port["options"] == ("map", (("router-port", "lr-ls-int"),))
    assert (own["name"], own["networks"]) == ("lr-ls-int", ("set", ("172.16.0.1/24",)))


async def test_connect_an_outer_switch() -> None:
    values = {
        "switch": "ls-ext",
        "router": "lr-2",
        "networks": "10.10.10.241/24\nfd00::1/64",
        "mac": "0A:00:00:00:00:07",
    }
    plan = await proves("connect", values, *CLOUD, nb("lr-add lr-2"))
    assert any("nat-addresses=router" in word for words in plan.steps[0].words for word in words)


@pytest.mark.parametrize("values", [{}, {"chassis": "kvm1"}, {"chassis": KVM1}])
async def test_add_router(values: dict[str, str]) -> None:
    plan = await proves("add-router", {"name": "lr", **values}, *HOSTS)
    assert (f'options:chassis="{KVM1}"' in plan.steps[0].words[-1]) == bool(values)


@pytest.mark.parametrize(
    "values",
    [
        {"nexthop": "10.10.10.1"},
        {"prefix": "FD00:1::/64", "nexthop": "fd00:0::9", "port": "lr-ext-ls-ext"},
        {"prefix": "10.9.9.9", "nexthop": "10.10.10.1", "policy": "src-ip"},
        {"prefix": "10.9.9.9/32", "nexthop": "discard", "table": "t"},
    ],
)
async def test_add_route(values: dict[str, str]) -> None:
    await proves("add-route", {"router": "lr-ext", **values}, *CLOUD)


async def test_add_a_route_beside_another() -> None:
    await proves("add-route", {"router": "lr-ext", "nexthop": "10.10.10.9", "ecmp": "yes"}, *CLOUD, *ROUTES)


@pytest.mark.parametrize(
    "route",
    [
        "0.0.0.0/0 via 10.10.10.1",
        "from 10.1.0.0/16 via 10.10.10.2",
        "10.1.0.0/16 via 10.10.10.2 by lr-ext-ls-ext",
        "10.2.0.0/16 nowhere in table t",
    ],
)
async def test_remove_route(route: str) -> None:
    await proves("remove-route", {"router": "lr-ext", "route": route}, *CLOUD, *ROUTES)


@pytest.mark.parametrize(
    "values",
    [
        {"match": "ip4.src == 172.16.0.0/24", "nexthops": "10.10.10.9"},
        {"match": 'inport == "lr-ext-ls-int"', "nexthops": "10.10.10.9\n10.10.10.8", "priority": "0"},
        {"match": "ip4.dst == 9.9.9.9", "action": "drop"},
        {"match": "ip4", "action": "allow", "priority": "32767"},
    ],
)
async def test_add_policy(values: dict[str, str]) -> None:
    await proves("add-policy", {"router": "lr-ext", **values}, *CLOUD, *POLICIES)


async def test_remove_policy() -> None:
    setup = (INNER, ROUTER, *POLICIES)
    chosen = "100 reroute via 10.10.10.2, 10.10.10.3 where ip4.src == 172.16.0.7"
    await proves("remove-policy", {"router": "lr-ext", "policy": chosen}, *setup)
