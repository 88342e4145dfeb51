"""Tables of what was measured, in Markdown, with the machine that it was measured on."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.measure.programs import ROOT, Cost, tool
from bench.measure.samples import median, percentile

BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"
_NARROW: Final = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """One figure: what was measured on which size of cloud, the goal it has, and the rows."""

    title: str
    goal: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """The figure as a section."""
        lines = [f"### {self.title}", "", f"Goal: {self.goal}." if self.goal else "", ""]
        lines.append("| " + " | ".join(self.headings) + " |")
        lines.append("|---|" + "---:|" * (len(self.headings) - 1))
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join([*lines, "", self.note, ""] if self.note else [*lines, ""])


def costs(title: str, goal: str, found: Mapping[str, Sequence[Cost]], beside: Sequence[str]) -> Table:
    """Medians of costs, each line's time also as a multiple of the lines named in beside."""
    headings = ["", "wall s", "client CPU s", "server CPU s", "peak MB", "rounds"]
    headings += [f"× {name}" for name in beside]
    rows = []
    for name, all_of_it in found.items():
        wall = median([cost.wall for cost in all_of_it])
        row = [name, f"{wall:.3f}"]
        row += [f"{median([getattr(cost, part) for cost in all_of_it]):.2f}" for part in ("cpu", "server")]
        row += [f"{median([cost.peak for cost in all_of_it]):.0f}", str(len(all_of_it))]
        for other in beside:
            row.append(
                f"{wall / median([cost.wall for cost in found[other]]):.2f}" if other in found else _NARROW
            )
        rows.append(row)
    return Table(title, goal, headings, rows)


def delays(title: str, goal: str, found: Mapping[str, Sequence[float]], note: str = "") -> Table:
    """What was measured often, in ms; found holds seconds."""
    headings = ["", "samples", "p50 ms", "p95 ms", "p99 ms", "worst ms"]
    rows = []
    for name, seconds in found.items():
        if not seconds:
            rows.append([name, "0", *[_NARROW] * 4])
            continue
        told = [percentile(seconds, percent) * 1e3 for percent in (50, 95, 99, 100)]
        rows.append([name, str(len(seconds)), *(f"{ms:.1f}" for ms in told)])
    return Table(title, goal, headings, rows, note)


def machine() -> str:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "msgspec"))
    commit = tool("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD").strip()
    changed = tool("git", "-C", str(ROOT), "status", "--porcelain", "--", "ovntui").strip()
    servers = tool("ovsdb-server", "--version").splitlines()[0].removeprefix("ovsdb-server (Open vSwitch) ")
    ovn = tool("ovn-nbctl", "--version").splitlines()[0].removeprefix("ovn-nbctl ")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}{' and changes not committed' if changed else ''}, "
        f"{os.cpu_count()} × {model}, Linux {platform.release()}, Python {platform.python_version()}, "
        f"{packages}, OVN {ovn}, Open vSwitch {servers}."
    )


def write(path: Path, text: str) -> None:
    """Put the tables into a page, between its two marks; the words around them stay."""
    page = path.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}")
