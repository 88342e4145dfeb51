"""From exec to the first screen that is of use: the overview's counts, a screenful of switches with names, of
chassis. Beside these stands when all of them are there, which a longer list takes longer for."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from bench import clouds
from bench.made.layout import Size
from bench.measure.opening import opening
from bench.measure.peers import beside
from bench.measure.programs import Cost, program
from bench.measure.samples import take_turns
from bench.measure.screen import Screen
from bench.measure.servers import Servers, serving
from bench.measure.views import begun, overview, whole
from bench.report import Table, costs
from bench.run import Run

SHOW: Final = "ovn-nbctl show"


def measure(run: Run) -> Iterator[Table]:
    """A table a size."""
    for size in run.sizes:
        found: dict[str, list[Cost]] = defaultdict(list)
        with serving(clouds.files(size)) as servers:
            for _, name, cost in take_turns(run.rounds_at(size), _what(size, servers)):
                found[name].append(cost)
        yield costs(
            f"First useful screen, {size.name}",
            "≤ 1/6 of `ovn-nbctl show` at L; XL ≤ 1.5 × L",
            found,
            (SHOW,),
        )


def _what(size: Size, servers: Servers) -> Mapping[str, Callable[[], Cost]]:
    north = servers.northbound.remote
    pages: dict[str, tuple[str, Callable[[Screen], bool]]] = {
        "overview": ("overview", overview(size)),
        "switches": ("switches", begun(size.switches)),
        "chassis": ("chassis", begun(size.chassis)),
        "every switch": ("switches", whole(size.switches)),
        "every chassis": ("chassis", whole(size.chassis)),
    }
    return {
        **{
            f"ovntui, {what}": partial(opening, servers, page, [seen]) for what, (page, seen) in pages.items()
        },
        SHOW: beside(servers, [program("ovn-nbctl"), f"--db={north}", "show"]),
        "python, nothing at all": beside(servers, [sys.executable, "-c", "pass"]),
    }
