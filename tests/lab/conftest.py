"""The labs of the lab's tests. Each test process has its own, made when a test first asks for one."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.lab import blog
from tests.lab.console import Console
from tests.lab.image import Image, image
from tests.lab.keeping import ifup
from tests.lab.lab import Lab, lab
from tests.lab.needs import missing
from tests.lab.operator import Operator, at_controller
from tests.lab.vms import left, sweep, with_pools
from tests.servers.process import ToolError


@pytest.fixture(scope="session")
def name() -> Callable[[str], str]:
    """Makes names of labs that no other test process uses. Skips the test where there can be no lab."""
    if reason := missing():
        pytest.skip(f"no lab of hosts here: {reason}")
    return lambda of: f"{of}-{os.getpid()}"


@pytest.fixture(scope="session")
def bare(name: Callable[[str], str]) -> Iterator[Lab]:
    """Two hypervisors that know nothing of OVN."""
    with lab(name("bare"), "bare") as made:
        yield made


@pytest.fixture(scope="session")
def guests(name: Callable[[str], str]) -> Image:
    """What guests boot from, made while the operator's cache is still the machine's own."""
    try:
        return image()
    except ToolError as error:
        pytest.skip(f"no guests here: {error}")


@pytest.fixture(scope="session")
def binary() -> Path:
    """ifup, fetched while the network is still the machine's own."""
    try:
        return ifup()
    except ToolError as error:
        pytest.skip(f"no ifupdown to be had: {error}")


@pytest.fixture(scope="session")
def cloud(name: Callable[[str], str], guests: Image) -> Iterator[Lab]:
    """The blog's cloud, whole. Tests leave it as they found it."""
    with ExitStack() as stack:
        made = stack.enter_context(lab(name("cloud")))
        blog.build(made)
        yield made


@pytest.fixture
def operator(bare: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    """The operator on the controller of the bare hosts, for one test."""
    with at_controller(bare, tmp_path, monkeypatch) as here:
        yield here


@pytest_asyncio.fixture
async def there(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Console, Lab]]:
    """A console at the blog's cloud, whose ports, VMs and volumes are as they were when the test is over."""
    before = left(cloud)
    async with with_pools(cloud, tmp_path, monkeypatch) as made:
        yield made, cloud
        after = left(cloud)
        sweep(cloud, before)
    assert after == before
