"""Undo and redo: refused, with the reason, where the rows have changed since."""

import pytest

from ovntui.plans.act import Act, Restoring
from ovntui.plans.acts.deltas import Delta, change_keys
from ovntui.plans.acts.rows import set_columns
from ovntui.plans.entry import Entry
from ovntui.plans.errors import Refusal
from ovntui.plans.log import entry_line
from ovntui.plans.plan import Plan
from ovntui.plans.recipe import Wish
from ovntui.plans.undo import undo
from tests.plans.acts import attach, count_up, wish
from tests.plans.stage import Stage, Words, command, stage

LENT = Delta("options", put=(("requested-chassis", "a,b"),))
PORT: Words = ("ovn-nbctl", "ls-add", "ls", "--", "lsp-add", "ls", "vm1")


async def test_undo_and_redo_and_undo_again() -> None:
    async with stage(PORT) as one:
        original = await one.contents()
        entry = await _done(one, attach("vm2"))
        changed = await one.contents()
        for held in (original, changed, original):
            plan = await undo(one.planner, entry)
            told = ("undo", "Undo: Test") if held is original else ("redo", "Test")
            assert (plan.recipe, plan.title) == told
            assert (await one.writer.apply(plan)).verdict == "applied"
            assert await one.contents() == held, "down to the uuids"
            entry = one.journal.entry(plan.id)


async def test_what_was_for_a_while_only_is_so_again_on_the_way_back() -> None:
    async with stage(PORT) as one:
        original = await one.contents()
        port = one.deployment.cloud.port_named("vm1")
        assert port is not None
        lent = change_keys("Logical_Switch_Port", port, [LENT], called="vm1")
        plan = await one.planner.plan(Wish(acts=(lent, Restoring("no longer"))), "test", "Test", {})
        assert plan.sentences[1:] == ("no longer",) and len(plan.steps) == 2
        assert (await one.writer.apply(plan)).verdict == "applied"
        assert await one.contents() == original
        for _ in range(2):
            back = await undo(one.planner, one.journal.entry(plan.id))
            assert [step.changes for step in back.steps] == [step.changes for step in plan.steps]
            assert (await one.writer.apply(back)).verdict == "applied"
            assert await one.contents() == original
            plan = back


async def test_the_journal_tells_what_stands() -> None:
    """A change whose undo was undone is in force again, by the plan that did it again."""
    async with stage(PORT) as one:
        change = await _done(one, attach("vm2"))
        plans = [change.plan.id]
        told = []
        entry = change
        for _ in range(4):
            plan = await undo(one.planner, entry)
            assert (await one.writer.apply(plan)).verdict == "applied"
            plans.append(plan.id)
            entry = one.journal.entry(plan.id)
            told.append([(at.undone_by, at.redone_by) for at in one.journal.entries()])
        change_, undo_, redo_, again, last = plans
        none = (None, None)
        assert told == [
            [(undo_, None), none],
            [(None, redo_), (redo_, None), none],
            [(undo_, None), (None, again), (again, None), none],
            [(None, last), (redo_, None), (None, last), (last, None), none],
        ]
        with pytest.raises(Refusal, match=f"done again since, as {last[:8]}: undo that one"):
            await undo(one.planner, one.journal.entry(change_))
        lines = [entry_line(at) for at in one.journal.entries()]
        assert lines[0].endswith(f"applied, undone and done again by {last[:8]}")
        assert lines[3].endswith(f"applied, undone by {last[:8]}")


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (("set", "Logical_Switch_Port", "vm2", "type=router"), "type is router, not empty"),
        (("lsp-set-addresses", "vm2", "dynamic"), "addresses is dynamic, not empty"),
        (("lsp-del", "vm2"), "Logical_Switch_Port vm2 is gone"),
        (("pg-add", "web", "vm2"), "Port_Group web has come to depend on it since"),
    ],
)
async def test_a_new_row_that_changed_since_is_not_taken_away(since: Words, why: str) -> None:
    async with stage(PORT) as one:
        entry = await _done(one, attach("vm2"))
        await command(one.server, ("ovn-nbctl", *since))
        with pytest.raises(Refusal, match=why):
            await undo(one.planner, entry)


async def test_what_northd_reports_is_no_change() -> None:
    async with stage(PORT) as one:
        entry = await _done(one, attach("vm2"))
        await command(one.server, ("ovn-nbctl", "set", "Logical_Switch_Port", "vm2", "up=true"))
        assert (await one.writer.apply(await undo(one.planner, entry))).verdict == "applied"


async def test_a_value_that_changed_since_is_left_and_others_are_not_in_the_way() -> None:
    async with stage(PORT) as one:
        entry = await _done(one, count_up("vm1"))
        await command(one.server, ("ovn-nbctl", "set", "Logical_Switch_Port", "vm1", "options:other=1"))
        plan = await undo(one.planner, entry)
        await command(one.server, ("ovn-nbctl", "set", "Logical_Switch_Port", "vm1", "options:count=7"))
        with pytest.raises(Refusal, match="options is count=7, not count=1") as refusal:
            await undo(one.planner, entry)
        assert [one.column for one in refusal.value.differences] == ["options"]
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "moved", "changed between the preview and enter"


async def test_what_was_not_applied_or_undone_already_is_not_undone() -> None:
    async with stage(PORT) as one:
        plan = await _plan(one, count_up("vm1"))
        await command(one.server, ("ovn-nbctl", "lsp-set-options", "vm1", "count=5"))
        assert (await one.writer.apply(plan)).verdict == "moved"
        with pytest.raises(Refusal, match="nothing to undo"):
            await undo(one.planner, one.journal.entry(plan.id))
        entry = await _done(one, attach("vm2"))
        await one.writer.apply(await undo(one.planner, entry))
        with pytest.raises(Refusal, match="undone already"):
            await undo(one.planner, one.journal.entry(entry.plan.id))


async def test_nothing_to_change_is_no_plan() -> None:
    async with stage(PORT) as one:
        port = next(iter(one.deployment.cloud.ports))
        with pytest.raises(Refusal, match="nothing would change"):
            await _plan(one, set_columns("Logical_Switch_Port", port, {"type": ""}))


async def _plan(one: Stage, act: Act) -> Plan:
    return await one.planner.plan(wish(act), "test", "Test", {})


async def _done(one: Stage, act: Act) -> Entry:
    plan = await _plan(one, act)
    assert (await one.writer.apply(plan)).verdict == "applied"
    return one.journal.entry(plan.id)
