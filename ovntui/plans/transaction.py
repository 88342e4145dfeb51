"""The work of one transaction on one database."""

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import LinkLost
from ovntui.plans.changes import row_changes
from ovntui.plans.compile import operations
from ovntui.plans.errors import Refusal
from ovntui.plans.fetch import fetch
from ovntui.plans.gate import Gate
from ovntui.plans.inverse import inverse
from ovntui.plans.known import Drafted, Known, Missing, Reads
from ovntui.plans.look import differences, rows_of, state
from ovntui.plans.plan import Outcome, Plan, RowChange, Step
from ovntui.plans.sending import Sending
from ovntui.plans.work import How, Look, refuse_changed


class Transaction:
    """See Work."""

    is_wait = False

    def __init__(self, database: Database, step: Step) -> None:
        self._database = database
        self._step = step

    def against(self, gate: Gate) -> str:
        return gate.against(self._database.name, (change.table for change in self._step.changes))

    async def apply(self, gate: Gate, plan: Plan, how: How) -> Outcome:
        assert self._database.schema is not None  # the plan was made from it
        counts = how.counts and self._step.database == "nb"
        sent = operations(self._database.schema, plan, self._step, counts=counts)
        return await Sending(gate, self._database, self._step, how.on_doubt).outcome(sent, counts=counts)

    async def look(self) -> Look:
        schema, changes = self._database.schema, self._step.changes
        assert schema is not None
        try:
            found = await rows_of(self._database, changes)
        except LinkLost as error:
            raise Refusal(f"{self._step.database} cannot be asked now: {error}") from error
        return Look(state(schema, changes, found), tuple(differences(schema, changes, found)))

    async def inverse(self) -> Step | None:
        return await inverse(self._database, self._step)

    async def undo(self, *, cut_off: bool) -> Step | None:
        refuse_changed(await self.look())
        back = await inverse(self._database, self._step)
        try:
            await _refuse_more(self._database, back)
        except LinkLost as error:
            raise Refusal(f"it cannot be undone now: {error}") from error
        return back


async def _refuse_more(database: Database, back: Step) -> None:
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
            await fetch(database, missing.wanted, known)
    for change in changes:
        if (change.table, change.uuid) not in own:
            raise Refusal(f"{_called(change)} has come to depend on it since")
    kept = {place for place in own if place in drafted.deleted} - {(c.table, c.uuid) for c in changes}
    for table, row in sorted(kept):
        raise Refusal(f"{table} {row} is needed by something else since")


def _called(change: RowChange) -> str:
    return f"{change.table} {change.name or change.uuid}"
