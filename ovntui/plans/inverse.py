"""The way back: a step's rows from after to before."""

from collections.abc import Iterable

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.plans.errors import Refusal
from ovntui.plans.fetch import fetch
from ovntui.plans.guards import guards
from ovntui.plans.known import Known, Rows
from ovntui.plans.plan import RowChange, Step
from ovntui.plans.rowwords import words_of


def reversed_changes(changes: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """The rows the other way round."""
    return tuple(
        RowChange(change.table, change.uuid, change.after, change.before, change.name) for change in changes
    )


async def inverse(database: Database, step: Step) -> Step:
    """The step that undoes one, guarded by the rows being as that one left them. Raises Refusal where the
    database cannot be asked."""
    assert database.schema is not None  # the step was made from it
    changes = reversed_changes(step.changes)
    known = Known()
    try:
        await fetch(database, [Rows(change.table, (change.uuid,)) for change in changes], known)
    except LinkLost as error:
        raise Refusal(f"it cannot be undone now: {error}") from error
    found = guards(database.schema, known, changes)
    return Step(step.database, changes, found, words_of(database.schema, changes))
