"""Hosts reached from their chassis, and what their logins ask."""

import asyncio

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from ovntui.app import Console
from ovntui.deployment import Deployment
from ovntui.hosts.asking import Asking
from ovntui.operators import Operator, Role
from ovntui.widgets.dialogs.ask import AskDialog
from ovntui.widgets.dialogs.prompt import PromptDialog
from tests.console.conftest import Picturing
from tests.console.stage import NARROW, QUICK, Cloud, Shown, Still, console, page
from tests.console.test_dialogs import typed
from tests.servers.waiting import until


def chassis(cloud: Cloud) -> Shown:
    """The chassis, and no host of theirs."""
    return Shown(Still(cloud.settings(hosts={})), screen="chassis")


def test_asked(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("H")

    picture(chassis(the_zoo), NARROW, act)


def test_no_way(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await pilot.press("H", "end", *":many")

    picture(chassis(the_zoo), NARROW, act)


def test_secret(the_zoo: Cloud, picture: Picturing) -> None:
    async def act(pilot: Pilot[None]) -> None:
        dialog = PromptDialog("To log in", "passphrase of id_ed25519, for ssh:kvm1", "unlock", is_secret=True)
        await pilot.app.push_screen(dialog)
        await pilot.press(*"tulip")

    picture(chassis(the_zoo), NARROW, act)


async def test_a_host_is_reached_from_its_chassis_and_let_go_of(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(hosts={}), screen="chassis") as (shown, pilot):
        deployment = shown.deployment
        await pilot.press("H")
        await until(lambda: isinstance(shown.screen, PromptDialog), "it is asked where")
        answer = shown.screen.query_one("#answer", Input)
        name = answer.value.removeprefix("ssh:")
        answer.value = "ssh:-oProxyCommand=x"
        await pilot.press("enter")
        assert "no way to a host by SSH" in str(shown.screen.query_one("#wrong", Static).content)
        answer.value = the_zoo.hosts["kvm1"].unix
        await pilot.press("enter")
        await until(lambda: name in deployment.cloud.hosts, "its database is there")
        await pilot.press("H")
        await until(lambda: isinstance(shown.screen, AskDialog), "it is asked whether it may go")
        await pilot.press("y")
        await until(lambda: name not in deployment.connections, "it is let go of")
        assert name not in deployment.cloud.hosts
        assert page(shown).MODE == "chassis"


async def test_a_host_of_the_settings_is_not_let_go_of(the_zoo: Cloud) -> None:
    async with console(the_zoo.settings(), screen="chassis") as (shown, pilot):
        before = dict(shown.deployment.connections)
        await pilot.press("down", "H")
        await until(lambda: bool(shown._notifications), "it is told why")  # no other way to see a toast
        assert page(shown).MODE == "chassis"
        assert shown.deployment.connections == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
async def test_nobody_reaches_hosts_with_anothers_keys(the_zoo: Cloud, role: Role) -> None:
    settings = the_zoo.settings(hosts={}, operator=Operator("kim", role, "192.0.2.7", "1"))
    async with console(settings, screen="chassis") as (shown, pilot):
        await pilot.press("H")
        assert page(shown).check_action("host", ()) is False
        assert page(shown).MODE == "chassis"


async def test_a_question_waits_for_the_console_and_its_answer_is_never_drawn(the_zoo: Cloud) -> None:
    asking = Asking()
    async with Deployment(the_zoo.settings(), timing=QUICK) as deployment:
        question = asyncio.create_task(asking("passphrase of the key"))
        shown = Console(deployment, mark_seconds=0, asking=asking)
        async with shown.run_test(size=NARROW) as pilot:
            await until(lambda: isinstance(shown.screen, PromptDialog), "it is asked")
            await typed(pilot, "open sesame")
            assert "sesame" not in shown.export_screenshot()
            await pilot.press("enter")
            assert await question == "open sesame"
            again = asyncio.create_task(asking("passphrase of another"))
            await until(lambda: isinstance(shown.screen, PromptDialog), "it is asked")
            await pilot.press("escape")
            assert await again is None
