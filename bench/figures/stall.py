"""How long the event loop stands still while everything is loaded: nothing could be typed meanwhile."""

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench import clouds
from bench.measure.programs import python
from bench.measure.samples import take_turns
from bench.measure.servers import Servers, folder, serving
from bench.measure.terminal import terminal
from bench.measure.views import bound, is_live
from bench.report import Table, delays
from bench.run import Run


def measure(run: Run) -> Iterator[Table]:
    """One table at one size: the longest stalls of each start."""
    size = run.size
    longest: dict[str, list[float]] = {}
    with serving(clouds.files(size)) as servers:
        turns = {page: partial(_open, servers, page, run) for page in ("ports", "overview")}
        for _, page, (shown, hidden) in take_turns(run.rounds, turns):
            longest.setdefault(f"{page}: after the console's first picture", []).append(shown)
            longest.setdefault(f"{page}: before it", []).append(hidden)
    yield delays(f"Longest stall of the event loop while loading, {size.name}", "≤ 50 ms", longest)


def _open(servers: Servers, page: str, run: Run) -> tuple[float, float]:
    """The longest stall once something was on the screen, and the longest before."""
    with folder() as place:
        report = Path(place) / "report"
        remotes = (servers.northbound.remote, servers.southbound.remote)
        with terminal(python("bench.programs.console", *remotes, page, str(report))) as console:
            drawn = console.until(lambda screen: "ovntui" in screen.line(0), "the console's first picture")
            console.until(bound(run.size) if page == "ports" else is_live, f"{page} with all it has")
            console.quiet(0.3)
            left = time.perf_counter()  # leaving, the console waits for its threads
        stalls = [(at, took) for at, took in json.loads(report.read_text())["stalls"] if at + took < left]
    after = [seconds for began, seconds in stalls if began + seconds > drawn]
    return max(after, default=0.0), max((s for began, s in stalls if began + s <= drawn), default=0.0)
