"""A console on the controller of the blog's cloud, with hands on its plans."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from ovntui.cloud.records import Vm
from ovntui.deployment import Deployment
from ovntui.hosts.virt import Virt
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Outcome, Plan
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from ovntui.settings import Flags, settle
from tests.lab.cast import ADDRESSES, CONTROLLER
from tests.lab.lab import Lab
from tests.lab.operator import at_controller
from tests.lab.storage import FOLDER, pool
from tests.servers.waiting import until


class Console:
    """What an operator there does."""

    def __init__(self, lab: Lab, deployment: Deployment, journal: Journal) -> None:
        self.lab = lab
        self.deployment = deployment
        self.journal = journal
        self.planner = Planner(deployment, "kim")
        self.writer = Writer(deployment, Gate(), journal)

    async def make(self, recipe: str, values: Mapping[str, str]) -> Plan:
        """A plan. Raises Refusal."""
        return await self.planner.make(RECIPES[recipe], values)

    async def does(self, recipe: str, values: Mapping[str, str]) -> Plan:
        """A plan that is applied."""
        plan = await self.make(recipe, values)
        outcome = await self.writer.apply(plan)
        assert outcome.verdict == "applied", (outcome.reason, outcome.differences)
        return plan

    async def undoes(self, plan: Plan) -> Outcome:
        """Undo it. Raises Refusal."""
        return await self.writer.apply(await undo(self.planner, self.journal.entry(plan.id)))

    def vm(self, name: str) -> Vm | None:
        """The VM of a name."""
        return next((vm for vm in self.deployment.cloud.vms.values() if vm.name == name), None)

    def virt(self, host: str) -> Virt:
        """A host's libvirt."""
        found = self.deployment.connections[host].host
        assert found is not None and found.virt is not None
        return found.virt

    def left(self) -> dict[str, object]:
        """All that a VM could leave behind: domains, volumes and ports."""
        found: dict[str, object] = {
            "ports": sorted(
                self.lab.controller.run(
                    "ovn-nbctl", "--bare", "--columns=name", "list", "logical_switch_port"
                ).split()
            )
        }
        for who in self.lab.hypervisors:
            host = self.lab.hosts[who.name]
            found[f"domains of {who.name}"] = sorted(
                host.run("virsh", "-q", "list", "--all", "--name").split()
            )
            folder = host.root / FOLDER.lstrip("/")
            found[f"volumes of {who.name}"] = sorted(one.name for one in folder.iterdir())
        return found


@asynccontextmanager
async def console(lab: Lab, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """The console, with a pool for images on each hypervisor."""
    address = ADDRESSES[CONTROLLER]
    flags = Flags(
        northbound=f"tcp:{address}:6641",
        southbound=f"tcp:{address}:6642",
        hosts={who.name: f"ssh:{who.public}" for who in lab.hypervisors},
    )
    with ExitStack() as stack:
        for who in lab.hypervisors:
            stack.enter_context(pool(lab.hosts[who.name]))
        stack.enter_context(at_controller(lab, home, monkeypatch))
        async with Deployment(settle(flags, {}, Flags())) as deployment:
            await deployment.opened()
            await deployment.loaded()
            made = Console(lab, deployment, Journal(home / "journal.jsonl"))
            for who in lab.hypervisors:
                virt = made.virt(who.name)
                await until(lambda: virt.state.state == "live", f"libvirt of {who.name} is live", 30)  # noqa: B023  # awaited
            yield made
