"""A host that goes down while its NIC is being moved, before that was confirmed: it starts as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.far import FarSite
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from ovntui.plans.deeds import uplink
from ovntui.plans.deeds.at_start import UNIT
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.mover import SPARE, WANTED
from tests.lab.cast import ADDRESSES, OUTSIDE
from tests.lab.console import console
from tests.lab.lab import Lab
from tests.lab.operator import at_controller
from tests.lab.restarted import restarted
from tests.lab.test_keepers import where
from tests.lab.waiting import wait_for
from tests.lab.with_systemd import FILE, WHO, by_ifupdown, missing, with_systemd
from tests.servers.waiting import until

FOLDER = "/run/ovntui/alone"
INTERFACES = f"""\
auto lo
iface lo inet loopback
auto ens2
iface ens2 inet static
    address {WHO.public}/24
    gateway {ADDRESSES[OUTSIDE]}
"""
UNITS = ("systemd-networkd.service", "openvswitch-switch.service", Path(WANTED).name)


@pytest.fixture
def lab(name: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if reason := missing():
        pytest.skip(f"no host with a systemd of its own here: {reason}")
    with with_systemd(name("restart"), tmp_path_factory.mktemp("empty")) as made:
        yield made


async def test_it_comes_up_as_it_was(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host, craft = lab.hosts[WHO.name], uplink.Uplink()
    host.run("systemctl", "enable", "--now", "openvswitch-switch")
    text = host.read(FILE)
    with at_controller(lab, tmp_path, monkeypatch):
        async with console(lab, tmp_path / "journal.jsonl") as one:
            await until(lambda: WHO.name in one.deployment.cloud.hosts, "its Open vSwitch is reached", 30)
            plan = await one.make("add-host-uplink", {"host": WHO.name})
        deed = plan.steps[0].deed
        assert deed is not None and deed.before is not None
        async with SshLink(parse_remote(f"ssh:{WHO.public}")) as link:
            site = FarSite(WHO.name, None, link)
            await craft._begin(site, FOLDER, deed, deed.before)
            state = host.root / FOLDER.lstrip("/") / "state"
            await until(lambda: state.exists() and '"waiting"' in state.read_text(), "it has moved", 30)
            assert host.read(FILE) != text
            with restarted(host, ("ens2",), UNITS):
                wait_for(lambda: "ens2" in host.run("ip", "route", "show", "default"), "it has gone back")
                await until(lambda: not site.is_reached, "the old connection is known to be lost", 30)
                host.run("systemctl", "start", "ssh")
                await site.welcomed()
                assert await CRAFTS["uplink"].look(site, deed.subject) == deed.before
                assert host.read(FILE) == text
                assert not any(host.succeeds("ls", "-d", path) for path in (WANTED, UNIT, SPARE))
                with pytest.raises(HostError, match="put everything back: it was started anew before"):
                    await craft._follow(site, FOLDER, lambda _, __: None)


async def test_what_was_confirmed_is_there_when_ifupdown_starts_the_network(
    lab: Lab, binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, journal = lab.hosts[WHO.name], tmp_path / "journal.jsonl"
    host.run("systemctl", "enable", "--now", "openvswitch-switch")
    by_ifupdown(host, binary, INTERFACES)
    before = where(host)
    with at_controller(lab, tmp_path, monkeypatch):
        async with console(lab, journal) as one:
            await until(lambda: WHO.name in one.deployment.cloud.hosts, "its Open vSwitch is reached", 30)
            plan = await one.make("add-host-uplink", {"host": WHO.name})
            assert plan.steps[0].deed is not None
            assert plan.steps[0].deed.subject.endswith("/etc/network/interfaces")
            outcome = await one.apply(plan)
            assert (outcome.verdict, outcome.reason) == ("applied", "")
        moved = where(host)
        assert moved[0] == "br-ext" and moved != before
        with restarted(host, ("ens2",), ("networking.service", *UNITS)):
            wait_for(lambda: "br-ext" in host.run("ip", "route", "show", "default"), "its network is there")
            assert where(host) == moved
            host.run("systemctl", "start", "ssh")
            async with console(lab, journal) as one:
                await until(lambda: WHO.name in one.deployment.cloud.hosts, "it is reached again", 30)
                outcome = (await one.undo(plan))[1]
            assert (outcome.verdict, outcome.reason) == ("applied", "")
            assert where(host) == before
            assert host.read("/etc/network/interfaces") == INTERFACES
