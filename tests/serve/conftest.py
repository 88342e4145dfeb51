"""What the server's tests share: a cloud, and a server that stays for a module."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.console import zoo
from tests.console.stage import Cloud, cloud
from tests.serve.serving import Served, served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_zoo() -> AsyncIterator[Cloud]:
    """One of everything; nobody changes it."""
    async with cloud(zoo.northbound(), zoo.southbound()) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(the_zoo: Cloud) -> AsyncIterator[Served]:
    """A server with the settings that it has without any."""
    async with served(the_zoo) as found:
        yield found
