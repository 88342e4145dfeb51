"""What the console's tests share: an environment that says nothing, the clouds, and the pictures' place."""

import os
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import pytest_asyncio
import pytest_textual_snapshot  # type: ignore[import-untyped]  # it has no types
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex
from textual.app import App
from textual.pilot import Pilot

from tests.console import strangers, zoo
from tests.console.stage import Cloud, cloud, quiet, settled

PICTURES = Path(__file__).parents[2] / "snapshots"


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An environment without wishes: no user's files, no colours refused, UTC."""
    for name in os.environ:
        wish = name.startswith(("TEXTUAL", "OVN_", "OVS_", "XDG_")) or name in ("NO_COLOR", "COLORTERM")
        if wish and name != "TEXTUAL_SNAPSHOT_TEMPDIR":
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    for name, value in (
        ("HOME", str(home)),
        ("TZ", "UTC"),
        ("TERM", "xterm-256color"),
        ("LC_ALL", "C.UTF-8"),
    ):
        monkeypatch.setenv(name, value)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_zoo() -> AsyncIterator[Cloud]:
    """One of everything; nobody changes it."""
    async with cloud(
        zoo.northbound(), zoo.southbound(), kvm1=zoo.host("kvm1"), kvm2=zoo.host("kvm2")
    ) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def the_strangers() -> AsyncIterator[Cloud]:
    """Names of every kind; nobody changes them."""
    async with cloud(strangers.northbound(), strangers.southbound()) as served:
        yield served


class Picture(pytest_textual_snapshot.SVGImageExtension):  # type: ignore[misc]  # the package is untyped
    """A picture is kept as snapshots/<test module>/<name>.svg, named as its test's case or else its test."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(PICTURES / test_location.basename)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        name = test_location.testname.removeprefix("test_").replace("_", "-")
        return name.partition("[")[2].rstrip("]") or name

    @classmethod
    def write_snapshot(cls, **what: Any) -> None:
        with warnings.catch_warnings():
            # Syrupy would have a test's name in the file's; the README names these files.
            warnings.filterwarnings("ignore", r"\s*Can not relate snapshot name")
            super().write_snapshot(**what)


Act: TypeAlias = Callable[[Pilot[Any]], Awaitable[None]]
Picturing: TypeAlias = Callable[..., None]


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Picturing:
    """Compares the console with the picture that was accepted. `make snapshots` draws all anew."""
    monkeypatch.setattr(pytest_textual_snapshot, "SVGImageExtension", Picture)  # it has no setting for this
    compare = request.getfixturevalue("snap_compare")

    def look(app: App[Any], size: tuple[int, int], act: Act | None = None, *, settles: bool = True) -> None:
        """Run the app, do as act says, and look once nothing more comes, if that is to be awaited."""
        ready = settled if settles else Pilot.pause

        async def prepare(pilot: Pilot[Any]) -> None:
            await ready(pilot)
            if act is not None:
                await act(pilot)
                await ready(pilot)
            quiet(pilot)

        assert compare(app, terminal_size=size, run_before=prepare)

    return look
