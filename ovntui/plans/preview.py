"""A plan as lines to be read before anything is sent; the same on the screen and in a terminal."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.subject import parts
from ovntui.plans.difference import differences, names_of
from ovntui.plans.errors import Refusal
from ovntui.plans.make import command_line
from ovntui.plans.plan import Deed, Plan

Sort: TypeAlias = Literal["sentence", "meaning", "warning", "row", "less", "more", "same", "command", "note"]
"""sentence: what is done. meaning, warning: what that comes to. row heads the difference of a row, or of what
a deed is done to; less and more are what it loses and gains, same what stays and tells where that is.
command: lines to copy. note: how it is sent."""

_SORTS: Final[dict[str, Sort]] = {"-": "less", "+": "more", " ": "same"}


class Line(NamedTuple):
    """One line; its text comes from strangers as well."""

    sort: Sort
    text: str


def preview(plan: Plan) -> Iterator[Line]:
    """All lines, in the order in which they are read."""
    yield from (Line("sentence", sentence) for sentence in plan.sentences)
    yield from (Line("meaning", sentence) for sentence in plan.meaning)
    yield from (Line("warning", sentence) for sentence in plan.warnings)
    yield from row_lines(plan)
    yield from command_lines(plan)
    yield Line("note", note(plan))


def row_lines(plan: Plan) -> Iterator[Line]:
    """The rows' differences, column by column."""
    names = names_of(plan)
    for step in plan.steps:
        if step.deed is not None and not CRAFTS[step.deed.craft].is_wait:
            yield Line("row", deed_head(step.database, step.deed))
            yield from (Line(_SORTS[sign], text) for sign, text in CRAFTS[step.deed.craft].marks(step.deed))
        for row in differences(step.changes, names):
            yield Line("row", f"{row.sign} {row.table} {row.name}")
            for column in row.columns:
                if column.gone:
                    yield Line("less", f"{column.column} {', '.join(column.gone)}")
                if column.come:
                    yield Line("more", f"{column.column} {', '.join(column.come)}")


def deed_head(host: str, deed: Deed) -> str:
    """What heads a deed's difference."""
    sign = "+ " if deed.before is None else "- " if deed.after is None else "  "
    return f"{sign}{CRAFTS[deed.craft].noun} {' '.join(parts(deed.subject))} on {host}"


def command_lines(plan: Plan) -> Iterator[Line]:
    """The commands that would do the same."""
    for step in plan.steps:
        yield from (Line("command", line) for line in command_line(step).split("\n"))


def note(plan: Plan) -> str:
    """How it is sent."""
    deeds = [step.deed for step in plan.steps if step.deed]
    count = len(plan.steps) - len(deeds)
    counted = [_counted(count, "transaction")] if count else []
    counted += [_counted(len(deeds), "deed")] if deeds else []
    sent = " and ".join(counted)
    if len(plan.steps) > 1:
        sent += ", host by host" if plan.apart else ", undone together if one fails"
    rows = plan.guards
    guards = [f"{rows} {'row' if rows == 1 else 'rows'}"] if count else []
    guards += ["what is on the host now"] if deeds else []
    return f"{sent} · guarded by {' and '.join(guards)} · {_undoable(deeds)}"


def _counted(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def _undoable(deeds: Iterable[Deed]) -> str:
    for deed in deeds:
        try:
            CRAFTS[deed.craft].inverse(deed)
        except Refusal as refusal:
            return f"cannot be undone: {refusal}"
    return "can be undone"
