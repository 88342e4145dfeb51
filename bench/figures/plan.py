"""What a plan costs beside a small and a large cloud: to be made, applied, undone."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench import clouds
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
from ovntui.settings import Settings

_TIMES: Final = 40
_WARM: Final = 5

_Steps = dict[str, list[float]]


def measure(run: Run) -> Iterator[Table]:
    """One table over all sizes."""
    by_size = {}
    for size in run.sizes:
        with serving(clouds.files(size)) as servers:
            by_size[size.name] = asyncio.run(_measure(servers))
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
        f"through to a disk takes as long as the disk does, twice, at every size. Medians of {_TIMES}.",
    )


async def _measure(servers: Servers) -> _Steps:
    settings = Settings(parse_remotes(servers.northbound.remote), parse_remotes(servers.southbound.remote))
    found: _Steps = {}
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        async with Deployment(settings) as deployment:
            await deployment.loaded()
            planner, journal = Planner(deployment, "bench"), Journal(Path(folder) / "journal.jsonl")
            writer = Writer(deployment, Gate(), journal)
            for name, act in _acts(deployment).items():
                for number in range(_WARM + _TIMES):
                    times = await _once(planner, writer, act(number))
                    if number >= _WARM:
                        for part, seconds in times.items():
                            found.setdefault(f"{name}: {part}", []).append(seconds)
    return found


async def _once(planner: Planner, writer: Writer, act: Act) -> dict[str, float]:
    began = time.perf_counter()
    plan = await planner.plan(Wish(acts=(act,)), "bench", "Bench", {})
    await _apply(writer, plan)
    applied = time.perf_counter()
    await _apply(writer, await undo(planner, Entry(plan, 0.0, "", standing="applied")))
    return {"made and applied": applied - began, "undone": time.perf_counter() - applied}


async def _apply(writer: Writer, plan: Plan) -> None:
    outcome = await writer.apply(plan)
    if outcome.verdict != "applied":
        raise RuntimeError(f"{plan.sentences}: {outcome}")


def _acts(deployment: Deployment) -> dict[str, Callable[[int], Act]]:
    """What operators do most, on the first switch and router by name."""
    cloud = deployment.cloud
    switch = min(cloud.switches)
    router = min(cloud.routers)
    port = min(cloud.ports_of_switch(switch))

    def act(make: Callable[[Api], Command]) -> Act:
        def commands(nb: Api) -> Iterator[Command]:
            yield make(nb)

        return Act("measure", commands, ())

    return {
        "add a switch": lambda n: act(lambda nb: nb.ls_add(f"bench-{n}")),
        "attach a port": lambda n: act(lambda nb: nb.lsp_add(switch, f"bench-{n}")),
        "change a port": lambda _: act(lambda nb: nb.lsp_set_addresses(port, ["dynamic"])),
        "remove a port": lambda _: act(lambda nb: nb.lsp_del(port, switch)),
        "add a NAT rule": lambda _: act(
            lambda nb: nb.lr_nat_add(router, "dnat_and_snat", "198.51.100.1", "10.99.0.1")
        ),
    }
