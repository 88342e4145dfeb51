"""A host that systemd runs on: its services are units, what moves its NIC is one too, and systemd-networkd
takes over what is written for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ovntui.hosts.far import FarSite
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from ovntui.plans.deeds import uplink
from ovntui.plans.deeds.crafts import CRAFTS
from ovntui.plans.deeds.hostwork import site_of
from ovntui.plans.deeds.service import DISABLED, ENABLED, RUNS, STOPPED
from ovntui.plans.plan import Deed
from tests.lab.cast import ADDRESSES, CONTROLLER, OUTSIDE
from tests.lab.console import console
from tests.lab.lab import Lab
from tests.lab.namespaces import Host
from tests.lab.operator import Operator, at_controller
from tests.lab.repository import offer
from tests.lab.test_crafts import done
from tests.lab.waiting import wait_for
from tests.lab.with_systemd import FILE, SERVICES, WHO, by_dhcp, by_netplan, missing, with_systemd
from tests.servers.waiting import until

SERVICE, UPLINK = CRAFTS["service"], CRAFTS["uplink"]
BARE, STARTED = f"{STOPPED}\n{DISABLED}", f"{RUNS}\n{ENABLED}"
NETPLAN = f"""\
network:
  version: 2
  ethernets:
    ens2:
      addresses: [{WHO.public}/24]
      routes: [{{to: default, via: {ADDRESSES[OUTSIDE]}}}]  # the way out
      link-local: []
"""
BRIDGE_MAC = f"56{WHO.nic_mac[2:]}"
"""Of a bridge in userspace over that card."""
REMOTE = f"tcp:{ADDRESSES[CONTROLLER]}:6642"


@pytest.fixture(scope="module")
def lab(name: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    if reason := missing():
        pytest.skip(f"no host with a systemd of its own here: {reason}")
    with with_systemd(name("systemd"), tmp_path_factory.mktemp("empty")) as made:
        yield made


@pytest.fixture
def kvm1(lab: Lab) -> Iterator[Host]:
    """The host, as bare afterwards as it was."""
    host = lab.hosts[WHO.name]
    before = _state(host)
    yield host
    wait_for(lambda: is_set_up(host, "ens2"), "systemd-networkd has put it back")
    assert _state(host) == before


@pytest.fixture
def operator(kvm1: Host, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    with at_controller(lab, tmp_path, monkeypatch) as here:
        yield here


@pytest.fixture
def switch(kvm1: Host) -> Iterator[Host]:
    """The host while its Open vSwitch runs."""
    kvm1.run("systemctl", "start", "openvswitch-switch")
    yield kvm1
    kvm1.run("systemctl", "stop", "openvswitch-switch", "ovs-vswitchd")


def is_set_up(host: Host, link: str) -> bool:
    """Whether systemd-networkd has done all that its files say of a link."""
    return "(configured)" in host.run("networkctl", "status", link)


def _state(host: Host) -> list[str]:
    """What a host is, as far as its services and its network go."""
    asked = ("--property=Id,ActiveState,UnitFileState", "--", *SERVICES, "ovs-vswitchd", "ovn-controller")
    return [
        host.run("systemctl", "show", *asked),
        host.run("ip", "-brief", "-4", "address", "show", "dev", "ens2"),
        host.run("ip", "route", "show", "default"),
        host.run("grep", "-r", "", FILE.rpartition("/")[0]),
    ]


async def test_services_are_units_with_all_that_does_their_work(operator: Operator, kvm1: Host) -> None:
    deeds = {unit: Deed("service", unit, BARE, STARTED) for unit in SERVICES}
    async with SshLink(parse_remote(f"ssh:kim@{WHO.public}")) as link:
        site = FarSite(WHO.name, None, link)
        for deed in deeds.values():
            await done(site, SERVICE, deed)

        # its unit is a name, and active whatever becomes of ovn-controller
        kvm1.run("systemctl", "stop", "ovn-controller")
        assert await SERVICE.look(site, "ovn-host") == f"{STOPPED}\n{ENABLED}"
        await SERVICE.do(site, deeds["ovn-host"], lambda _, __: None)
        assert await SERVICE.look(site, "ovn-host") == STARTED
        assert kvm1.succeeds("pidof", "ovn-controller")

        # as when it has been idle for two minutes
        kvm1.run("systemctl", "stop", "libvirtd.service")
        assert await SERVICE.look(site, "libvirtd") == STARTED
        assert kvm1.succeeds("virsh", "version"), "who calls it wakes it"

        for deed in reversed(deeds.values()):
            back = SERVICE.inverse(deed)
            assert back is not None
            await done(site, SERVICE, back)
        assert not kvm1.succeeds("virsh", "version"), "nobody wakes what was stopped"


async def test_a_package_is_installed_with_progress_and_its_service_runs_from_then_on(
    operator: Operator, kvm1: Host
) -> None:
    offer(kvm1, ["ovntui-test"], units=True)
    deed = Deed("packages", "ovntui-test", None, "ovntui-test")
    async with SshLink(parse_remote(f"ssh:kim@{WHO.public}")) as link:
        site = FarSite(WHO.name, None, link)
        told = await done(site, CRAFTS["packages"], deed)
        assert any(part is not None and "ovntui-test" in sentence for sentence, part in told)
    shown = kvm1.run("systemctl", "show", "--property=ActiveState,UnitFileState", "--", "ovntui-test")
    assert shown.split() == ["ActiveState=active", "UnitFileState=enabled"]


async def test_a_host_joins_and_gets_an_uplink_and_both_are_undone(
    operator: Operator, kvm1: Host, tmp_path: Path
) -> None:
    chassis = ("ovn-sbctl", "--bare", "--columns=_uuid", "list", "chassis")
    async with console(operator.lab, tmp_path / "journal.jsonl") as one:
        joined = await one.make("join-host", {"host": WHO.name, "remote": REMOTE})
        outcome = await one.apply(joined)
        assert (outcome.verdict, outcome.reason) == ("applied", "")
        known = operator.lab.controller.run(*chassis)
        assert known

        given = await one.make("add-host-uplink", {"host": WHO.name})
        outcome = await one.apply(given)
        assert (outcome.verdict, outcome.reason) == ("applied", "")
        deed = given.steps[0].deed
        assert deed is not None and FILE in deed.subject
        site = site_of(one.deployment, WHO.name)
        await until(lambda: is_set_up(kvm1, "br-ext"), "it is taken over")
        assert await UPLINK.look(site, deed.subject) == deed.after
        kvm1.run("systemctl", "restart", "systemd-networkd")
        await until(lambda: is_set_up(kvm1, "br-ext"), "it is set up anew")
        assert await UPLINK.look(site, deed.subject) == deed.after
        assert operator.lab.controller.run(*chassis) == known, "a mapping is no reason to leave"

        for plan in (given, joined):
            outcome = (await one.undo(plan))[1]
            assert (outcome.verdict, outcome.reason) == ("applied", "")
        assert not operator.lab.controller.run(*chassis)


async def test_netplan_applies_what_is_written(operator: Operator, switch: Host, tmp_path: Path) -> None:
    with by_netplan(switch, "/etc/netplan/50-uplink.yaml", NETPLAN):
        async with console(operator.lab, tmp_path / "journal.jsonl") as one:
            await until(lambda: WHO.name in one.deployment.cloud.hosts, "its Open vSwitch is reached", 30)
            plan = await one.make("add-host-uplink", {"host": WHO.name})
            deed = plan.steps[0].deed
            assert deed is not None and deed.subject.endswith("/50-uplink.yaml")
            outcome = await one.apply(plan)
            assert (outcome.verdict, outcome.reason) == ("applied", "")
            await until(lambda: is_set_up(switch, "br-ext"), "it is taken over")
            assert await UPLINK.look(site_of(one.deployment, WHO.name), deed.subject) == deed.after
            assert "netplan=" in switch.run("ovs-vsctl", "get", "bridge", "br-ext", "external_ids")
            outcome = (await one.undo(plan))[1]
            assert (outcome.verdict, outcome.reason) == ("applied", "")
            assert switch.read("/etc/netplan/50-uplink.yaml") == NETPLAN


@pytest.mark.parametrize(
    ("lent", "said"),
    [
        (WHO.public, ""),
        ("10.10.10.77", f"has not set up {WHO.public}/24 on br-ext"),
    ],
)
async def test_an_address_by_dhcp_goes_along_or_everything_comes_back(
    operator: Operator, switch: Host, tmp_path: Path, lent: str, said: str
) -> None:
    with by_dhcp(operator.lab, BRIDGE_MAC, lent):
        async with console(operator.lab, tmp_path / "journal.jsonl") as one:
            await until(lambda: WHO.name in one.deployment.cloud.hosts, "its Open vSwitch is reached", 30)
            plan = await one.make("add-host-uplink", {"host": WHO.name})
            deed = plan.steps[0].deed
            assert deed is not None and BRIDGE_MAC in (deed.after or "")
            site = site_of(one.deployment, WHO.name)
            outcome = await one.apply(plan)
            if said:
                assert outcome.verdict == "refused" and said in outcome.reason, outcome
            else:
                assert (outcome.verdict, outcome.reason) == ("applied", "")
                assert "dynamic" in switch.run("ip", "address", "show", "dev", "br-ext")
                assert await UPLINK.look(site, deed.subject) == deed.after
                outcome = (await one.undo(plan))[1]
                assert (outcome.verdict, outcome.reason) == ("applied", "")
            await until(lambda: is_set_up(switch, "ens2"), "systemd-networkd has put it back")
            assert "dynamic" in switch.run("ip", "address", "show", "dev", "ens2")
            assert await UPLINK.look(site, deed.subject) == deed.before


async def test_what_moves_a_nic_outlives_every_process_of_sshd(
    operator: Operator, switch: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uplink, "_SECONDS", 6.0)
    async with console(operator.lab, tmp_path / "journal.jsonl") as one:
        await until(lambda: WHO.name in one.deployment.cloud.hosts, "its Open vSwitch is reached", 30)
        plan = await one.make("add-host-uplink", {"host": WHO.name})
    deed = plan.steps[0].deed
    assert deed is not None and deed.before is not None

    def state() -> str:
        return switch.run("sh", "-c", "cat /run/ovntui/alone/state || true")

    async with SshLink(parse_remote(f"ssh:{WHO.public}")) as link:
        site = FarSite(WHO.name, None, link)
        await uplink.Uplink()._begin(site, "/run/ovntui/alone", deed, deed.before)
        await until(lambda: '"waiting"' in state(), "it has moved", 30)
        await until(lambda: is_set_up(switch, "br-ext"), "it is taken over")
        assert "br-ext" in switch.run("ip", "route", "show", "default")
        switch.run("systemctl", "kill", "--signal=KILL", "ssh.service")
        assert switch.run("systemctl", "is-active", "ovntui-alone").strip() == "active"
        await until(lambda: '"restored"' in state(), "it moves back", 30)
        await site.welcomed()
        assert await UPLINK.look(site, deed.subject) == deed.before
    await until(lambda: is_set_up(switch, "ens2"), "it is taken over")
