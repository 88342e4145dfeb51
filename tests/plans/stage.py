"""A cloud to make plans for: one real ovsdb-server with a northbound, a southbound and a host's database, and
all that ovntui needs to change them."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from ovntui.deployment import Deployment
from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.plan import Outcome, Plan
from ovntui.plans.recipe import Recipe, Values
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.writer import Writer
from ovntui.settings import Settings
from tests.servers.dump import Tables
from tests.servers.ovsdb import Server, installed_schema, serving, standalone
from tests.servers.process import run, short_folder

DATABASES: Final = {"nb": "OVN_Northbound", "sb": "OVN_Southbound", "kvm1": "Open_vSwitch"}
"""The database of each connection; kvm1 is the host."""

Words = Sequence[str]
"""A program and its arguments."""


class Stage:
    """One console at one server."""

    def __init__(self, server: Server, deployment: Deployment, journal: Journal, gate: Gate) -> None:
        self.server = server
        self.deployment = deployment
        self.journal = journal
        self.planner = Planner(deployment, "kim")
        self.writer = Writer(deployment, gate, journal)

    async def make(self, recipe: Recipe | str, values: Values) -> Plan:
        """A plan, by a recipe or its name."""
        return await self.planner.make(RECIPES[recipe] if isinstance(recipe, str) else recipe, values)

    async def apply(self, recipe: Recipe | str, values: Values) -> tuple[Plan, Outcome]:
        """A plan, made and applied."""
        plan = await self.make(recipe, values)
        return plan, await self.writer.apply(plan)

    async def contents(self) -> dict[str, Tables]:
        """What the databases hold, by connection."""
        return {key: await self.server.dump(name) for key, name in DATABASES.items()}


async def command(server: Server, words: Words) -> str:
    """Run ovn-nbctl, ovn-sbctl or ovs-vsctl on a server."""
    program, *arguments = words
    options = ["--no-wait"] if program == "ovs-vsctl" else []
    return await run(program, f"--db={server.unix}", "--timeout=20", *options, *arguments)


@asynccontextmanager
async def cloud(*setup: Words) -> AsyncIterator[Server]:
    """A server with the three databases, initialised, and then set up by commands."""
    async with standalone(*map(installed_schema, DATABASES.values())) as server:
        for words in (("ovn-nbctl", "init"), ("ovn-sbctl", "init"), ("ovs-vsctl", "init"), *setup):
            await command(server, words)
        yield server


@asynccontextmanager
async def console(
    server: Server,
    journal: Path,
    *,
    gate: Gate | None = None,
    northbound: str | None = None,
    timing: Timing | None = None,
) -> AsyncIterator[Stage]:
    """A console at a server, with its rows loaded. northbound is another way to the first database."""
    settings = Settings(
        northbound=parse_remotes(northbound or server.unix),
        southbound=parse_remotes(server.unix),
        hosts={"kvm1": parse_remotes(server.unix)},
    )
    async with Deployment(settings, timing=timing) as deployment:
        await deployment.loaded()
        yield Stage(server, deployment, Journal(journal), gate or Gate())


@asynccontextmanager
async def stage(*setup: Words) -> AsyncIterator[Stage]:
    """A server and a console at it."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(short_folder())
        server = await stack.enter_async_context(cloud(*setup))
        yield await stack.enter_async_context(console(server, folder / "journal.jsonl"))


@asynccontextmanager
async def copy(server: Server) -> AsyncIterator[Server]:
    """Another server with copies of the databases as they are now, down to the uuids."""
    with short_folder() as folder:
        files = []
        for file in server.files:
            shutil.copyfile(file, folder / file.name)
            files.append(str(folder / file.name))
        async with serving(*files) as twin:
            yield twin
