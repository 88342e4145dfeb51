"""A thousand row changes a second: what they cost, whether we keep up, and whether we grow."""

import json
import time
from collections.abc import Iterator
from typing import Final

from bench.measure.changes import Visible
from bench.measure.opening import loaded, thought_ahead
from bench.measure.proc import cpu_seconds, resident_mb
from bench.measure.programs import Helper, python
from bench.measure.samples import percentile
from bench.measure.terminal import Terminal
from bench.report import Table
from bench.run import Run

RATE: Final = 1000
_WARM: Final = 3.0  # seconds until caches and heap have found their size


def measure(run: Run) -> Iterator[Table]:
    """One table: a line for each page that was on top."""
    yield Table(
        f"{RATE:,} row changes/s for {run.seconds:g} s, {run.size.name}",
        "≤ 10 % of a core, no backlog, ≤ 5 MB growth",
        [
            "on top",
            "changes/s",
            "CPU of a core",
            "growth MB",
            "thought ahead before, MB",
            "a commit on screen meanwhile, p50 / p99 ms",
            "a commit right after, ms",
        ],
        [_rain(run, page) for page in ("overview", "ports")],
        "Once all is loaded the console makes ready, for some 20 s, what sorting and filtering the ports "
        "will ask for. The rain begins after that.",
    )


def _rain(run: Run, page: str) -> list[str]:
    with loaded(run.size) as (servers, console, client):
        port = Visible(console, client) if page == "ports" else None
        thought = resident_mb(console.pid)
        thought_ahead(console)
        thought = resident_mb(console.pid) - thought
        if page == "overview":
            console.send(b"1")
            console.quiet(0.4)
        rain = Helper(python("bench.programs.churn", servers.northbound.remote, str(RATE)))
        rain.ready()
        console.listen(_WARM)
        cpu, memory, began = cpu_seconds(console.pid), resident_mb(console.pid), time.perf_counter()
        took = _watch(console, run.seconds, port)
        seconds = time.perf_counter() - began
        cpu, memory = cpu_seconds(console.pid) - cpu, resident_mb(console.pid) - memory
        said = json.loads(rain.end())
        behind = port.change() if port is not None else None
    return [
        page,
        f"{said['answered'] / said['seconds']:,.0f}",
        f"{cpu / seconds:.1%}",
        f"{memory:+.1f}",
        f"{thought:.1f}",
        f"{percentile(took, 50) * 1e3:.1f} / {percentile(took, 99) * 1e3:.1f}" if took else "–",
        f"{behind * 1e3:.1f}" if behind is not None else "–",
    ]


def _watch(console: Terminal, seconds: float, port: Visible | None) -> list[float]:
    """Look on for so long, and at one port's changes four times a second."""
    took = []
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if port is not None:
            took.append(port.change())
        console.listen(min(left, 0.25))
    return took
