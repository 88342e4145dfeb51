"""A plan as lines to be read before anything is sent; the same on the screen and in a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.errors import Refusal
from ovntui.plans.make import command_line
from ovntui.plans.plan import Deed, Plan, RowChange
from ovntui.plans.told import text
from ovntui.plans.values import Columns, Value, elements, references

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
    names = {change.uuid: change.name for step in plan.steps for change in step.changes if change.name}
    for step in plan.steps:
        if step.deed is not None and not CRAFTS[step.deed.craft].is_wait:
            yield Line("row", deed_head(step.database, step.deed))
            yield from (Line(_SORTS[sign], text) for sign, text in CRAFTS[step.deed.craft].marks(step.deed))
        for change in step.changes:
            yield Line("row", row_head(change))
            yield from _columns(change, names)


def row_head(change: RowChange) -> str:
    """What heads a row's difference."""
    sign = "+ " if change.before is None else "- " if change.after is None else "  "
    return f"{sign}{change.table} {change.name or change.uuid[:8]}"


def deed_head(host: str, deed: Deed) -> str:
    """What heads a deed's difference."""
    sign = "+ " if deed.before is None else "- " if deed.after is None else "  "
    return f"{sign}{CRAFTS[deed.craft].noun} {deed.subject} on {host}"


def command_lines(plan: Plan) -> Iterator[Line]:
    """The commands that would do the same."""
    for step in plan.steps:
        yield from (Line("command", line) for line in command_line(step).split("\n"))


def note(plan: Plan) -> str:
    """How it is sent."""
    deeds = [step.deed for step in plan.steps if step.deed]
    count = len(plan.steps) - len(deeds)
    parts = [_counted(count, "transaction")] if count else []
    parts += [_counted(len(deeds), "deed")] if deeds else []
    sent = " and ".join(parts)
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


def _columns(change: RowChange, names: Mapping[str, str]) -> Iterator[Line]:
    before: Columns = change.before or {}
    after: Columns = change.after or {}
    for column in dict.fromkeys((*before, *after)):
        if column in before and _says(before[column], change.after is not None):
            yield Line("less", f"{column} {_named(before[column], names)}")
        if column in after and _says(after[column], change.before is not None):
            yield Line("more", f"{column} {_named(after[column], names)}")


def _says(value: Value, has_other_side: bool) -> bool:
    """Whether there is something to tell: nothing lost, or nothing gained, is no line."""
    return not (
        isinstance(value, tuple) and value[0] in ("set", "map") and not elements(value) and has_other_side
    )


def _named(value: Value, names: Mapping[str, str]) -> str:
    """The value, with references told by name."""
    told = text(value)
    for uuid in references(value):
        told = told.replace(uuid, names.get(uuid) or uuid[:8])
    return told
