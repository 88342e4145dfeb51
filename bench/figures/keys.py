"""From a key to the painted line, in a table of every port: idle, while loading, while changes rain."""

from collections.abc import Callable, Iterator
from typing import Final

from bench import clouds
from bench.measure.keys import press, run_down
from bench.measure.programs import Helper, ovntui, python
from bench.measure.screen import Screen
from bench.measure.servers import Servers, serving
from bench.measure.terminal import DOWN, PAGE_DOWN, terminal
from bench.measure.views import BODY, bound, count_shown, has_rows, is_live
from bench.report import Table, delays
from bench.run import Run

RATE: Final = 1000
"""Row changes a second."""
_PRESSES: Final = 300


def measure(run: Run) -> Iterator[Table]:
    """One table at one size."""
    size, found = run.size, dict[str, list[float]]()
    rows, pages = (min(_PRESSES, count - 2) for count in (size.ports, size.ports // len(BODY)))
    with serving(clouds.files(size)) as servers:
        for page, seen in (("ports", has_rows), ("switches", has_rows)):
            loading: list[float] = []
            for _ in range(run.rounds):
                loading += _while_loading(servers, page, seen)
            found[f"a row, {page} while all is loading"] = loading
        with terminal(ovntui("--screen", "ports", *servers.flags)) as console:
            console.until(bound(size), "every port and binding")
            console.quiet(0.4)
            found["a row, idle"] = run_down(console, DOWN, rows)
            found["a page, idle"] = run_down(console, PAGE_DOWN, pages)
            rain = Helper(python("bench.programs.churn", servers.northbound.remote, str(RATE)))
            rain.ready()
            console.listen(1.0)
            found[f"a row, at {RATE:,} changes/s"] = run_down(console, DOWN, rows)
            found[f"a page, at {RATE:,} changes/s"] = run_down(console, PAGE_DOWN, pages)
            rain.end()
    yield delays(
        f"Key → paint, {size.ports:,} ports",
        "p95 ≤ 5 ms a row, ≤ 20 ms a page; p99 ≤ 50 ms in every case",
        found,
    )


def _while_loading(servers: Servers, page: str, seen: Callable[[Screen], bool]) -> list[float]:
    """Keys pressed from the first rows on until both databases are there."""
    took: list[float] = []
    with terminal(ovntui("--screen", page, *servers.flags)) as console:
        console.until(seen, f"the first {page}")
        while not is_live(console.screen) and len(took) < count_shown(console.screen) - 2:
            took.append(press(console, DOWN))
    return took
