"""For each recipe of the catalogue that works on databases alone, whatever comes to be in it: the plan, the
commands that its preview prints run by the real tools on a twin, and its undo, on a cloud that has one of
everything. Those that work on hosts are tried on the lab's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ovntui.settings import NORTHBOUND, SOUTHBOUND
from tests.console import zoo
from tests.console.asked import ASKED, northbound
from tests.plans.stage import DATABASES, Stage, command, console
from tests.plans.twin import agrees
from tests.servers.ovsdb import installed_schema, standalone


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A console at the office; each proof leaves it as it was."""
    journal: Path = tmp_path_factory.mktemp("office") / "journal"
    async with standalone(*map(installed_schema, DATABASES.values())) as server:
        for name, rows in ((NORTHBOUND, northbound()), (SOUTHBOUND, zoo.southbound())):
            await server.transact(name, *rows.operations)
        await command(server, ("ovs-vsctl", "init"))
        async with console(server, journal) as one:
            yield one


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", ASKED)
async def test_plan_commands_and_undo_agree(the_office: Stage, name: str) -> None:
    await agrees(the_office, name, ASKED[name])
