"""Plans across systems: deeds on hosts beside transactions on databases, as one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from ovntui.hosts.errors import HostError
from ovntui.operators import Role
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.console import this_console
from ovntui.plans.deeds.act import HostAct
from ovntui.plans.entry import Line
from ovntui.plans.errors import Refusal
from ovntui.plans.gate import Gate
from ovntui.plans.log import entry_line
from ovntui.plans.plan import Outcome, Plan, Progress
from ovntui.plans.preview import preview
from ovntui.plans.recipe import Wish
from ovntui.plans.settle import settle
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from tests.plans.site import Files
from tests.plans.stage import Stage, stage
from tests.plans.test_gate import _calls
from tests.servers.waiting import until

ONE, TWO = "/etc/one", "/etc/two"


def _file(path: str, text: str | None) -> HostAct:
    return HostAct(f"write {path} on kvm1", "kvm1", "file", path, lambda _: text)


WISH = Wish(acts=(_file(ONE, "new\nsame\n"), add_switch("ls-int"), _file(TWO, "two\n")))


@asynccontextmanager
async def hosted(**files: str) -> AsyncIterator[tuple[Stage, Files]]:
    """A stage whose host kvm1 can be worked on."""
    async with stage() as one:
        site = Files("kvm1")
        site.files = {ONE: "old\nsame\n"}
        host: Any = SimpleNamespace(site=site, virt=None)
        connections = one.deployment.connections
        connections["kvm1"] = msgspec.structs.replace(connections["kvm1"], host=host)
        yield one, site


async def planned(one: Stage) -> Plan:
    return await one.planner.plan(WISH, "test", "Do three things", {})


async def switches(one: Stage) -> int:
    return len((await one.server.dump("OVN_Northbound")).get("Logical_Switch", {}))


async def test_deeds_and_transactions_are_done_in_their_order_and_undone_together() -> None:
    async with hosted() as (one, site):
        plan = await planned(one)
        assert [step.database for step in plan.steps] == ["kvm1", "nb", "kvm1"]
        steps: list[Progress] = []
        outcome = await one.writer.apply(plan, on_progress=steps.append)
        assert (outcome.verdict, outcome.stands) == ("applied", ())
        assert site.files == {ONE: "new\nsame\n", TWO: "two\n"} and await switches(one) == 1
        assert [step.step for step in steps] == [1, 2, 3]
        assert str(steps[0]) == f"1 of 3: write {ONE} on kvm1"
        entry = one.journal.entry(plan.id)
        assert entry.plan == plan, "what was written down is what was planned"
        assert f"write {ONE} on kvm1; add switch ls-int" in entry_line(entry)

        back = await undo(one.planner, entry)
        assert [step.database for step in back.steps] == ["kvm1", "nb", "kvm1"]
        assert (await one.writer.apply(back)).verdict == "applied"
        assert site.files == {ONE: "old\nsame\n"} and await switches(one) == 0
        again = await undo(one.planner, one.journal.entry(back.id))
        assert (await one.writer.apply(again)).verdict == "applied"
        assert site.files == {ONE: "new\nsame\n", TWO: "two\n"} and await switches(one) == 1


async def test_a_preview_shows_what_becomes_of_a_file_and_the_command() -> None:
    async with hosted() as (one, _):
        lines: list[tuple[str, str]] = [(line.sort, line.text) for line in preview(await planned(one))]
        told = [
            ("row", f"  file {ONE} on kvm1"),
            ("less", "old"),
            ("more", "new"),
            ("same", "same"),
        ]
        start = lines.index(told[0])
        assert lines[start : start + 4] == told
        assert ("row", f"+ file {TWO} on kvm1") in lines
        assert ("command", f"install -m 600 /dev/stdin {ONE}") in lines
        note = "one transaction and 2 deeds, undone together if one fails"
        assert lines[-1][1].startswith(note) and lines[-1][1].endswith("can be undone")


async def test_what_is_so_already_is_no_step() -> None:
    async with hosted() as (one, site):
        site.files = {ONE: "new\nsame\n", TWO: "two\n"}
        plan = await planned(one)
        assert [step.database for step in plan.steps] == ["nb"]
        assert plan.sentences == ("add switch ls-int",)
        with pytest.raises(Refusal, match="nothing would change"):
            await one.planner.plan(Wish(acts=(_file(TWO, "two\n"),)), "test", "x", {})


async def test_a_host_that_has_moved_is_told_of_and_what_was_done_before_is_undone() -> None:
    async with hosted() as (one, site):
        plan = await planned(one)
        site.files[TWO] = "somebody's\n"
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "moved"
        assert [(d.table, d.name, d.found) for d in outcome.differences] == [("file", TWO, "there")]
        assert "what was done before was undone" in outcome.reason
        assert site.files == {ONE: "old\nsame\n", TWO: "somebody's\n"} and await switches(one) == 0

        plan = await one.planner.plan(Wish(acts=(_file(ONE, "new\n"),)), "test", "x", {})
        site.files[ONE] = "older\nsame\n"
        (told,) = (await one.writer.apply(plan)).differences
        assert (told.column, told.expected, told.found) == ("line 1", "old", "older")


async def test_where_a_deed_fails_those_before_are_undone_or_said_to_stand() -> None:
    async with hosted() as (one, site):
        plan = await planned(one)

        def full(path: str) -> None:
            if path == TWO:
                raise HostError("kvm1: no space left")

        site.before = full
        outcome = await one.writer.apply(plan)
        assert (outcome.verdict, outcome.stands) == ("refused", ())
        assert outcome.reason == "kvm1: no space left; what was done before was undone"
        assert site.files == {ONE: "old\nsame\n"} and await switches(one) == 0

        plan = await planned(one)

        def worse(path: str) -> None:
            full(path)
            if site.writes.count(ONE) > 3:
                raise HostError("kvm1: read-only")

        site.before = worse
        outcome = await one.writer.apply(plan)
        assert (outcome.verdict, outcome.stands) == ("refused", (0,))
        assert f"what was done before stands: write {ONE} on kvm1 (kvm1: read-only)" in outcome.reason


@pytest.mark.parametrize(("behind", "verdict"), [(True, "applied"), (False, "refused")])
async def test_a_lost_answer_is_found_out_once_the_host_is_back(behind: bool, verdict: str) -> None:
    async with hosted() as (one, site):
        plan = await planned(one)

        def lose(path: str) -> None:
            if path == TWO and site.is_reached and site.writes.count(TWO) == 1:
                site.lose()

        setattr(site, "behind" if behind else "before", lose)
        doubts: list[str] = []
        applying = asyncio.create_task(one.writer.apply(plan, on_doubt=doubts.append))
        await until(lambda: bool(doubts), "it is said that nothing is known")
        assert "closed the connection" in doubts[0]
        assert not applying.done() and one.journal.entry(plan.id).standing == "sent"
        site.reached.set()
        outcome = await applying
        assert outcome.verdict == verdict
        assert (TWO in site.files, await switches(one)) == (behind, int(behind))


async def test_a_deed_that_was_done_in_part_is_taken_back() -> None:
    async with hosted() as (one, site):
        plan = await planned(one)

        def half(path: str) -> None:
            if path == ONE and site.writes.count(ONE) == 1:
                site.files[ONE] = "ne"
                raise HostError("kvm1: killed")

        site.behind = half
        outcome = await one.writer.apply(plan)
        assert (outcome.verdict, outcome.reason) == ("refused", "kvm1: killed")
        assert site.files == {ONE: "old\nsame\n"}


@pytest.mark.parametrize("gate", [Gate(role=Role.OPERATOR), Gate(role=Role.VIEWER), Gate(read_only=True)])
async def test_hosts_are_for_admins_and_no_part_is_done_where_another_may_not_be(gate: Gate) -> None:
    async with hosted() as (one, site):
        plan = await planned(one)
        outcome = await Writer(one.deployment, gate, one.journal).apply(plan)
        assert outcome.verdict == "refused" and not site.writes and await switches(one) == 0
        assert one.journal.entries() == []


def test_only_the_gate_has_deeds_done() -> None:
    assert _calls("do") == {"plans/gate.py"}


async def _killed_behind(one: Stage, done: int) -> Plan:
    """What a console leaves that was killed when so many steps of the plan were done."""
    plan = await planned(one)
    for number in range(done):
        part = msgspec.structs.replace(
            plan, id=f"{number} of {plan.id}", steps=plan.steps[number : number + 1]
        )
        assert (await one.writer.apply(part)).verdict == "applied"
    host = this_console().split()[0]
    one.journal._append(Line("sent", plan.id, 1.0, plan, console=f"{host} 1 of-long-ago"))
    return plan


@pytest.mark.parametrize(
    ("done", "standing"), [(0, "refused"), (1, "unknown"), (2, "unknown"), (3, "applied")]
)
async def test_after_a_crash_the_host_tells_what_was_done(done: int, standing: str) -> None:
    async with hosted() as (one, _):
        plan = await _killed_behind(one, done)
        (entry,) = await settle(one.deployment, one.journal)
        assert (entry.plan.id, entry.standing) == (plan.id, standing)
        assert entry.outcome is not None
        assert entry.outcome.stands == (tuple(range(done)) if standing == "unknown" else ())


async def test_what_was_left_half_way_can_be_cleaned_up() -> None:
    async with hosted() as (one, site):
        plan = await _killed_behind(one, 2)
        site.files[TWO] = "tw"  # it died in the middle of this one
        (entry,) = await settle(one.deployment, one.journal)
        assert entry.outcome is not None and entry.outcome.stands == (0, 1, 2)
        back = await undo(one.planner, entry)
        assert (await one.writer.apply(back)).verdict == "applied"
        assert site.files == {ONE: "old\nsame\n"} and await switches(one) == 0
        assert one.journal.entry(plan.id).undone_by == back.id


async def test_what_was_left_half_way_can_be_finished_and_then_undone_as_a_whole() -> None:
    async with hosted() as (one, site):
        plan = await _killed_behind(one, 2)
        site.files[TWO] = "tw"
        await settle(one.deployment, one.journal)
        assert (await one.writer.apply(plan, again=True)).verdict == "applied"
        assert site.files == {ONE: "new\nsame\n", TWO: "two\n"} and await switches(one) == 1
        back = await undo(one.planner, one.journal.entry(plan.id))
        assert (await one.writer.apply(back)).verdict == "applied"
        assert site.files == {ONE: "old\nsame\n"} and await switches(one) == 0


async def test_what_has_changed_on_a_host_since_is_not_undone() -> None:
    async with hosted() as (one, site):
        plan = await planned(one)
        await one.writer.apply(plan)
        site.files[ONE] = "newer\n"
        with pytest.raises(Refusal, match=f"file {ONE}: line 1 is newer"):
            await undo(one.planner, one.journal.entry(plan.id))


async def test_a_host_of_which_only_the_database_is_reached_has_nothing_done() -> None:
    async with stage() as one:
        with pytest.raises(Refusal, match="name it as ssh:kvm1"):
            await one.planner.plan(WISH, "test", "x", {})


async def test_where_hosts_stand_apart_the_first_that_fails_stops_the_rest() -> None:
    """What is done on a host before stays, what was done on the one that failed is undone."""
    async with hosted() as (one, _):
        sites = {}
        for name in ("kvm1", "kvm2", "kvm3"):
            sites[name] = Files(name)
            host: Any = SimpleNamespace(site=sites[name], virt=None)
            there = one.deployment.connections
            there[name] = msgspec.structs.replace(there["kvm1"], key=name, host=host)

        def full(path: str) -> None:
            if path == TWO:
                raise HostError("kvm2: no space left")

        sites["kvm2"].before = full
        acts = [
            HostAct(f"write {path} on {name}", name, "file", path, lambda _: "new\n")
            for name in sites
            for path in (ONE, TWO)
        ]
        plan = await one.planner.plan(Wish(acts=tuple(acts), apart=True), "test", "Three hosts", {})
        assert list(preview(plan))[-1].text.startswith("6 deeds, host by host")
        outcome = await one.writer.apply(plan)
        assert (outcome.verdict, outcome.stands) == ("refused", (0, 1))
        assert outcome.reason == (
            "kvm2: no space left; what was done before was undone; "
            "done: kvm1 · failed: kvm2 · untouched: kvm3"
        )
        assert [site.files for site in sites.values()] == [{ONE: "new\n", TWO: "new\n"}, {}, {}]
        back = await undo(one.planner, one.journal.entry(plan.id))
        assert (await one.writer.apply(back)).verdict == "applied"
        assert [site.files for site in sites.values()] == [{}, {}, {}]


async def test_a_step_waits_for_a_host_whose_connection_the_one_before_has_cost() -> None:
    async with hosted() as (one, site):
        doubts: list[str] = []

        async def lost_for_a_while(plan: Plan) -> Outcome:
            task = asyncio.create_task(one.writer.apply(plan, on_doubt=doubts.append))
            await until(lambda: bool(doubts), "it is waited for")
            site.behind = lambda _: None
            site.reached.set()
            return await task

        plan = await one.planner.plan(Wish(acts=(_file(ONE, "new\n"), _file(TWO, "two\n"))), "test", "x", {})
        site.behind = lambda _: site.reached.clear()
        assert (await lost_for_a_while(plan)).verdict == "applied"
        assert site.files == {ONE: "new\n", TWO: "two\n"}
        assert "is found out" in doubts[0]
