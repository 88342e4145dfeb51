"""What another client's commits wait while somebody loads everything."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial

from bench import clouds
from bench.measure.peers import limit
from bench.measure.programs import Helper, ovntui, program, python
from bench.measure.programs import run as execute
from bench.measure.samples import take_turns
from bench.measure.servers import Servers, serving
from bench.measure.terminal import terminal
from bench.measure.views import bound
from bench.report import Table, delays
from bench.run import Run


def measure(run: Run) -> Iterator[Table]:
    """One table for each database at one size."""
    north: dict[str, list[float]] = {}
    south: dict[str, list[float]] = {}
    with serving(clouds.files(run.size)) as servers:
        what: dict[str, Callable[[], tuple[list[float], list[float]]]] = {
            name: partial(_beside, servers, load) for name, load in _loads(servers, run).items()
        }
        for _, name, (in_north, in_south) in take_turns(run.rounds, what):
            north.setdefault(name, []).extend(in_north)
            south.setdefault(name, []).extend(in_south)
    yield delays(f"Another client's commit in NB meanwhile, {run.size.name}", "worst ≤ 100 ms", north)
    yield delays(f"Another client's commit in SB meanwhile, {run.size.name}", "worst ≤ 100 ms", south)


def _loads(servers: Servers, run: Run) -> dict[str, Callable[[], object]]:
    def console() -> None:
        with terminal(ovntui("--screen", "ports", *servers.flags)) as opened:
            opened.until(bound(run.size), "every port and binding")

    north, south = servers.northbound.remote, servers.southbound.remote
    nbctl, sbctl, client = (program(name) for name in ("ovn-nbctl", "ovn-sbctl", "ovsdb-client"))
    return {
        "nobody loads": partial(time.sleep, 2.0),
        "ovntui": console,
        "limit reader, NB and SB": limit(servers, "all"),
        "ovn-nbctl show": partial(execute, [nbctl, f"--db={north}", "show"]),
        "ovn-sbctl show": partial(execute, [sbctl, f"--db={south}", "show"]),
        "ovsdb-client dump, NB": partial(execute, [client, "dump", north, "OVN_Northbound"]),
    }


def _beside(servers: Servers, load: Callable[[], object]) -> tuple[list[float], list[float]]:
    """The seconds of each commit that was under way while the load was."""
    helpers = [
        Helper(python("bench.programs.neighbour", server.remote, database))
        for server, database in (
            (servers.northbound, "OVN_Northbound"),
            (servers.southbound, "OVN_Southbound"),
        )
    ]
    for helper in helpers:
        helper.ready()
    began = time.perf_counter()
    load()
    ended = time.perf_counter()
    found = [json.loads(helper.end()) for helper in helpers]
    north, south = ([took for at, took in commits if began <= at + took and at <= ended] for commits in found)
    return north, south
