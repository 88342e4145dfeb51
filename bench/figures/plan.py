"""What a plan costs beside a small and a large cloud: to be made, applied, undone."""

import asyncio
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Final

from bench import clouds
from bench.measure.client import Client
from bench.measure.samples import median
from bench.measure.servers import Servers, serving
from bench.report import Table
from bench.run import Run
from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.act import Act, Api, Command
from ovntui.plans.entry import Entry
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Wish
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from ovntui.settings import NORTHBOUND, Settings

_TIMES: Final = 40
_WARM: Final = 5
_ADD_SWITCH: Final = "add a switch"

_Steps = dict[str, list[float]]


def measure(run: Run) -> Iterator[Table]:
    """One table over all sizes, which take turns."""
    with ExitStack() as stack:
        servers = {size.name: stack.enter_context(serving(clouds.files(size))) for size in run.sizes}
        by_size = asyncio.run(_measure(servers))
    first, last = run.sizes[0].name, run.sizes[-1].name
    rows = []
    for name in by_size[first]:
        ms = [median(found[name]) * 1e3 for found in by_size.values()]
        rows.append([name, *(f"{one:.1f}" for one in ms), f"{ms[-1] / ms[0]:.2f}"])
    yield Table(
        "A plan beside the cloud's size",
        "a plan at L costs no more than 1.5 × one at S",
        ["ms", *by_size, f"{last} / {first}"],
        rows,
        "Made: fetched, drafted, guarded. Applied: to the verdict, with the journal in memory: writing it "
        f"through to a disk takes as long as the disk does, twice, at every size. The bare client "
        "sends what a plan that adds a switch sends, and reads nothing before: OVN has no index of switches' "
        "names, so the server looks through all of them to guard that the name is free. Medians of "
        f"{_TIMES}, the clouds taking turns.",
    )


async def _measure(servers: Mapping[str, Servers]) -> dict[str, _Steps]:
    found: dict[str, _Steps] = {size: {} for size in servers}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm")))
        places, clients = {}, {}
        for size, two in servers.items():
            settings = Settings(parse_remotes(two.northbound.remote), parse_remotes(two.southbound.remote))
            deployment = await stack.enter_async_context(Deployment(settings))
            await deployment.loaded()
            planner = Planner(deployment, "bench")
            writer = Writer(deployment, Gate(), Journal(folder / size))
            await _apply(writer, await planner.plan(Wish(acts=(_ROUTER,)), "bench", "Bench", {}))
            places[size] = planner, writer, _acts(deployment)
            clients[size] = stack.enter_context(Client(two.northbound.remote, NORTHBOUND))
        for name in next(iter(places.values()))[2]:
            for number in range(_WARM + _TIMES):
                if name == _ADD_SWITCH:
                    for size, client in clients.items():
                        for part, seconds in _bare(client).items():
                            if number >= _WARM:
                                found[size].setdefault(f"{name}: {part}", []).append(seconds)
                    await asyncio.sleep(0.05)  # the consoles take in what the bare clients did
                for size, (planner, writer, acts) in places.items():
                    times = await _once(planner, writer, acts[name](number))
                    if number >= _WARM:
                        for part, seconds in times.items():
                            found[size].setdefault(f"{name}: {part}", []).append(seconds)
    return found


async def _once(planner: Planner, writer: Writer, act: Act) -> dict[str, float]:
    began = time.perf_counter()
    plan = await planner.plan(Wish(acts=(act,)), "bench", "Bench", {})
    await _apply(writer, plan)
    applied = time.perf_counter()
    await _apply(writer, await undo(planner, Entry(plan, 0.0, "", standing="applied")))
    return {"made and applied": applied - began, "undone": time.perf_counter() - applied}


def _bare(client: Client) -> dict[str, float]:
    """The seconds that the server takes to add a switch for a client that knows nothing of a cloud, with the
    guard that no other has its name and without."""
    name, key = f"bare-{uuid.uuid4()}", str(uuid.uuid4())
    where = [["name", "==", name]]
    wait = {"op": "wait", "timeout": 0, "table": "Logical_Switch", "where": where, "columns": ["_uuid"]}
    guard = {**wait, "until": "==", "rows": []}
    insert = {"op": "insert", "table": "Logical_Switch", "uuid": key, "row": {"name": name}}
    delete = {"op": "delete", "table": "Logical_Switch", "where": [["_uuid", "==", ["uuid", key]]]}
    told = {"by a bare client": client.commit_seconds(guard, insert)}
    client.transact(delete)
    told["by a bare client, unguarded"] = client.commit_seconds(insert)
    client.transact(delete)
    return told


async def _apply(writer: Writer, plan: Plan) -> None:
    outcome = await writer.apply(plan)
    if outcome.verdict != "applied":
        raise RuntimeError(f"{plan.sentences}: {outcome}")


def _act(make: Callable[[Api], Command]) -> Act:
    def commands(nb: Api) -> Iterator[Command]:
        yield make(nb)

    return Act("measure", commands, ())


_ROUTER: Final = _act(lambda nb: nb.lr_add("bench"))
"""One that has as little beside every cloud: the cloud's own have more ports and rules in a larger one."""


def _acts(deployment: Deployment) -> dict[str, Callable[[int], Act]]:
    """What operators do most, on the first switch by name and on our router."""
    cloud = deployment.cloud
    switch = min(cloud.switches)
    port = min(cloud.ports_of_switch(switch))
    return {
        _ADD_SWITCH: lambda n: _act(lambda nb: nb.ls_add(f"bench-{n}")),
        "attach a port": lambda n: _act(lambda nb: nb.lsp_add(switch, f"bench-{n}")),
        "change a port": lambda _: _act(lambda nb: nb.lsp_set_addresses(port, ["dynamic"])),
        "remove a port": lambda _: _act(lambda nb: nb.lsp_del(port, switch)),
        "add a NAT rule": lambda _: _act(
            lambda nb: nb.lr_nat_add("bench", "dnat_and_snat", "198.51.100.1", "10.99.0.1")
        ),
    }
