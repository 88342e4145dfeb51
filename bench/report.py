"""Tables of what was measured, in Markdown, with the machine that it was measured on."""

import os
import platform
import re
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
_SECTION: Final = re.compile(r"^(?=### )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """One figure: what was measured on which size of cloud, the goal it has, and the rows."""

    title: str
    goal: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self, measured: str) -> str:
        """The figure as a section. measured says when, and at which commit."""
        lines = [f"### {self.title}", "", f"Goal: {self.goal}. Measured {measured}.", ""]
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


def versions() -> str:
    """What is measured with."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "msgspec"))
    servers = tool("ovsdb-server", "--version").splitlines()[0].removeprefix("ovsdb-server (Open vSwitch) ")
    ovn = tool("ovn-nbctl", "--version").splitlines()[0].removeprefix("ovn-nbctl ")
    return (
        f"Linux {platform.release()}, Python {platform.python_version()}, {packages}, OVN {ovn}, "
        f"Open vSwitch {servers}."
    )


def stamp() -> str:
    """When it is measured, what, and on which machine."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    commit = tool("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD").strip()
    changed = tool("git", "-C", str(ROOT), "status", "--porcelain", "--", "ovntui").strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}{' and changes not committed' if changed else ''}, "
        f"{os.cpu_count()} × {model}"
    )


def write(path: Path, head: str, tables: Sequence[str]) -> None:
    """Put tables into a page, between its two marks, below the head. A table takes the place of the one of
    its title; those that were not measured now stay, and so do the words around them all."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    found = {section.partition("\n")[0]: section.strip() for section in re.split(_SECTION, old)[1:]}
    found |= {table.partition("\n")[0]: table.strip() for table in tables}
    body = "\n\n".join([head, *found.values()])
    path.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")
