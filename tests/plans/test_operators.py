"""Several operators at once: nothing is overwritten unseen."""

import asyncio

from ovntui.plans.plan import Outcome
from tests.plans.acts import attach, count_up, wish
from tests.plans.stage import Stage, command, stage

OPERATORS, EDITS = 20, 50
PORT = ("ovn-nbctl", "ls-add", "ls", "--", "lsp-add", "ls", "vm1")


async def test_edits_of_one_port_are_there_or_refused_with_the_difference() -> None:
    """Each operator adds one to the number that it sees. So the number counts the edits that were applied,
    if and only if none was applied over another."""
    async with stage(PORT, ("ovn-nbctl", "lsp-set-options", "vm1", "count=0")) as one:
        by_operator = await asyncio.gather(*(_operator(one) for _ in range(OPERATORS)))
        outcomes = [outcome for outcomes in by_operator for outcome in outcomes]
        applied = [outcome for outcome in outcomes if outcome.verdict == "applied"]
        moved = [outcome for outcome in outcomes if outcome.verdict == "moved"]
        assert len(applied) + len(moved) == OPERATORS * EDITS
        assert applied and moved, "they must have got into each other's way"
        for outcome in moved:
            (difference,) = outcome.differences
            assert (difference.name, difference.column) == ("vm1", "options")
            assert difference.expected != difference.found
        count = await command(one.server, ("ovn-nbctl", "get", "Logical_Switch_Port", "vm1", "options:count"))
        assert int(count.strip().strip('"')) == len(applied)
        standings = [entry.standing for entry in one.journal.entries()]
        assert sorted(standings) == sorted(outcome.verdict for outcome in outcomes)


async def test_ports_of_one_switch_are_no_conflict() -> None:
    async with stage(("ovn-nbctl", "ls-add", "ls")) as one:
        plans = [await one.planner.plan(wish(attach(f"vm{n}")), "attach", "Attach", {}) for n in range(20)]
        outcomes = await asyncio.gather(*map(one.writer.apply, plans))
        assert {outcome.verdict for outcome in outcomes} == {"applied"}
        assert len((await command(one.server, ("ovn-nbctl", "lsp-list", "ls"))).splitlines()) == 20


async def test_a_plan_made_anew_goes_through() -> None:
    async with stage(PORT) as one:
        plan = await one.planner.plan(wish(count_up("vm1")), "count", "Count", {})
        await command(one.server, ("ovn-nbctl", "lsp-set-options", "vm1", "mine=1"))
        assert (await one.writer.apply(plan)).verdict == "moved"
        again = await one.planner.plan(wish(count_up("vm1")), "count", "Count", {})
        assert (await one.writer.apply(again)).verdict == "applied"
        options = await command(one.server, ("ovn-nbctl", "lsp-get-options", "vm1"))
        assert sorted(options.split()) == ["count=1", "mine=1"]


async def _operator(one: Stage) -> list[Outcome]:
    outcomes = []
    for _ in range(EDITS):
        plan = await one.planner.plan(wish(count_up("vm1")), "count", "Count", {})
        outcomes.append(await one.writer.apply(plan))
    return outcomes
