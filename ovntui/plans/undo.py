"""Undo and redo: an entry of the journal as a plan the other way round, applied like any other."""

import uuid
from collections.abc import Sequence

from ovntui.plans.entry import Entry
from ovntui.plans.errors import Refusal
from ovntui.plans.inverse import reversed_changes
from ovntui.plans.make import Planner
from ovntui.plans.plan import Plan, Step
from ovntui.plans.systems import work_of


async def undo(planner: Planner, entry: Entry) -> Plan:
    """The plan that undoes an entry; undoing an undo is redo. Raises Refusal, with the differences, where
    nothing of it stands, or it was undone already, or what it left has changed since."""
    if not _standing(entry):
        raise Refusal(f"there is nothing to undo: this plan is {entry.standing}, it was not applied")
    if entry.undone_by is not None:
        raise Refusal("this was undone already; to do it again, undo the undo")
    if entry.redone_by is not None:
        raise Refusal(f"this was undone and done again since, as {entry.redone_by[:8]}: undo that one")
    plan = entry.plan
    steps = []
    standing = _standing(entry)
    for number, step in reversed(list(enumerate(standing))):
        back = _restored(step, standing[number + 1 :])
        if back is None:
            back = await work_of(planner.deployment, step).undo(cut_off=entry.standing != "applied")
        if back is not None:
            steps.append(back)
    if not steps:
        raise Refusal("nothing of this has to be undone")
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


def _restored(step: Step, later: Sequence[Step]) -> Step | None:
    """The later step of the same plan that has undone this one already: it is the way back once more."""
    back = reversed_changes(step.changes)
    return next((one for one in later if back and (one.database, one.changes) == (step.database, back)), None)


def _turned(text: str, undo: str) -> str:
    """What was done is undone, what was undone is done."""
    return text.removeprefix(undo) if text.startswith(undo) else undo + text


def _standing(entry: Entry) -> tuple[Step, ...]:
    """Its steps that stand: all, or what is left of a plan that was not applied in whole; with what a step
    of the same plan undid."""
    steps = entry.plan.steps
    if entry.standing == "applied":
        return steps
    stands = entry.outcome.stands if entry.outcome else ()
    return tuple(
        step
        for number, step in enumerate(steps)
        if number in stands or _restored(step, [steps[later] for later in stands if later > number])
    )
