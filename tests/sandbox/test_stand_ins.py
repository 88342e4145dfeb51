"""The hosts of a sandbox have a libvirt that stands in for one, and VMs that are plugged in as others are."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ovntui.deployment import Deployment
from ovntui.hosts.errors import HostError
from ovntui.hosts.stand_in.site import StandInSite
from ovntui.ovsdb.remote import parse_remotes
from ovntui.sandbox import stand_ins
from ovntui.sandbox.blog import VMS
from ovntui.sandbox.sandbox import Sandbox
from ovntui.settings import Settings
from tests.sandbox.conftest import nothing_is_left
from tests.sandbox.test_guard import OWNER, folder_of, owner
from tests.servers.process import run
from tests.servers.waiting import until, until_none

needs_libvirt = pytest.mark.skipif(bool(stand_ins.why_not()), reason=stand_ins.why_not())

PATIENCE = 60
"""Seconds; a laden machine takes its time."""


@pytest.fixture(scope="module")
def cloud() -> Iterator[Sandbox]:
    with Sandbox.owned(chassis=2, stand_ins=True) as sandbox:
        yield sandbox


def settings(sandbox: Sandbox) -> Settings:
    hosts = {name: parse_remotes(remote) for name, remote in sandbox.hosts.items()}
    return Settings(parse_remotes(sandbox.northbound), parse_remotes(sandbox.southbound), hosts)


def ovntui(sandbox: Sandbox, tmp_path: Path, *words: str, status: int = 0) -> str:
    """Run a command on the sandbox, which has to end so; what it printed, or what it complained of."""
    flags = [f"--nb={sandbox.northbound}", f"--sb={sandbox.southbound}"]
    flags += [f"--host={name}={remote}" for name, remote in sandbox.hosts.items()]
    done = subprocess.run(
        [sys.executable, "-c", "from ovntui.cli import main; main()", *flags, *words],
        check=False,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stderr if status else done.stdout


async def plugged(sandbox: Sandbox, host: str) -> dict[str, str]:
    """The MAC addresses of VMs' NICs in a host's Open vSwitch, each with its iface-id."""
    told = await run(
        "ovs-vsctl",
        f"--db={sandbox.hosts[host]}",
        "--format=json",
        "--columns=external_ids",
        "find",
        "Interface",
        "external_ids:iface-status=active",
    )
    rows = [dict(pairs) for ((_, pairs),) in json.loads(told)["data"]]
    return {row["attached-mac"]: row["iface-id"] for row in rows}


@needs_libvirt
async def test_a_host_begins_with_what_one_has_that_joined(cloud: Sandbox) -> None:
    async with Deployment(settings(cloud)) as deployment, asyncio.timeout(PATIENCE):
        await deployment.loaded()
        await deployment.hosts_met()
        there = deployment.cloud
        for host, blogs in zip(cloud.hosts, VMS, strict=True):
            (vm,) = [one for one in there.vms.values() if one.host.key == host]
            assert (vm.name, vm.uuid, vm.state) == (blogs.name, blogs.uuid, "running")
            (nic,) = vm.nics
            assert (nic.iface_id, nic.up, nic.broken) == (blogs.port, True, "")
            assert "stand-in" in there.hosts[host].stand_in
            assert [network.name for network in there.hardware(host).networks] == ["ovs-net"]
            (pool,) = there.pools(host)
            assert Path(pool.path) == cloud.folder / host / "images"
            assert [one.name for one in pool.volumes] == ["debian-12.qcow2", f"{blogs.name}.qcow2"]


@needs_libvirt
async def test_a_vm_is_made_changed_and_taken_back_without_a_screen(cloud: Sandbox, tmp_path: Path) -> None:
    before = await plugged(cloud, "hv1")

    def plan(*words: str) -> str:
        """Make it, and give its id in the journal."""
        told = json.loads(ovntui(cloud, tmp_path, "plan", *words, "--yes", "--json"))
        assert told["outcome"]["verdict"] == "applied"
        return str(told["plan"]["id"])

    wanted = ("--host=hv1", "--name=web", "--disk=copy", "--size=8 GiB", "--nics=ls-int")
    made = plan("create-vm", *wanted, "--os-variant=http://debian.org/debian/12")
    (mac,) = (await plugged(cloud, "hv1")).keys() - before.keys()
    attached = plan("attach-nic", "--vm=web", "--nic=ls-int")
    assert len(await plugged(cloud, "hv1")) == len(before) + 2
    ovntui(cloud, tmp_path, "undo", attached, "--yes")
    await until_plugged(cloud, len(before) + 1)
    plan("create-snapshot", "--vm=web", "--name=s1")
    plan("attach-nic", "--vm=web", "--nic=ls-int")
    (added,) = (port for one, port in (await plugged(cloud, "hv1")).items() if one not in {*before, mac})
    plan("pause-vm", "--vm=web")
    plan("revert-vm", "--vm=web", "--name=s1")
    await until_plugged(cloud, len(before) + 1)
    assert mac in await plugged(cloud, "hv1"), "it is as it was, and runs"
    plan("remove-port", f"--port={added}")
    plan("delete-snapshot", "--vm=web", "--name=s1")
    paused = plan("pause-vm", "--vm=web")
    assert mac in await plugged(cloud, "hv1"), "a VM that is paused stays plugged in"
    ovntui(cloud, tmp_path, "undo", paused, "--yes")
    off = plan("shutdown-vm", "--vm=web")
    await until_plugged(cloud, len(before))
    ovntui(cloud, tmp_path, "undo", off, "--yes")
    await until_plugged(cloud, len(before) + 1)
    volumes = cloud.folder / "hv1" / "images"
    assert (volumes / "web.qcow2").exists()
    ovntui(cloud, tmp_path, "undo", made, "--yes")
    await until_plugged(cloud, len(before))
    assert await plugged(cloud, "hv1") == before
    assert not list(volumes.glob("web*"))


async def until_plugged(sandbox: Sandbox, number: int) -> None:
    """The plugger follows libvirt, and a plan does not wait for it to unplug."""

    async def differences() -> list[str]:
        found = await plugged(sandbox, "hv1")
        return [] if len(found) == number else [f"plugged in: {found}"]

    await until_none(differences, f"{number} NICs are plugged in", PATIENCE)


@needs_libvirt
async def test_a_vm_that_cannot_be_plugged_in_harms_no_other(folder: Path, tmp_path: Path) -> None:
    sandbox = Sandbox(folder, chassis=1, empty=True, stand_ins=True)
    sandbox.up()
    try:
        vsctl = ("ovs-vsctl", f"--db={sandbox.hosts['hv1']}", "--no-wait")
        vm = ("create-vm", "--disk=none", "--nics=network ovs-net", "--yes")
        await run(*vsctl, "add-port", "br-int", "vnet0")
        ovntui(sandbox, tmp_path, "plan", *vm, "--name=first")
        log = folder / "central" / "stand-ins.log"
        await until(lambda: "a port named vnet0 already exists" in log.read_text(), "the refusal", PATIENCE)
        await run(*vsctl, "del-port", "vnet0")
        ovntui(sandbox, tmp_path, "plan", *vm, "--name=second")
        await until_plugged(sandbox, 2)
    finally:
        sandbox.down()


@needs_libvirt
async def test_an_image_is_fetched_into_the_hosts_own_folder(cloud: Sandbox, tmp_path: Path) -> None:
    image = tmp_path / "some.img"
    image.write_bytes(bytes(1024))
    ovntui(cloud, tmp_path, "plan", "import-image", "--host=hv2", f"--url=file://{image}", "--yes")
    assert (cloud.folder / "hv2" / "images" / "some.img").read_bytes() == image.read_bytes()
    ovntui(cloud, tmp_path, "plan", "delete-image", "--host=hv2", "--image=images/some.img", "--yes")
    assert not (cloud.folder / "hv2" / "images" / "some.img").exists()


@needs_libvirt
async def test_what_a_stand_in_cannot_be_asked_for_is_said(cloud: Sandbox, tmp_path: Path) -> None:
    wanted = ("add-host-uplink", "--host=hv1", "--nic=eth0", "--network=outside", "--yes")
    told = ovntui(cloud, tmp_path, "plan", *wanted, status=2)
    assert "--host: hv1 is a sandbox's: it has no NICs, packages or services of its own" in told


async def test_nothing_outside_of_its_folder_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "hv1"
    folder.mkdir()
    site = StandInSite("hv1", None, folder)
    outside = tmp_path / "mine"
    outside.touch()
    for words in (
        ("apt-get", "install", "curl"),
        ("rm", "-f", "--", str(outside)),
        ("rm", "-f", "--", f"{folder}/../mine"),
    ):
        with pytest.raises(HostError, match="hv1 is a stand-in of the sandbox's"):
            await site.run(*words)
    assert outside.exists()
    (folder / "its own").write_text("x")
    assert await site.read(f"{folder}/its own") == "x"


@needs_libvirt
async def test_a_console_that_is_killed_leaves_no_stand_in(here: Path) -> None:
    with owner(here, program=OWNER.replace("empty=True", "stand_ins=True")) as process:
        folder = folder_of(process)
        await until((folder / "hv1" / "vms.sock").exists, "its libvirt is there", PATIENCE)
        process.kill()
        await nothing_is_left(here)


@needs_libvirt
async def test_a_console_that_is_killed_while_they_come_up_leaves_none(here: Path) -> None:
    with owner(here, program=OWNER.replace("empty=True", "stand_ins=True")) as process:
        folder_of(process)
        process.kill()
        await nothing_is_left(here)


async def test_where_none_can_be_had_it_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_ins, "why_not", lambda: "there is no libvirt here")
    with Sandbox.owned(chassis=1, empty=True, stand_ins=True) as sandbox:
        assert all(daemon.pid for daemon in sandbox.status())
        async with Deployment(settings(sandbox)) as deployment, asyncio.timeout(PATIENCE):
            await deployment.loaded()
            await deployment.hosts_met()
            host = deployment.connections["hv1"].host
            assert host is not None and host.virt is not None
            assert (host.virt.state.state, host.virt.state.error) == ("absent", "there is no libvirt here")
            assert not deployment.cloud.vms
