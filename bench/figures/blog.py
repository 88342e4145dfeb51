"""From exec to the live overview of a small cloud: two hypervisors, a router, a gateway."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.clouds import Files
from bench.measure.opening import opening
from bench.measure.peers import beside
from bench.measure.programs import ROOT, Cost, program
from bench.measure.samples import take_turns
from bench.measure.screen import Screen
from bench.measure.servers import serving
from bench.measure.views import is_live
from bench.report import Table, costs
from bench.run import Run

_FILES: Final = Path(ROOT) / "tests" / "data" / "blog"
_SHOW: Final = "ovn-nbctl show"


def measure(run: Run) -> Iterator[Table]:
    """One table."""
    found: dict[str, list[Cost]] = defaultdict(list)
    with serving(Files(_FILES / "nb.backup.db", _FILES / "sb.backup.db")) as servers:
        show = beside(servers, [program("ovn-nbctl"), f"--db={servers.northbound.remote}", "show"])
        ours = {
            "ovntui, overview drawn and live": lambda: opening(servers, "overview", [_drawn]),
            _SHOW: show,
        }
        for _, name, cost in take_turns(2 * run.rounds, ours):
            found[name].append(cost)
    yield costs("Start → live screen on the blog's cloud", "≤ 0.35 s", found, ())


def _drawn(screen: Screen) -> bool:
    return is_live(screen) and any(line.split()[:3] == ["│", "switches", "2"] for line in screen.lines())
