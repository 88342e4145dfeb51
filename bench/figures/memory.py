"""Memory with everything loaded, and what one more port costs."""

from collections.abc import Iterator

from bench import clouds
from bench.made.layout import Size
from bench.measure.peers import beside
from bench.measure.proc import peak_mb, resident_mb
from bench.measure.programs import ovntui, program
from bench.measure.samples import median
from bench.measure.servers import Servers, serving
from bench.measure.terminal import terminal
from bench.measure.views import bound
from bench.report import Table
from bench.run import Run


def measure(run: Run) -> Iterator[Table]:
    """One table over all sizes."""
    rows: list[list[str]] = []
    smaller: tuple[Size, float] | None = None
    for size in run.sizes:
        with serving(clouds.files(size)) as servers:
            north, south = servers.northbound.remote, servers.southbound.remote
            found = [_open(servers, size) for _ in range(run.rounds_at(size))]
            nbctl = beside(servers, [program("ovn-nbctl"), f"--db={north}", "show"])().peak
            sbctl = beside(servers, [program("ovn-sbctl"), f"--db={south}", "show"])().peak
        peak, resident = (median([both[at] for both in found]) for at in (0, 1))
        margin = "–"
        if smaller is not None:
            margin = f"{(peak - smaller[1]) * 1e3 / (size.ports - smaller[0].ports):.2f}"
        rows.append(
            [size.name, *(f"{mb:.0f}" for mb in (peak, resident)), margin, f"{nbctl:.0f} + {sbctl:.0f}"]
        )
        smaller = (size, peak)
    yield Table(
        "Memory with northbound and southbound loaded",
        "≤ 200 MB at L; ≤ 2 kB a port at the margin",
        ["", "peak MB", "afterwards MB", "kB for one more port", "ovn-nbctl show + ovn-sbctl show, MB"],
        rows,
    )


def _open(servers: Servers, size: Size) -> tuple[float, float]:
    with terminal(ovntui("--screen", "ports", *servers.flags)) as console:
        console.until(bound(size), "every port and binding")
        console.quiet(0.4)
        return peak_mb(console.pid), resident_mb(console.pid)
