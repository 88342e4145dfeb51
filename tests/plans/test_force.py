"""From applied to in force, on a real OVN."""

import asyncio
import os
import signal
from pathlib import Path

from ovntui.deployment import Deployment
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.force import Force, follow, force
from ovntui.plans.gate import Gate
from ovntui.plans.journal import Journal
from ovntui.plans.make import Planner
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.writer import Writer
from ovntui.sandbox.sandbox import Sandbox
from ovntui.settings import Settings
from tests.servers.waiting import until


async def test_followed_chassis_by_chassis_with_the_laggard_named(tmp_path: Path) -> None:
    with Sandbox.owned(chassis=2, empty=True) as sandbox:
        settings = Settings(parse_remotes(sandbox.northbound), parse_remotes(sandbox.southbound))
        async with Deployment(settings) as deployment:
            await deployment.loaded()
            planner = Planner(deployment, "kim")
            writer = Writer(deployment, Gate(), Journal(tmp_path / "journal"))

            async def applied(name: str) -> int:
                outcome = await writer.apply(await planner.make(RECIPES["add-switch"], {"name": name}), "hv")
                assert outcome.nb_cfg is not None
                return outcome.nb_cfg

            whole = await asyncio.wait_for(follow(deployment, await applied("ls-1"), "hv"), 30)
            names = [one.chassis.name for one in whole.reached]
            assert len(names) == 2 and str(whole) == "in force on 2 of 2 chassis"

            slow = next(
                one for one in sandbox.status() if (one.room, one.name) == (names[1], "ovn-controller")
            )
            assert slow.pid is not None
            os.kill(slow.pid, signal.SIGSTOP)
            told: list[Force] = []
            number = await applied("ls-2")
            assert (await asyncio.wait_for(follow(deployment, number, "sb"), 30)).northd
            following = asyncio.create_task(follow(deployment, number, "hv", told.append))
            await until(lambda: force(deployment.cloud, number).reached, "the other chassis has it", 30)
            assert not following.done()
            assert (
                str(force(deployment.cloud, number)) == f"in force on 1 of 2 chassis; not yet on {names[1]}"
            )
            os.kill(slow.pid, signal.SIGCONT)
            done = await asyncio.wait_for(following, 30)
            assert not done.laggards and told[-1] == done
            assert [len(one.laggards) for one in told] == sorted(
                (len(one.laggards) for one in told), reverse=True
            )
