"""Several consoles at one server: who is here, and who is about to change the same."""

import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ovntui.operators import Operator, Role
from ovntui.plans.presence import Presence
from ovntui.plans.recipes.catalogue import RECIPES
from tests.console.stage import WIDE, screen_text
from tests.console.test_changing import Desk, desk
from tests.servers.waiting import until

KIM, LEE = (Operator(name, Role.ADMIN, "192.0.2.7", name) for name in ("kim", "lee"))


async def removing(at: Desk) -> None:
    """As far as the plan that removes ls-int."""
    await at.open("down", "D")
    await at.press("f2")
    await at.part("preview")


async def test_two_at_the_same_row(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        kims = await stack.enter_async_context(desk(WIDE, operator=KIM, presence=tmp_path))
        lees = await stack.enter_async_context(desk(WIDE, operator=LEE, presence=tmp_path, name="the same"))
        await removing(kims)
        assert "is about to change" not in screen_text(kims.app)
        await removing(lees)
        await lees.sees("▲ kim is about to change Logical_Switch ls-int too: Remove a switch")
        await kims.sees("▲ lee is about to change Logical_Switch ls-int too: Remove a switch")
        await lees.press("escape", "escape")
        if lees.app.screen is not lees.app.page:
            await lees.press("enter")
        await until(lambda: "lee is about" not in screen_text(kims.app), "lee has changed their mind")


async def test_who_is_here(tmp_path: Path) -> None:
    lee = Presence(tmp_path, LEE)
    lee.enter()
    async with desk(WIDE, operator=KIM, presence=tmp_path) as at:
        await at.press("colon", *"who is here", "enter", "enter")
        await at.sees("lee  admin  192.0.2.7  for ")
        await at.press("escape")
    lee.leave()


async def test_one_who_is_killed_is_here_no_longer(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from ovntui.operators import *; "
        "from ovntui.plans.presence import Presence; "
        "Presence(Path(sys.argv[1]), Operator('max', Role.ADMIN, '', 'm')).enter(); print(flush=True); "
        "time.sleep(600)"
    )
    folder = tmp_path / "present"
    mine = Presence(folder, KIM)
    mine.enter()
    other = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE)  # noqa: ASYNC220  # it is waited for below
    try:
        assert other.stdout is not None
        other.stdout.readline()
        assert [one.name for one in mine.others()] == ["max"]
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.communicate()
    assert not mine.others()
    assert [path.name for path in folder.iterdir()] == ["kim.json"], "nothing is left"
    mine.leave()
    assert not list(folder.iterdir())


def test_a_folder_that_cannot_be_used_shows_nobody(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    alone = Presence(file, KIM)
    alone.enter()
    assert not alone.others()
    alone.leave()


@pytest.mark.parametrize("keys", [("a",), ("e",), ("D",), ("plus",), ("u",), ("ctrl+r",)])
async def test_a_viewer_comes_to_no_form(keys: tuple[str, ...]) -> None:
    viewer = Operator("max", Role.VIEWER)
    async with desk(operator=viewer) as at:
        await at.press("down", *keys)
        assert at.app.page is not None, "no form, no menu"
        assert all("your role is viewer" in told.message for told in at.app._notifications)
        assert at.app._notifications
        for recipe in (*at.app.recipes.values(), *RECIPES.values()):
            at.app.open_wizard(recipe, {})
        await at.pilot.pause()
        assert at.app.page is not None
