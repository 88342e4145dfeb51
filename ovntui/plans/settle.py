"""Plans whose console was gone before it had a verdict: decided by looking at their rows."""

from ovntui.deployment import Deployment
from ovntui.ovsdb.errors import LinkLost
from ovntui.plans.console import is_gone
from ovntui.plans.entry import Entry
from ovntui.plans.journal import Journal
from ovntui.plans.look import State, differences, rows_of, state
from ovntui.plans.plan import Outcome


async def settle(deployment: Deployment, journal: Journal) -> list[Entry]:
    """Decide what can be decided, and return those entries as they now stand. Databases that are not
    connected leave theirs undecided. Raises JournalError."""
    undecided = [one for one in journal.entries() if one.standing == "sent" and is_gone(one.console)]
    decided = []
    for entry in undecided:
        outcome = await _look(deployment, entry)
        if outcome is not None:
            await journal.decided(entry.plan.id, outcome)
            decided.append(entry.plan.id)
    return [journal.entry(plan_id) for plan_id in decided]


async def _look(deployment: Deployment, entry: Entry) -> Outcome | None:
    found: dict[str, State] = {}
    told = []
    for step in entry.plan.steps:
        connection = deployment.connections.get(step.database)
        if connection is None or connection.database.schema is None:
            return None
        schema = connection.database.schema
        try:
            rows = await rows_of(connection.database, step.changes)
        except LinkLost:
            return None
        found[step.database] = state(schema, step.changes, rows)
        told += list(differences(schema, step.changes, rows))
    states = set(found.values())
    if states == {"after"}:
        return Outcome("applied")
    if states == {"before"}:
        return Outcome("refused", "ovntui was stopped while this was sent, and it was not applied")
    stands = ", ".join(key for key, one in found.items() if one == "after")
    more = f"; applied on {stands}" if stands else ""
    return Outcome(
        "unknown",
        f"ovntui was stopped while this was sent, and its rows are neither as before nor as after{more}",
        told,
    )
