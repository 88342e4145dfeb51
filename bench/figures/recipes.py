"""What each recipe costs beside a small and a large cloud: to be asked for, judged and drafted."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Final

from bench import clouds
from bench.measure.samples import median
from bench.measure.servers import Servers, serving
from bench.report import Table
from bench.run import Run
from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Values
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.writer import Writer
from ovntui.settings import Settings

_TIMES: Final = 41
_WARM: Final = 2

_FIRST: Final[Mapping[str, Values]] = {
    "internet": {
        "inner": "bench-in",
        "inner-address": "192.168.7.1/24",
        "ports": "bench-1 52:54:00:00:07:01 192.168.7.11\nbench-2 52:54:00:00:07:02 192.168.7.12",
        "router": "bench-r",
        "outer": "bench-out",
        "address": "198.51.100.10/24",
        "localnet": "bench-phys",
    },
    "add-switch": {"name": "bench-s", "subnet": "192.168.8.0/24"},
    "add-policy": {"router": "bench-r", "match": "ip4.src == 192.168.7.11", "action": "drop"},
    "add-listener": {"database": "nb", "port": "16641"},
    "add-acl": {"switch": "bench-in", "match": "ip4 && tcp.dst == 22", "action": "drop"},
    "add-port-group": {"name": "bench_pg", "ports": "bench-1\nbench-2"},
    "add-address-set": {"name": "bench_as", "addresses": "192.0.2.0/24"},
    "add-load-balancer": {"name": "bench-lb", "vips": "192.168.7.100:80=192.168.7.11:80,192.168.7.12:80"},
    "add-dhcp-options": {"cidr": "192.168.9.0/24"},
    "add-dns": {"switches": "bench-in", "records": "bench-1=192.168.7.11"},
    "add-qos": {"switch": "bench-in", "match": "ip4", "rate": "100000"},
    "add-mac-binding": {"port": "bench-r-bench-out", "ip": "198.51.100.9", "mac": "52:54:00:00:00:99"},
}
"""What is measured first and then applied, so that the rest has something to change that is the same beside
every cloud."""


def _rest(made: Mapping[str, str]) -> dict[str, Values]:
    acl, dns, qos = made["ACL"], made["DNS"], made["QoS"]
    dhcp, binding = made["DHCP_Options"], made["Static_MAC_Binding"]
    return {
        "attach-port": {"switch": "bench-in", "name": "bench-3"},
        "edit-port": {"port": "bench-1", "security": "52:54:00:00:07:01 192.168.7.11"},
        "set-port-enabled": {"port": "bench-1\nbench-2", "state": "disabled"},
        "set-port-security": {"port": "bench-1\nbench-2"},
        "set-dhcp": {"port": "bench-1\nbench-2", "dhcpv4": "none"},
        "connect": {"switch": "bench-s", "router": "bench-r"},
        "add-router": {"name": "bench-r2"},
        "add-route": {"router": "bench-r", "prefix": "192.0.2.0/24", "nexthop": "198.51.100.7"},
        "remove-route": {"router": "bench-r", "route": made["Logical_Router_Static_Route"]},
        "remove-policy": {"router": "bench-r", "policy": made["Logical_Router_Policy"]},
        "add-uplink": {"router": "bench-r", "address": "203.0.113.10/24", "nexthop": ""},
        "gateway-priorities": {"port": "bench-r-bench-out", "chassis": "compute-0003.example.org"},
        "add-nat": {"router": "bench-r", "type": "snat", "logical": "192.168.8.0/24"},
        "remove-nat": {"router": "bench-r", "nat": made["NAT"]},
        "remove-nat-rules": {"nat": made["NAT"]},
        "remove-listener": {"database": "nb", "target": "pssl:16641"},
        "edit-acl": {"acl": acl, "priority": "1500", "log": "yes"},
        "remove-acl": {"acl": acl},
        "edit-port-group": {"port-group": "bench_pg", "ports": "bench-1"},
        "remove-port-group": {"port-group": "bench_pg"},
        "edit-address-set": {"address-set": "bench_as", "addresses": "192.0.2.0/25"},
        "remove-address-set": {"address-set": "bench_as"},
        "edit-load-balancer": {"load-balancer": "bench-lb", "vips": "192.168.7.100:443=192.168.7.12:443"},
        "remove-load-balancer": {"load-balancer": "bench-lb"},
        "edit-dhcp-options": {"dhcp-options": dhcp, "lease-time": "7200"},
        "remove-dhcp-options": {"dhcp-options": dhcp},
        "edit-dns": {"dns": dns, "records": "bench-2=192.168.7.12"},
        "remove-dns": {"dns": dns},
        "edit-qos": {"qos": qos, "rate": "20000"},
        "remove-qos": {"qos": qos},
        "edit-mac-binding": {"mac-binding": binding, "ip": "198.51.100.8"},
        "remove-mac-binding": {"mac-binding": binding},
        "remove-switch": {"switch": "bench-in"},
        "remove-port": {"port": "bench-1\nbench-2"},
        "remove-router": {"router": "bench-r"},
        "remove-router-port": {"port": "bench-r-bench-in"},
        "set": {
            "table": "Logical_Switch_Port",
            "record": "bench-1\nbench-2",
            "column": "external_ids:owner=kim",
        },
        "create": {
            "table": "ACL",
            "into": "Logical_Switch bench-in acls",
            "column": "direction=to-lport\npriority=1000\nmatch=ip4\naction=drop",
        },
        "destroy": {"table": "Logical_Switch", "record": "bench-s"},
    }


def measure(run: Run) -> Iterator[Table]:
    """One table over all sizes, which take turns."""
    with ExitStack() as stack:
        servers = {size.name: stack.enter_context(serving(clouds.files(size))) for size in run.sizes}
        found = asyncio.run(_measure(servers))
    first, last = run.sizes[0].name, run.sizes[-1].name
    rows = []
    for name in (name for name in RECIPES if name in found):
        ms = {size: median(times) * 1e3 for size, times in found[name].items()}
        rows.append([name, *(f"{one:.1f}" for one in ms.values()), f"{ms[last] / ms[first]:.2f}"])
    yield Table(
        "Each recipe's plan beside the cloud's size",
        "a plan at L costs no more than 1.5 × one at S",
        ["ms to make it", *servers, f"{last} / {first}"],
        rows,
        "The same is asked for beside every cloud: rows fetched, proposals made, fields judged, drafted and "
        f"guarded. Medians of {_TIMES}, the clouds taking turns.",
    )


_Times = dict[str, list[float]]
"""Seconds, by the cloud's size."""


class _Place:
    """A cloud, and the plans that are made beside it."""

    def __init__(self, deployment: Deployment, journal: Path) -> None:
        self._deployment = deployment
        self._planner = Planner(deployment, "bench")
        self._writer = Writer(deployment, Gate(), Journal(journal))
        self.made: dict[str, str] = {}
        """The uuids of the rows that were added, by their table."""

    async def make(self, name: str, values: Values) -> Plan:
        """A plan."""
        return await self._planner.make(RECIPES[name], values)

    async def apply(self, plan: Plan) -> None:
        """Apply a plan, and wait until the cloud has what it made."""
        told = asyncio.Event()
        deaf = self._deployment.intake.listen(lambda _: told.set())
        outcome = await self._writer.apply(plan)
        if outcome.verdict != "applied":
            raise RuntimeError(f"{plan.sentences}: {outcome}")
        self.made |= {change.table: change.uuid for step in plan.steps for change in step.changes}
        if plan.shows is not None:
            kind, name = plan.shows
            while all(name != other for _, other in self._deployment.cloud.names(kind)):
                await told.wait()
                told.clear()
        deaf()


async def _measure(servers: Mapping[str, Servers]) -> dict[str, _Times]:
    found: dict[str, _Times] = {}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm")))
        places = {}
        for size, two in servers.items():
            settings = Settings(parse_remotes(two.northbound.remote), parse_remotes(two.southbound.remote))
            deployment = await stack.enter_async_context(Deployment(settings))
            await deployment.loaded()
            places[size] = _Place(deployment, folder / size)
        for name, values in _FIRST.items():
            found[name] = await _often(places, name, lambda _, values=values: values)
            for place in places.values():
                await place.apply(await place.make(name, values))
        asked = _rest(next(iter(places.values())).made)  # what works on hosts is not: a bench has none
        for name in asked.keys() - found.keys():
            found[name] = await _often(places, name, lambda made, name=name: _rest(made)[name])
    return found


async def _often(
    places: Mapping[str, _Place], name: str, values: Callable[[Mapping[str, str]], Values]
) -> _Times:
    times: _Times = {size: [] for size in places}
    for number in range(_WARM + _TIMES):
        for size, place in places.items():
            asked = values(place.made)
            began = time.perf_counter()
            await place.make(name, asked)
            if number >= _WARM:
                times[size].append(time.perf_counter() - began)
    return times
