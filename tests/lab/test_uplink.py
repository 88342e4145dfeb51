"""A NIC moves under a bridge, and whatever happens on the way the host is within reach, and wholly as before
or wholly as after."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ovntui.hosts.errors import HostError, Unreached
from ovntui.hosts.far import FarSite
from ovntui.hosts.site import Site
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from ovntui.plans.deeds import uplink
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.mover import LOCK
from ovntui.plans.deeds.placement import BridgeState, Placement, read_placement, write_placement
from ovntui.plans.plan import Deed
from tests.lab import ssh
from tests.lab.operator import Operator
from tests.servers.waiting import until

pytestmark = pytest.mark.faults
SUBJECT = "ens2 br-ext /etc/lab-uplink"
CRAFT = CRAFTS["uplink"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host moves back sooner."""
    monkeypatch.setattr(uplink, "_SECONDS", 10.0)


@pytest.fixture
async def kvm1(operator: Operator, quick: None) -> AsyncIterator[FarSite]:
    async with SshLink(parse_remote("ssh:10.10.10.234")) as link:
        site = FarSite("kvm1", None, link)
        before = await addressed(site)
        bridges = await site.must("ovs-vsctl", "list-br")
        yield site
        await site.welcomed()
        assert await addressed(site) == before
        assert await site.must("ovs-vsctl", "list-br") == bridges


async def addressed(site: Site) -> str:
    """Addresses and routes; what else a card remembers of having been under a bridge is no matter."""
    return await site.must("ip", "-brief", "address") + await site.must("ip", "route")


async def seen(site: FarSite) -> Placement:
    while True:
        try:
            found = await CRAFT.look(site, SUBJECT)
        except Unreached:  # the connection ends that was cut before
            await site.welcomed()
            await asyncio.sleep(0.2)
        else:
            assert found is not None
            return read_placement(found)


def moved(before: Placement, gateway: str = "10.10.10.1") -> Deed:
    after = Placement(
        bridge=BridgeState(datapath="netdev", mac="52:54:00:bb:00:34", has_nic=True),
        addresses=tuple(one.replace("ens2", "br-ext") for one in before.addresses),
        routes=(f"default via {gateway} on br-ext",),
        files={"/etc/lab-uplink": ("new\n",)},
    )
    return Deed("uplink", SUBJECT, write_placement(before), write_placement(after))


async def do(site: FarSite, deed: Deed) -> str:
    return await CRAFT.do(site, deed, lambda _, __: None)


async def test_it_moves_and_moves_back(kvm1: FarSite, operator: Operator) -> None:
    before = await seen(kvm1)
    assert before.addresses == ("10.10.10.234/24 on ens2",)
    assert before.routes == ("default via 10.10.10.1 on ens2",)
    deed = moved(before)
    assert await do(kvm1, deed) == ""
    assert await CRAFT.look(kvm1, SUBJECT) == deed.after
    host = operator.lab.hosts["kvm1"]
    assert host.run("ovs-vsctl", "port-to-br", "ens2").strip() == "br-ext"
    assert host.read("/etc/lab-uplink") == "new\n"
    await asyncio.sleep(11)  # a late timer never reverts what was confirmed
    assert await CRAFT.look(kvm1, SUBJECT) == deed.after
    back = CRAFT.inverse(deed)
    assert back is not None
    assert await do(kvm1, back) == ""
    assert await CRAFT.look(kvm1, SUBJECT) == deed.before
    assert not (host.root / "etc/lab-uplink").exists()


async def test_a_wrong_gateway_is_noticed_and_everything_put_back(kvm1: FarSite) -> None:
    before = await seen(kvm1)
    with pytest.raises(HostError, match=r"put everything back: the gateway 10\.10\.10\.99 does not answer"):
        await do(kvm1, moved(before, "10.10.10.99"))
    assert await seen(kvm1) == before


async def test_who_cannot_come_back_is_not_shut_out(kvm1: FarSite, operator: Operator) -> None:
    """The way of the console's packets is cut as soon as it moves, and open again only after the timer."""
    before = await seen(kvm1)
    host = operator.lab.hosts["kvm1"]
    doing = asyncio.create_task(do(kvm1, moved(before)))
    await until(lambda: host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves")
    operator.lab.switch.cut(host)
    try:
        await until(lambda: not host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves back", 30)
    finally:
        operator.lab.switch.mend(host)
    with pytest.raises(HostError):
        await doing
    assert await seen(kvm1) == before


async def test_sshd_that_dies_on_the_way_does_no_harm(kvm1: FarSite, operator: Operator) -> None:
    before = await seen(kvm1)
    host = operator.lab.hosts["kvm1"]
    doing = asyncio.create_task(do(kvm1, moved(before)))
    await until(lambda: host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves")
    host.run("pkill", "-9", "sshd")
    await until(lambda: not host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves back", 30)
    ssh.restart(host)
    with pytest.raises(HostError):
        await doing
    await kvm1.welcomed()
    assert await seen(kvm1) == before


async def test_what_moves_it_may_be_killed(kvm1: FarSite, operator: Operator) -> None:
    before = await seen(kvm1)
    host = operator.lab.hosts["kvm1"]
    await begin(kvm1, moved(before))
    await until(lambda: host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves")

    def movers() -> list[str]:
        return host.run("pgrep", "-f", "/mover.py /run/ovntui/").split()

    await until(lambda: len(movers()) == 2, "one moves, one watches")
    pids = movers()
    host.run("kill", "-9", pids[-1])
    await until(lambda: not host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves back", 30)
    assert await seen(kvm1) == before
    state = host.run("sh", "-c", "cat /run/ovntui/*/state")
    assert '"what moved it was killed"' in state


async def begin(site: Site, deed: Deed) -> None:
    """Let a host move that nobody will confirm to."""
    assert deed.before is not None
    await uplink.Uplink()._begin(site, f"/run/ovntui/{os.getpid()}", deed, deed.before)


async def test_a_killed_console_leaves_no_host_half_way(kvm1: FarSite, operator: Operator) -> None:
    before = await seen(kvm1)
    host = operator.lab.hosts["kvm1"]
    script = (
        "import asyncio, sys\nfrom tests.lab.test_uplink import away\nasyncio.run(away(sys.stdin.read()))\n"
    )
    console = subprocess.Popen(  # noqa: ASYNC220  # it is only killed
        [sys.executable, "-c", script], stdin=subprocess.PIPE, text=True
    )
    assert console.stdin is not None
    with console.stdin as typed:
        typed.write(moved(before).after or "")
    await until(lambda: host.succeeds("ovs-vsctl", "br-exists", "br-ext"), "it moves", 60)
    os.kill(console.pid, signal.SIGKILL)
    console.wait()
    found = await seen(kvm1)
    assert found == before, "it is not told of as moved before that is decided"


async def away(after: str) -> None:
    """What a console does that has no time left to confirm."""
    pytest.MonkeyPatch().setattr(uplink, "_SECONDS", 10.0)
    async with SshLink(parse_remote("ssh:10.10.10.234")) as link:
        site = FarSite("kvm1", None, link)
        before = write_placement(await seen(site))
        await begin(site, Deed("uplink", SUBJECT, before, after))
        await asyncio.sleep(60)


async def test_two_do_not_move_a_host_at_once(kvm1: FarSite, operator: Operator) -> None:
    before, host = await seen(kvm1), operator.lab.hosts["kvm1"]
    host.run("sh", "-c", f"mkdir -p {Path(LOCK).parent}; flock {LOCK} sleep 5 >/dev/null 2>&1 &")
    await until(lambda: not host.succeeds("flock", "--nonblock", LOCK, "true"), "something moves")
    late = asyncio.create_task(seen(kvm1))
    await asyncio.sleep(0.5)
    assert not late.done(), "what is there now is not what will be there"
    assert await late == before
