"""OpenFlow flows of a bridge as one reads them: by table, the highest priority first."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ovntui.cloud.cells import Column, Mood, Section
from ovntui.cloud.details.fields import line, section, sections
from ovntui.cloud.shown import count, number, shown
from ovntui.safetext import SafeText


class OpenFlow(NamedTuple):
    """One flow, as ovs-ofctl(8) dump-flows prints it. seconds is how long it has been there. Of two flows of
    one bridge table, priority and match are never all the same, and so they are its key."""

    table: int
    priority: int
    match: str
    actions: str
    cookie: int
    packets: int
    size: int
    seconds: float

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.table}/{self.priority}/{self.match}"


class Reading(NamedTuple):
    """A flow taken apart: what it matches, field by field, and what it does, action by action."""

    match: Sequence[tuple[str, str]]
    actions: Sequence[tuple[str, str]]


COLUMNS: Final[tuple[Column[OpenFlow], ...]] = (
    Column(
        "table",
        "TABLE",
        lambda flow: number(flow.table),
        7,
        right=True,
        sort=lambda flow: (flow.table, -flow.priority, flow.match),
    ),
    Column(
        "priority",
        "PRIO",
        lambda flow: number(flow.priority),
        5,
        right=True,
        sort=lambda flow: flow.priority,
    ),
    Column(
        "packets",
        "PACKETS",
        lambda flow: count(flow.packets),
        9,
        right=True,
        sort=lambda flow: flow.packets,
    ),
    Column("match", "MATCH", lambda flow: shown(flow.match or "anything"), 20, 3),
    Column("actions", "ACTIONS", lambda flow: shown(flow.actions, _mood(flow)), 20, 3),
    Column("cookie", "COOKIE", lambda flow: shown(f"{flow.cookie:#x}"), 10, optional=True),
    Column("bytes", "BYTES", lambda flow: count(flow.size), 12, right=True, optional=True),
)


def details(flow: OpenFlow, reading: Reading) -> tuple[SafeText, tuple[Section, ...]]:
    """A flow, a line for each part of it."""
    return SafeText(f"table {flow.table}  priority {flow.priority}"), sections(
        section("Matches", [line(*part) for part in reading.match] or [line("", "every packet")]),
        section("Does", [line(*part) for part in reading.actions] or [line("", "drop", Mood.WARNING)]),
        section(
            "Met by",
            [
                line("packets", f"{flow.packets:,}"),
                line("bytes", f"{flow.size:,}"),
                line("there for", f"{flow.seconds:,.0f} s"),
                line("cookie", f"{flow.cookie:#x}"),
            ],
        ),
    )


def _mood(flow: OpenFlow) -> Mood:
    return Mood.DIM if flow.actions == "drop" else Mood.PLAIN
