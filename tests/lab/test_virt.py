"""A host's VMs over its SSH connection: live by libvirt's events, and found again after anything."""

import asyncio
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from ovntui.cloud.rows.libvirt import Domain, Hypervisor
from ovntui.hosts.errors import HostError
from ovntui.hosts.login import Timing
from ovntui.hosts.sockets import RemoteSockets
from ovntui.hosts.ssh import SshLink
from ovntui.hosts.virt import HYPERVISOR, READ_ONLY_SOCKET, SOCKET, Virt, VirtTiming
from ovntui.ovsdb.changes import Change
from ovntui.ovsdb.remote import parse_remote
from tests.lab import libvirt
from tests.lab.operator import Operator
from tests.servers.waiting import until

module = pytest.importorskip("libvirt", reason="libvirt-python is not installed")

QUICK = Timing(keepalive=0.5, connect=5, first_wait=0.05, longest_wait=0.2)
SOON = VirtTiming(answer=4, first_wait=0.1, longest_wait=0.5)

NAMES = ["plain", "two words", "-n", "$(id)", "ümläut", "a<b>&'\"c", "[red]x[b]"]


def domain_xml(name: str) -> str:
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<domain type='qemu'><name>{escaped}</name><uuid>{key(name)}</uuid><memory unit='MiB'>32</memory>"
        "<vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os><devices>"
        "<interface type='bridge'><mac address='52:54:00:00:00:09'/><source bridge='br-vms'/>"
        f"<virtualport type='openvswitch'><parameters interfaceid='{key('port')}'/></virtualport></interface>"
        "</devices></domain>"
    )


def key(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


@asynccontextmanager
async def following(
    operator: Operator,
    remote: str = "ssh:10.10.10.234",
    timing: VirtTiming = SOON,
    *,
    read_only: bool = False,
) -> AsyncIterator[tuple[Virt, list[Change[Any]]]]:
    """The VMs of kvm1, and all changes that were told."""
    changes: list[Change[Any]] = []
    host = operator.lab.hosts["kvm1"]
    host.run(
        *("ovs-vsctl", "--may-exist", "add-br", "br-vms", "--", "set", "bridge", "br-vms"),
        "datapath_type=netdev",
    )
    async with SshLink(parse_remote(remote), timing=QUICK) as link:
        sockets = RemoteSockets(link)
        path = READ_ONLY_SOCKET if read_only else SOCKET
        async with Virt(
            "kvm1",
            lambda far: sockets.open(path, far),
            changes.extend,
            timing=timing,
            read_only=read_only,
        ) as virt:
            await until(lambda: virt.state.state == "live", f"libvirt is live: {virt.state}", 30)
            try:
                yield virt, changes
            finally:
                for name in host.run("virsh", "-q", "list", "--all", "--uuid").split():
                    host.succeeds("virsh", "-q", "destroy", name)
                    host.run("virsh", "-q", "undefine", name)


def define(operator: Operator, name: str = "plain") -> None:
    operator.lab.hosts["kvm1"].run("virsh", "-q", "define", "/dev/stdin", text=domain_xml(name))


def domains(virt: Virt) -> dict[str, Domain]:
    return {row.name: row for row in virt.rows.values() if isinstance(row, Domain)}


@pytest.mark.parametrize("remote", ["ssh:10.10.10.234", "ssh:kim@10.10.10.234"])
async def test_what_becomes_of_a_vm_is_told_as_it_happens(operator: Operator, remote: str) -> None:
    host = operator.lab.hosts["kvm1"]
    async with following(operator, remote, VirtTiming(reread=3600)) as (virt, changes):
        define(operator)
        await until(lambda: "plain" in domains(virt), "it is defined")
        vm = domains(virt)["plain"]
        assert (vm.state, vm.vcpus, vm.memory, vm.persistent) == ("off", 2, 32 * 2**20, True)
        assert [(nic.mac, nic.source, nic.iface_id) for nic in vm.nics] == [
            ("52:54:00:00:00:09", "br-vms", key("port"))
        ]
        for command, state in (
            ("start", "running"),
            ("suspend", "paused"),
            ("resume", "running"),
            ("destroy", "off"),
        ):
            host.run("virsh", "-q", command, "plain")
            await until(lambda: domains(virt)["plain"].state == state, f"it is {state}", 30)  # noqa: B023
            if state == "running":
                await until(
                    lambda: domains(virt)["plain"].nics[0].device.startswith("vnet"), "its NIC has a device"
                )
        host.run("virsh", "-q", "undefine", "plain")
        await until(lambda: "plain" not in domains(virt), "it is gone")
        told = [change for change in changes if change.uuid == key("plain")]
        assert told[0].old is None and told[-1].new is None
        assert all(before.new == after.old for before, after in pairwise(told))


async def test_who_may_only_look_is_refused_every_change_by_libvirt_itself(operator: Operator) -> None:
    """Everything that is shown is there, live; and nothing that the connection is asked to do is done."""
    host = operator.lab.hosts["kvm1"]
    async with following(operator, timing=VirtTiming(reread=3600), read_only=True) as (virt, _):
        assert HYPERVISOR in virt.rows
        define(operator)
        host.run("virsh", "-q", "start", "plain")
        await until(lambda: "plain" in domains(virt) and domains(virt)["plain"].state == "running", "it runs")
        assert key("plain") in await virt.usage()
        held = virt._connection
        assert held is not None
        domain = await asyncio.to_thread(held._connection.lookupByUUIDString, key("plain"))
        for change in (
            domain.destroy,
            domain.suspend,
            domain.reboot,
            lambda: domain.setAutostart(1),
            lambda: domain.setVcpus(1),
            domain.undefine,
            lambda: domain.XMLDesc(module.VIR_DOMAIN_XML_SECURE),
            lambda: held._connection.defineXML(domain_xml("another")),
        ):
            with pytest.raises(module.libvirtError, match=r"read only|forbidden"):
                await asyncio.to_thread(change)
        assert host.run("virsh", "-q", "domstate", "plain").strip() == "running"
        assert host.run("virsh", "-q", "list", "--all", "--name").split() == ["plain"]


async def test_the_host_itself_is_known(operator: Operator) -> None:
    async with following(operator) as (virt, _):
        there = virt.rows[HYPERVISOR]
        assert isinstance(there, Hypervisor)
        assert there.hostname == "kvm1"
        said = operator.lab.hosts["kvm1"].run("virsh", "nodeinfo")
        said += operator.lab.hosts["kvm1"].run("virsh", "version")
        assert f"CPU(s):              {there.cpus}\n" in said
        kibibytes = next(line for line in said.splitlines() if line.startswith("Memory size:")).split()[2]
        assert there.memory == int(kibibytes) // 2**10 * 2**20
        assert f"Using library: libvirt {there.libvirt}\n" in said
        assert f"Running hypervisor: QEMU {there.qemu}\n" in said


async def test_what_was_changed_from_here_is_among_the_rows_once_it_has_caught_up(
    operator: Operator,
) -> None:
    async with following(operator) as (virt, changes):
        await virt.caught_up()
        await virt.work(lambda there: there.domains.define(domain_xml("plain")))
        await virt.caught_up()
        assert "plain" in domains(virt) and changes[-1].new is not None
        await virt.work(lambda there: there.domains.set_autostart(key("plain"), wanted=True))
        await virt.caught_up()
        assert domains(virt)["plain"].autostart, "libvirt has no event for it"


async def test_nobody_waits_for_rows_of_a_libvirtd_that_is_gone(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    async with following(operator, timing=replace(SOON, patience=1)) as (virt, _):
        host.signal(libvirt.PID, signal.SIGSTOP)
        try:
            with pytest.raises(HostError):
                await virt.work(lambda there: there.domains.define(domain_xml("plain")), seconds=0.2)
            async with asyncio.timeout(2 * SOON.answer):
                await virt.caught_up()
            await until(lambda: virt.state.state == "lost", "the silence is noticed", 30)
            async with asyncio.timeout(0.1):
                await virt.caught_up()
        finally:
            host.signal(libvirt.PID, signal.SIGCONT)
        await until(lambda: "plain" in domains(virt), "what was done all the same is told", 30)


async def test_names_of_every_kind_are_told_as_they_are(operator: Operator) -> None:
    async with following(operator) as (virt, _):
        for name in NAMES:
            define(operator, name)
        await until(lambda: set(domains(virt)) == set(NAMES), "all are there")


async def test_a_running_vm_uses_what_it_uses(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    async with following(operator) as (virt, _):
        define(operator)
        assert await virt.usage() == {}
        host.run("virsh", "-q", "start", "plain")
        used = (await virt.usage())[key("plain")]
        assert used.cpu > 0
        assert used.memory > 2**20


async def test_a_libvirtd_that_was_killed_is_found_again_with_what_changed_meanwhile(
    operator: Operator,
) -> None:
    host = operator.lab.hosts["kvm1"]
    async with following(operator) as (virt, _):
        define(operator)
        await until(lambda: "plain" in domains(virt), "it is defined")
        libvirt.kill(host)
        await until(lambda: virt.state.state == "lost", "the loss is noticed")
        assert "plain" in domains(virt)
        with pytest.raises(HostError):
            await virt.usage()
        libvirt.restart(host)
        libvirt.wait(host)
        host.run("virsh", "-q", "undefine", "plain")
        await until(lambda: virt.state.state == "live", f"it is found again: {virt.state}", 30)
        await until(lambda: not domains(virt), "what went meanwhile is gone")


async def test_a_frozen_libvirtd_holds_nobody_up_and_is_found_again(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    loop = asyncio.get_running_loop()
    async with following(operator) as (virt, _):
        host.signal(libvirt.PID, signal.SIGSTOP)
        try:
            longest = 0.0
            asking = asyncio.create_task(virt.usage())
            while not asking.done():
                before = loop.time()
                await asyncio.sleep(0.01)
                longest = max(longest, loop.time() - before)
            with pytest.raises(HostError):
                await asking
            assert longest < SOON.answer / 2, "the event loop stood still while libvirtd did"
            await until(lambda: virt.state.state == "lost", "the silence is noticed", 30)
        finally:
            host.signal(libvirt.PID, signal.SIGCONT)
        define(operator)
        await until(lambda: "plain" in domains(virt), "it is found again", 30)
        assert virt.state.error == ""


async def test_a_host_that_falls_silent_takes_its_vms_with_it_and_brings_them_back(
    operator: Operator,
) -> None:
    host = operator.lab.hosts["kvm1"]
    async with following(operator) as (virt, _):
        operator.lab.switch.cut(host)
        try:
            await until(lambda: virt.state.state == "lost", "the loss is noticed", 30)
            await until(lambda: "10.10.10.234" in virt.state.error, "the reason is told")
        finally:
            operator.lab.switch.mend(host)
        define(operator)
        await until(lambda: "plain" in domains(virt), "it is live again", 30)


async def test_without_libvirt_python_the_vms_are_not_known_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libvirt", None)
    monkeypatch.delitem(sys.modules, "ovntui.hosts.libvirtd", raising=False)

    async def nowhere(_: asyncio.Protocol) -> None:
        raise HostError("nobody should go there")

    async with Virt("kvm1", nowhere, lambda _: None) as virt:
        await until(lambda: virt.state.state == "absent", "it is said")
        assert virt.state.error == "not known: libvirt-python is not installed"


async def test_whoever_leaves_in_the_middle_of_an_answer_leaves_libvirtd_well(operator: Operator) -> None:
    host = operator.lab.hosts["kvm1"]
    pid = host.read(libvirt.PID).strip()
    for _ in range(20):
        async with following(operator) as (virt, _):
            asks = [asyncio.create_task(virt.usage()) for _ in range(3)]
            await asyncio.sleep(0)
        await asyncio.gather(*asks, return_exceptions=True)
    assert host.succeeds("virsh", "version")
    assert host.read(libvirt.PID).strip() == pid
