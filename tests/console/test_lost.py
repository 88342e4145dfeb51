"""What the console shows while a database is away, and before it was ever there."""

import asyncio
from collections.abc import Iterator

import msgspec
import pytest
from textual.events import ScreenResume
from textual.pilot import Pilot

from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from tests.console import zoo
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, WIDE, Cloud, Shown, Still, cloud, page
from tests.servers.waiting import until


@pytest.fixture
def own() -> Iterator[Cloud]:
    """A zoo that may be broken."""
    with asyncio.Runner() as runner:
        held = cloud(zoo.northbound(), zoo.southbound())
        served = runner.run(held.__aenter__())
        try:
            yield served
        finally:
            runner.run(held.__aexit__(None, None, None))


def still(own: Cloud, monkeypatch: pytest.MonkeyPatch) -> Still:
    """A deployment on it whose sentences name the socket without the folder, which differs each time."""
    monkeypatch.chdir(own.central.folder)
    remotes = parse_remotes("unix:sock")
    return Still(msgspec.structs.replace(own.settings(), northbound=remotes, southbound=remotes))


async def lose(own: Cloud, deployment: Deployment, pilot: Pilot[None]) -> None:
    """End the server, and wait until the console says so."""
    own.central.kill()
    links = [connection.database for connection in deployment.connections.values()]
    await until(
        lambda: all(one.link.state == "lost" and "nobody serves" in one.link.error for one in links),
        "both links are lost",
    )
    page(pilot.app).on_screen_resume(ScreenResume())


@pytest.mark.parametrize(
    ("screen", "size"),
    [pytest.param("overview", NARROW, id="lost-overview"), pytest.param("ports", WIDE, id="lost-ports")],
)
def test_lost(
    own: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch, screen: str, size: tuple[int, int]
) -> None:
    deployment = still(own, monkeypatch)
    picture(Shown(deployment, screen=screen), size, lambda pilot: lose(own, deployment, pilot))


class Early(Shown):
    """A console that does not wait for its databases."""

    waits = False


@pytest.mark.parametrize(
    "screen", [pytest.param(screen, id=f"never-there-{screen}") for screen in ("overview", "ports")]
)
def test_never_there(own: Cloud, picture: Picturing, monkeypatch: pytest.MonkeyPatch, screen: str) -> None:
    deployment = still(own, monkeypatch)
    own.central.kill()

    async def tried(pilot: Pilot[None]) -> None:
        links = [connection.database for connection in deployment.connections.values()]
        await until(lambda: all(one.link.error for one in links), "both have been tried")
        page(pilot.app).on_screen_resume(ScreenResume())

    picture(Early(deployment, screen=screen), NARROW, tried, settles=False)
