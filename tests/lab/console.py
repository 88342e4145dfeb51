"""A console on the controller of a lab: its plans work on the lab's own hosts."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from ovntui.deployment import Deployment
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Outcome, Plan, Progress
from ovntui.plans.recipe import Values
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.undo import undo
from ovntui.plans.writer import Writer
from ovntui.settings import Flags, settle
from tests.lab.cast import ADDRESSES, CONTROLLER
from tests.lab.lab import Lab
from tests.servers.waiting import until


class Console:
    """One console. told are the sentences of what is under way, as they come."""

    def __init__(self, deployment: Deployment, journal: Path) -> None:
        self.deployment = deployment
        self.journal = Journal(journal)
        self.planner = Planner(deployment, "kim")
        self.writer = Writer(deployment, Gate(), self.journal)
        self.told: list[str] = []

    async def make(self, recipe: str, values: Values) -> Plan:
        return await self.planner.make(RECIPES[recipe], values)

    async def apply(self, plan: Plan) -> Outcome:
        return await self.writer.apply(plan, on_doubt=self.told.append, on_progress=self._progress)

    async def undo(self, plan: Plan) -> tuple[Plan, Outcome]:
        """Undo a plan that was applied."""
        back = await undo(self.planner, self.journal.entry(plan.id))
        return back, await self.apply(back)

    def _progress(self, progress: Progress) -> None:
        self.told.append(str(progress))


@asynccontextmanager
async def console(lab: Lab, journal: Path, hosts: Mapping[str, str] | None = None) -> AsyncIterator[Console]:
    """A console with everything loaded, and SSH and libvirt of every host up. The operator is at the
    controller. hosts are other ways to them than root's."""
    address = ADDRESSES[CONTROLLER]
    ways = {who.name: f"ssh:{who.public}" for who in lab.hypervisors} | dict(hosts or {})
    flags = Flags(northbound=f"tcp:{address}:6641", southbound=f"tcp:{address}:6642", hosts=ways)
    async with Deployment(settle(flags, {}, Flags())) as deployment:
        await deployment.opened()
        await deployment.loaded()
        sites = [one.host.site for one in deployment.connections.values() if one.host]
        await until(lambda: all(site is not None and site.is_reached for site in sites), "hosts are up", 30)
        yield Console(deployment, journal)
