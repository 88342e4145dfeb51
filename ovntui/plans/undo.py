"""Undo and redo: an entry of the journal as a plan the other way round, applied like any other."""

import uuid

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.plans.changes import row_changes
from ovntui.plans.entry import Entry
from ovntui.plans.errors import Refusal
from ovntui.plans.fetch import fetch
from ovntui.plans.hints import Hint, hint_of
from ovntui.plans.inverse import inverse
from ovntui.plans.known import Drafted, Known, Missing, Reads
from ovntui.plans.look import differences, rows_of
from ovntui.plans.make import Planner
from ovntui.plans.plan import Difference, Plan, RowChange, Step
from ovntui.plans.told import in_words


async def undo(planner: Planner, entry: Entry) -> Plan:
    """The plan that undoes an entry; undoing an undo is redo. Raises Refusal, with the differences, where it
    was not applied, or was undone already, or its rows have changed since."""
    if entry.standing != "applied":
        raise Refusal(f"there is nothing to undo: this plan is {entry.standing}, it was not applied")
    if entry.undone_by is not None:
        raise Refusal("this was undone already; to do it again, undo the undo")
    if entry.redone_by is not None:
        raise Refusal(f"this was undone and done again since, as {entry.redone_by[:8]}: undo that one")
    steps = []
    for step in reversed(entry.plan.steps):
        database = planner.database(step.database)
        try:
            found = await rows_of(database, step.changes)
            assert database.schema is not None
            told = tuple(differences(database.schema, step.changes, found))
            if told:
                raise Refusal(_changed_since(told), differences=told)
            back = await inverse(database, step)
            await _refuse_more(database, back, hint_of(planner.deployment, step.database))
        except LinkLost as error:
            raise Refusal(f"it cannot be undone now: {error}") from error
        steps.append(back)
    plan = entry.plan
    again = plan.recipe == "undo"
    return Plan(
        id=str(uuid.uuid4()),
        recipe="redo" if again else "undo",
        title=_turned(plan.title, "Undo: "),
        operator=planner.operator,
        values=dict(plan.values),
        sentences=tuple(_turned(sentence, "undo: ") for sentence in reversed(plan.sentences)),
        steps=tuple(steps),
        shows=plan.shows if again else None,
        undoes=plan.id,
    )


def _turned(text: str, undo: str) -> str:
    """What was done is undone, what was undone is done."""
    return text.removeprefix(undo) if text.startswith(undo) else undo + text


def _changed_since(told: tuple[Difference, ...]) -> str:
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    return f"its rows have changed since: {in_words(told[0])}{more}"


async def _refuse_more(database: Database, back: Step, hint: Hint) -> None:
    """Rows that would go must take nothing along that is not the plan's own: somebody has come to refer to
    them since. Raises LinkLost."""
    assert database.schema is not None
    own = {(change.table, change.uuid) for change in back.changes}
    drafted = Drafted(
        inserted={
            (change.table, change.uuid): change.after
            for change in back.changes
            if change.before is None and change.after is not None
        },
        changed={
            (change.table, change.uuid): (change.before, change.after)
            for change in back.changes
            if change.before is not None and change.after is not None
        },
        deleted={(change.table, change.uuid) for change in back.changes if change.after is None},
        reads=Reads(),
    )
    known = Known()
    while True:
        try:
            changes = row_changes(database.schema, known, drafted)
            break
        except Missing as missing:
            await fetch(database, missing.wanted, known, hint)
    for change in changes:
        if (change.table, change.uuid) not in own:
            raise Refusal(f"{_called(change)} has come to depend on it since")
    kept = {place for place in own if place in drafted.deleted} - {(c.table, c.uuid) for c in changes}
    for table, row in sorted(kept):
        raise Refusal(f"{table} {row} is needed by something else since")


def _called(change: RowChange) -> str:
    return f"{change.table} {change.name or change.uuid}"
