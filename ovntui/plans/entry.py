"""One change as the journal tells it."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from ovntui.plans.plan import Outcome, Plan, Step, Verdict
from ovntui.plans.values import Columns, Value

Standing: TypeAlias = Verdict | Literal["sent"]
"""sent: it left, and no verdict was written down, because ovntui is still waiting for it or was killed."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the file; console wrote it."""

    event: Literal["sent", "decided"]
    id: str
    time: float
    plan: Plan | None = None
    outcome: Outcome | None = None
    console: str = ""


class Entry(msgspec.Struct, frozen=True):
    """plan is what was sent at time (seconds since the epoch) by a console. undone_by is the id of the plan
    that undid it, where that one stands; redone_by that of the plan by which it was done again and stands."""

    plan: Plan
    time: float
    console: str
    standing: Standing = "sent"
    outcome: Outcome | None = None
    undone_by: str | None = None
    redone_by: str | None = None

    @property
    def is_half_way(self) -> bool:
        """Whether some of its steps stand and others were never done."""
        stands = self.outcome.stands if self.outcome is not None else ()
        return self.standing == "unknown" and bool(stands) and self.undone_by is None


def fold(lines: Iterable[Line]) -> list[Entry]:
    """The lines as entries, the oldest first."""
    entries: dict[str, Entry] = {}
    for line in lines:
        if line.id in entries and entries[line.id].standing == "applied":
            continue  # what was sent once more could only fail
        if line.event == "sent" and line.plan is not None:
            entries[line.id] = Entry(_as_made(line.plan), line.time, line.console)
        elif line.outcome is not None and line.id in entries:
            entry = msgspec.structs.replace(
                entries[line.id], standing=line.outcome.verdict, outcome=line.outcome
            )
            entries[line.id] = entry
            undoes = entry.plan.undoes
            if undoes in entries and line.outcome.verdict == "applied":
                entries[undoes] = msgspec.structs.replace(entries[undoes], undone_by=line.id)
    for key, entry in reversed(list(entries.items())):  # who undoes comes later, and is settled before
        undo = entries.get(entry.undone_by or "")
        redo = entries.get(undo.undone_by or "") if undo is not None else None
        if redo is not None:
            entries[key] = msgspec.structs.replace(
                entry, undone_by=None, redone_by=redo.redone_by or redo.plan.id
            )
    return list(entries.values())


def _as_made(plan: Plan) -> Plan:
    """The plan with its values in the form that plans hold them: JSON knows no tuples."""
    return msgspec.structs.replace(plan, steps=tuple(_step(step) for step in plan.steps))


def _step(step: Step) -> Step:
    changes = tuple(
        msgspec.structs.replace(change, before=_columns(change.before), after=_columns(change.after))
        for change in step.changes
    )
    guards = tuple(
        msgspec.structs.replace(
            guard,
            where=_value(guard.where),
            rows=tuple({k: _value(v) for k, v in r.items()} for r in guard.rows),
        )
        for guard in step.guards
    )
    return msgspec.structs.replace(step, changes=changes, guards=guards)


def _columns(columns: Columns | None) -> Columns | None:
    return None if columns is None else {name: _value(value) for name, value in columns.items()}


def _value(json: Value) -> Value:
    return tuple(map(_value, json)) if isinstance(json, list | tuple) else json
