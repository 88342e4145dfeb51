"""The proof that every recipe has to pass: plan, printed commands and undo agree.

The plan is applied on a real server; the commands that its preview prints are run by the real tools on a
copy of what that server held before; both then hold the same. The plan is undone: the server holds again
what it held. And the commands that the undo's preview prints do the same on a copy.
"""

import shlex
from collections.abc import Mapping

from ovntui.plans.make import command_line
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Recipe, Values
from ovntui.plans.undo import undo
from tests.plans.content import told, uuids
from tests.plans.stage import DATABASES, Stage, Words, command, copy, stage
from tests.servers.dump import Tables
from tests.servers.ovsdb import Server


async def proves(recipe: Recipe | str, values: Values, *setup: Words) -> Plan:
    """Raises AssertionError with the rows that differ. setup are commands that make the cloud which the plan
    is for: ("ovn-nbctl", "ls-add", "ls-int"). Returns the plan, for what else a test wants to say of it."""
    async with stage(*setup) as one:
        return await agrees(one, recipe, values)


async def agrees(one: Stage, recipe: Recipe | str, values: Values) -> Plan:
    """The same on a stage that is there; it is left as it was."""
    original = await one.contents()
    known = uuids(original)
    async with copy(one.server) as twin:
        plan, outcome = await one.apply(recipe, values)
        assert outcome.verdict == "applied", (outcome.reason, outcome.differences)
        changed = await one.contents()
        assert told(changed, known) != told(original, known), "the plan changes nothing"
        await run_printed(twin, plan)
        _same(changed, await contents(twin), known, "the plan", "its printed commands")
    async with copy(one.server) as twin:
        back = await undo(one.planner, one.journal.entry(plan.id))
        outcome = await one.writer.apply(back)
        assert outcome.verdict == "applied", (outcome.reason, outcome.differences)
        restored = await one.contents()
        _same(original, restored, known, "what was there", "what undo left")
        assert uuids(restored) == known, "undo brings rows back under their own uuids"
        await run_printed(twin, back)
        _same(restored, await contents(twin), known, "undo", "its printed commands")
    return plan


async def run_printed(server: Server, plan: Plan) -> None:
    """Run what the preview prints, as a shell would take it apart."""
    for step in plan.steps:
        await command(server, shlex.split(command_line(step).replace("\\\n", "")))


async def contents(server: Server) -> dict[str, Tables]:
    """What a server's databases hold."""
    return {key: await server.dump(name) for key, name in DATABASES.items()}


def _same(
    one: Mapping[str, Tables], other: Mapping[str, Tables], known: set[str], name: str, other_name: str
) -> None:
    first, second = told(one, known), told(other, known)
    missing, extra = list(first), []
    for line in second:
        if line in missing:
            missing.remove(line)
        else:
            extra.append(line)
    found = [f"only {name}: {line}" for line in missing] + [f"only {other_name}: {line}" for line in extra]
    assert not found, "\n".join(found)
