"""Verdicts: what is refused and why; several databases; what goes into the server's log."""

from collections.abc import Iterator
from pathlib import Path

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.acts.rows import set_columns
from ovntui.plans.plan import Plan
from tests.plans.acts import attach, wish
from tests.plans.stage import Stage, Words, cloud, command, console, stage
from tests.servers.ovsdb import Server
from tests.servers.process import run
from tests.servers.waiting import until

PORT: Words = ("ovn-nbctl", "ls-add", "ls", "--", "lsp-add", "ls", "vm1")


async def test_the_servers_log_names_operator_and_plan() -> None:
    async with stage() as one:
        plan, _ = await one.apply("add-switch", {"name": "ls-int"})
        log = await run("ovsdb-tool", "show-log", str(one.server.files[0]))
        assert f"ovntui: kim: Add a switch (plan {plan.id})" in log


async def test_wait_counts_nb_cfg_up() -> None:
    async with stage() as one:
        for number in (1, 2):
            plan = await one.make("add-switch", {"name": f"ls-{number}"})
            assert (await one.writer.apply(plan, wait="hv")).nb_cfg == number
        plan = await one.make("add-switch", {"name": "ls-3"})
        assert (await one.writer.apply(plan)).nb_cfg is None


async def test_a_constraint_is_told_in_words() -> None:
    async with stage(PORT) as one:
        plan = await _plan(one, attach("vm2"))
        await command(one.server, ("ovn-nbctl", "lsp-add", "ls", "vm2"))
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason == "there is a Logical_Switch_Port with vm2 already"


async def test_a_standby_refuses(tmp_path: Path) -> None:
    async with cloud(PORT) as server, console(server, tmp_path / "journal") as one:
        plan = await _plan(one, attach("vm2"))
        await _stand_by(server)
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused"
        assert "read-only" in outcome.reason


async def test_a_server_that_is_away_is_sent_nothing(tmp_path: Path) -> None:
    async with cloud(PORT) as server, console(server, tmp_path / "journal") as one:
        plan = await _plan(one, attach("vm2"))
        server.stop()
        database = one.deployment.connections["nb"].database
        await until(lambda: database.link.state != "live", "the link is lost")
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused" and "nothing was sent" in outcome.reason
        await server.start()


async def test_two_databases_are_changed_or_none() -> None:
    async with stage(PORT, ("ovs-vsctl", "add-br", "br-int")) as one:
        original = await one.contents()
        plan = await _plan(one, attach("vm2"), _bridge("br-ext"))
        assert [step.database for step in plan.steps] == ["nb", "kvm1"]
        await command(one.server, ("ovs-vsctl", "add-br", "br-ext"))
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "refused"
        assert outcome.reason == "there is a Bridge with br-ext already; what was done before was undone"
        assert (await one.contents())["nb"] == original["nb"]
        await command(one.server, ("ovs-vsctl", "del-br", "br-ext"))
        again = await _plan(one, attach("vm2"), _bridge("br-ext"))
        assert (await one.writer.apply(again)).verdict == "applied"
        assert "br-ext" in await command(one.server, ("ovs-vsctl", "list-br"))


async def test_a_row_that_a_plan_is_made_from_is_guarded() -> None:
    async with stage(PORT) as one:
        port = next(iter(one.deployment.cloud.ports))
        plan = await _plan(one, set_columns("Logical_Switch_Port", port, {"type": "localport"}))
        await command(one.server, ("ovn-nbctl", "lsp-set-type", "vm1", "router"))
        outcome = await one.writer.apply(plan)
        assert outcome.verdict == "moved"
        (difference,) = outcome.differences
        assert (difference.column, difference.expected, difference.found) == ("type", "", "router")


def _bridge(name: str) -> Act:
    """A bridge; made by ovsdbapp from the list of those that there are."""

    def commands(ovs: Api) -> Iterator[Command]:
        yield ovs.add_br(name)

    return Act(f"add bridge {name}", commands, (("add-br", name),), "kvm1")


async def _plan(one: Stage, *acts: Act) -> Plan:
    return await one.planner.plan(wish(*acts), "test", "Test", {})


async def _stand_by(server: Server) -> None:
    """Make it a backup of a server that is not there (ovsdb-server(1), "Active-Backup")."""
    await server.appctl("ovsdb-server/set-active-ovsdb-server", "unix:/nonexistent")
    await server.appctl("ovsdb-server/connect-active-ovsdb-server")
