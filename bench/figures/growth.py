"""How loading and painting grow from the smallest cloud to the largest; drawn where a page is written."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import log
from typing import Final

from bench import clouds
from bench.chart import log_log
from bench.made.layout import Size
from bench.measure.keys import run_down
from bench.measure.opening import loaded, milestones
from bench.measure.peers import beside
from bench.measure.programs import Cost, program
from bench.measure.samples import median, take_turns
from bench.measure.servers import Servers, serving
from bench.measure.terminal import DOWN
from bench.measure.views import bound, overview, whole
from bench.report import Table
from bench.run import Run

PICTURE: Final = "growth.svg"
_KEYS: Final = 100
_ROUNDS: Final = 3
_PAINT: Final = "key → paint, a row"


def measure(run: Run) -> Iterator[Table]:
    """One table, and the picture of it."""
    found: dict[str, list[tuple[float, float]]] = {}
    for size in run.sizes:
        walls: dict[str, list[float]] = {}
        with serving(clouds.files(size)) as servers:
            for _, names, several in take_turns(min(_ROUNDS, run.rounds_at(size)), _what(size, servers)):
                for name, cost in zip(names.split(" | "), several, strict=True):
                    walls.setdefault(name, []).append(cost.wall)
        with loaded(size) as (_, console, _):
            walls[_PAINT] = run_down(console, DOWN, min(_KEYS, size.ports - 2))
        for name, seconds in walls.items():
            found.setdefault(name, []).append((size.ports, median(seconds) * 1e3))
    if run.pictures is not None:
        (run.pictures / PICTURE).write_text(log_log(found, "ports", "ms"), encoding="utf-8")
    yield Table(
        "Growth",
        "loading no steeper than linear (slope 1), painting flat (slope 0)",
        ["ms", *(f"{size.name}, {size.ports:,} ports" for size in run.sizes), "slope at the end"],
        [[name, *(f"{ms:,.1f}" for _, ms in series), _slope(series)] for name, series in found.items()],
        f"![growth, both axes logarithmic]({PICTURE})" if run.pictures is not None else "",
    )


def _what(size: Size, servers: Servers) -> Mapping[str, Callable[[], list[Cost]]]:
    show = beside(servers, [program("ovn-nbctl"), f"--db={servers.northbound.remote}", "show"])
    ports = [whole(size.ports), bound(size)]
    return {
        "overview": partial(milestones, servers, "overview", [overview(size)]),
        "every port | every binding": partial(milestones, servers, "ports", ports),
        "ovn-nbctl show": lambda: [show()],
    }


def _slope(series: list[tuple[float, float]]) -> str:
    """Between the two largest sizes, on logarithmic axes."""
    if len(series) < 2:
        return "–"
    (x1, y1), (x2, y2) = series[-2:]
    return f"{log(y2 / y1) / log(x2 / x1):.2f}"
