"""What tests of every kind share."""

import os
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.ovsdb import Server, installed_schema, standalone
from tests.servers.process import run

settings.register_profile(
    "default",
    deadline=None,  # real servers answer when they do; each wait has its own limit
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # A change is judged by its own work: chance looks for old mistakes where it hinders nobody (`make fuzz`).
    derandomize="CI" in os.environ,
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")


@pytest.fixture
async def nb_server() -> AsyncIterator[Server]:
    """A northbound database as `ovn-nbctl init` leaves it: one row, in NB_Global."""
    async with standalone(installed_schema("OVN_Northbound")) as server:
        await run("ovn-nbctl", f"--db={server.unix}", "--timeout=20", "init")
        yield server


@pytest.fixture
async def sb_server() -> AsyncIterator[Server]:
    """A southbound database as `ovn-sbctl init` leaves it: one row, in SB_Global."""
    async with standalone(installed_schema("OVN_Southbound")) as server:
        await run("ovn-sbctl", f"--db={server.unix}", "--timeout=20", "init")
        yield server
