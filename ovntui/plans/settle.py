"""Plans whose console was gone before it had a verdict: decided by looking at their rows and hosts."""

from collections.abc import Iterable

from ovntui.deployment import Deployment
from ovntui.plans.entry import Entry
from ovntui.plans.errors import Refusal
from ovntui.plans.journal import Journal
from ovntui.plans.plan import Outcome
from ovntui.plans.systems import work_of
from ovntui.plans.work import Look


async def settle(deployment: Deployment, journal: Journal) -> list[Entry]:
    """Decide what can be decided, and return those entries as they now stand. Databases that are not
    connected leave theirs undecided. Raises JournalError."""
    decided = []
    for entry in journal.undecided():
        outcome = await _look(deployment, entry)
        if outcome is not None:
            await journal.decided(entry.plan.id, outcome)
            decided.append(entry.plan.id)
    return [journal.entry(plan_id) for plan_id in decided]


async def _look(deployment: Deployment, entry: Entry) -> Outcome | None:
    looks: dict[int, Look] = {}
    for number, step in enumerate(entry.plan.steps):
        try:
            work = work_of(deployment, step)
            if not work.is_wait:
                looks[number] = await work.look()
        except Refusal:
            return None
    states = {look.state for look in looks.values()}
    if states <= {"after"}:
        return Outcome("applied")
    if states == {"before"}:
        return Outcome("refused", "ovntui was stopped while this was sent, and it was not applied")
    steps = entry.plan.steps
    stands = tuple(
        number
        for number, look in looks.items()
        # a deed may have been cut off half-way, a transaction never
        if look.state == "after" or (look.state == "neither" and steps[number].deed)
    )
    told = tuple(one for look in looks.values() for one in look.differences)
    if any(look.state == "neither" and not steps[number].deed for number, look in looks.items()):
        more = f"; applied: {_called(entry, stands)}" if stands else ""
        return Outcome(
            "unknown",
            f"ovntui was stopped while this was sent, and its rows are neither as before nor as after{more}",
            told,
            stands=stands,
        )
    return Outcome(
        "unknown",
        f"ovntui was stopped half-way: what is done so far stands ({_called(entry, stands)}), and can be "
        "finished or undone",
        told if "neither" in states else (),
        stands=stands,
    )


def _called(entry: Entry, stands: Iterable[int]) -> str:
    steps = (entry.plan.steps[number] for number in stands)
    return "; ".join(step.deed.sentence if step.deed else step.database for step in steps)
