"""A gateway that moves to another host, as the console shows it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ovntui.cloud.rows.southbound import PortBinding
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.client import Database
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.wire import refs
from ovntui.settings import SOUTHBOUND, Flags, settle
from tests.console.stage import console, table, texts
from tests.lab import blog
from tests.lab.cast import ADDRESSES, CONTROLLER
from tests.lab.lab import Lab, lab
from tests.lab.operator import at_controller
from tests.servers.waiting import until

NORTH, SOUTH = (f"tcp:{ADDRESSES[CONTROLLER]}:{port}" for port in (6641, 6642))


@pytest.fixture
def three(name: Callable[[str], str]) -> Iterator[Lab]:
    """Three gateway chassis, and a router out of which nobody goes."""
    with lab(name("three"), hypervisors=3) as made:
        blog.open_databases(made)
        blog.join_chassis(made)
        made.controller.run("ovn-nbctl", "ls-add", "ls-int")
        blog.map_uplinks(made)
        blog.build_router(made)
        yield made


async def test_the_new_holder_of_a_gateway_is_shown_when_southbound_says_so(
    three: Lab,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    loop, said = asyncio.get_running_loop(), list[float]()

    def hear(changes: list[Change[PortBinding]]) -> None:
        moved = [one for one in changes if one.new is not None and one.new.type == "chassisredirect"]
        if any(refs(one.new.chassis) for one in moved if one.new is not None):
            said.append(loop.time())

    settings = settle(Flags(northbound=NORTH, southbound=SOUTH, local_host=False), {}, Flags())
    with at_controller(three, tmp_path, monkeypatch):
        database = Database(SOUTHBOUND, parse_remotes(SOUTH))
        database.watch(PortBinding, hear)
        async with database, console(settings, screen="routers") as (shown, _):

            def holder() -> str:
                return "\n".join(texts(table(shown)))

            await until(lambda: "kvm1" in holder(), "kvm1 holds the gateway", 60)
            before = len(said)
            three.hosts["kvm1"].run("ip", "link", "set", "ens2", "down")
            await until(lambda: "kvm2" in holder(), "kvm2 is shown as its holder", 60)
            record_property("seconds from southbound to the screen", loop.time() - said[-1])
            assert len(said) > before
            assert "kvm1" not in holder()
            three.hosts["kvm1"].run("ip", "link", "set", "ens2", "up")
            await until(lambda: "kvm1" in holder(), "kvm1 is shown as its holder again", 60)
