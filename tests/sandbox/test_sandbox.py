"""A sandbox is a real OVN with the cloud in force, and leaves nothing when it is taken down."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ovntui.sandbox.errors import SandboxError
from ovntui.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import kill, processes_with
from tests.servers.process import run


@pytest.fixture(scope="module")
def cloud() -> Iterator[Sandbox]:
    """One running sandbox for the tests that only look."""
    with Sandbox.owned() as sandbox:
        yield sandbox


async def find(sandbox: Sandbox, table: str, column: str, *conditions: str) -> list[str]:
    """A column of the southbound rows that meet the conditions, as ovn-sbctl prints it."""
    found = await run(
        "ovn-sbctl", f"--db={sandbox.southbound}", "--bare", f"--columns={column}", "find", table, *conditions
    )
    return found.split()


async def test_the_cloud_is_in_force_when_up_returns(cloud: Sandbox) -> None:
    assert sorted(await find(cloud, "Chassis", "hostname")) == ["hv1", "hv2", "hv3"]
    on = {}
    for chassis in cloud.hosts:
        uuid = await find(cloud, "Chassis", "_uuid", f"name={chassis}")
        on[chassis] = await find(
            cloud, "Port_Binding", "logical_port", f"chassis={uuid[0]}", "up=true", 'type=""'
        )
    assert on == {
        "hv1": ["c6c32709-bcd2-4585-b321-1606c349767a"],
        "hv2": ["476e1fee-c08c-4495-9673-80246200de1f"],
        "hv3": [],
    }
    applied = await find(cloud, "Chassis_Private", "nb_cfg")
    assert len(applied) == 3
    assert "0" not in applied


async def test_the_cloud_is_the_blogs(cloud: Sandbox) -> None:
    shown = await run("ovn-nbctl", f"--db={cloud.northbound}", "show")
    for name in (
        "(ls-int)", "(ls-ext)", "(lr-ext)", "port ls-int-lr-ext", "port ls-ext-lr-ext", "port ls-ext-br-ext",
        "router-port: lr-ext-ls-int", "router-port: lr-ext-ls-ext", 'addresses: ["unknown"]',
        'addresses: ["52:54:00:c4:a1:03 172.16.0.201/24"]',
        'addresses: ["52:54:00:5f:d5:6f 172.16.0.202/24"]',
        'networks: ["172.16.0.1/24"]', 'networks: ["10.10.10.240/24"]', "gateway chassis: [",
        'external ip: "10.10.10.240"', 'logical ip: "172.16.0.0/24"',
    ):  # fmt: skip
        assert name in shown
    routes = await run("ovn-nbctl", f"--db={cloud.northbound}", "lr-route-list", "lr-ext")
    assert "0.0.0.0/0" in routes
    assert "10.10.10.1" in routes
    chassis = await run("ovn-nbctl", f"--db={cloud.northbound}", "lrp-get-gateway-chassis", "lr-ext-ls-ext")
    assert chassis.split() == [
        "lr-ext-ls-ext-hv1",
        "100",
        "lr-ext-ls-ext-hv2",
        "75",
        "lr-ext-ls-ext-hv3",
        "50",
    ]


async def test_the_first_chassis_comes_to_hold_the_gateway(cloud: Sandbox) -> None:
    cloud.wait_for_gateway()
    holder = await find(cloud, "Port_Binding", "chassis", "logical_port=cr-lr-ext-ls-ext")
    assert holder == await find(cloud, "Chassis", "_uuid", "name=hv1")


async def test_the_hosts_databases_are_what_libvirt_and_the_operator_leave(cloud: Sandbox) -> None:
    assert list(cloud.hosts) == ["hv1", "hv2", "hv3"]
    for name, remote in cloud.hosts.items():
        ids = await run("ovs-vsctl", f"--db={remote}", "get", "Open_vSwitch", ".", "external_ids")
        assert f"hostname={name}" in ids
        assert f"system-id={name}" in ids
        assert 'ovn-bridge-mappings="UPLINK:br-phys"' in ids
    ids = await run("ovs-vsctl", f"--db={cloud.hosts['hv2']}", "get", "Interface", "vnet0", "external_ids")
    for pair in (
        'attached-mac="52:54:00:5f:d5:6f"',
        'iface-id="476e1fee-c08c-4495-9673-80246200de1f"',
        "iface-status=active",
        'vm-id="aff44c4b-bc14-49f1-9581-16a7ad6a04a3"',
    ):
        assert pair in ids


async def test_the_tunnels_are_real(cloud: Sandbox) -> None:
    """BFD, which runs inside them, hears both other chassis from each one."""
    for remote in cloud.hosts.values():
        args = [f"--db={remote}", "--timeout=15", "--", "wait-until", "Interface"]
        names = await run(
            "ovs-vsctl", f"--db={remote}", "--bare", "--columns=name", "find", "Interface", "type=geneve"
        )
        assert len(names.split()) == 2
        for name in names.split():
            await run("ovs-vsctl", *args, name, "bfd_status:state=up")


def test_up_is_quick_and_down_leaves_nothing(folder: Path) -> None:
    sandbox = Sandbox(folder)
    begun = time.monotonic()
    assert sandbox.up() == "started"
    assert time.monotonic() - begun < 3
    assert len(sandbox.status()) == 14
    assert all(daemon.pid for daemon in sandbox.status())
    assert len(processes_with(str(folder))) == 14
    assert sandbox.up() == "was running"
    assert sandbox.down()
    assert not folder.exists()
    assert not processes_with(str(folder))
    assert sandbox.down(), "taking down what is not there is no error"


async def test_two_sandboxes_live_side_by_side(folder: Path, cloud: Sandbox) -> None:
    other = Sandbox(folder, chassis=1, empty=True)
    other.up()
    try:
        assert await find(other, "Chassis", "name") == ["hv1"]
        assert await run("ovn-nbctl", f"--db={other.northbound}", "show") == ""
        await run("ovn-nbctl", f"--db={other.northbound}", "--wait=hv", "--timeout=20", "ls-add", "only-here")
        assert "only-here" not in await run("ovn-nbctl", f"--db={cloud.northbound}", "ls-list")
    finally:
        other.down()
    assert all(daemon.pid for daemon in cloud.status())
    assert "ls-int" in await run("ovn-nbctl", f"--db={cloud.northbound}", "ls-list")


async def test_one_chassis_carries_both_vms(folder: Path) -> None:
    sandbox = Sandbox(folder, chassis=1)
    sandbox.up()
    try:
        up = await find(sandbox, "Port_Binding", "logical_port", "up=true", 'type=""')
        assert len(up) == 2
    finally:
        sandbox.down()


async def test_what_is_left_of_a_dead_sandbox_is_replaced(folder: Path) -> None:
    sandbox = Sandbox(folder, chassis=1, empty=True)
    sandbox.up()
    try:
        await run("ovn-nbctl", f"--db={sandbox.northbound}", "ls-add", "old")
        for daemon in sandbox.status():
            assert daemon.pid
            kill(daemon.pid)
        assert sandbox.up() == "started anew"
        assert await run("ovn-nbctl", f"--db={sandbox.northbound}", "ls-list") == ""
    finally:
        sandbox.down()
    assert not processes_with(str(folder))


def test_down_ends_a_half_started_sandbox(folder: Path) -> None:
    """Also one that never wrote a pidfile, and one whose folder somebody removed by hand."""
    sandbox = Sandbox(folder, chassis=1, empty=True)
    sandbox.up()
    for pidfile in folder.glob("*/*.pid"):
        pidfile.unlink()
    assert not any(daemon.pid for daemon in sandbox.status())
    sandbox.down()
    assert not processes_with(str(folder))

    sandbox.up()
    subprocess.run(["rm", "-r", str(folder)], check=True)
    sandbox.down()
    assert not processes_with(str(folder))


def test_a_start_that_fails_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "ovn-controller"
    broken.write_text("#!/bin/sh\necho 'ovn-controller: no chassis today' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(SandboxError, match=r"^ovn-controller failed: no chassis today$"):
        Sandbox(folder, chassis=1).up()
    assert not folder.exists()
    assert not processes_with(str(folder))


def test_a_process_that_is_not_ours_is_never_ended(folder: Path) -> None:
    """A pidfile that names a stranger, and a stranger who works in the folder."""
    sandbox = Sandbox(folder, chassis=1, empty=True)
    sandbox.up()
    with subprocess.Popen(
        [sys.executable, "-c", "input()", str(folder)], stdin=subprocess.PIPE, cwd=folder
    ) as one:
        (folder / "hv1/ovn-controller.pid").write_text(f"{one.pid}\n")
        sandbox.down()
        assert one.poll() is None
        one.communicate(b"\n")
    assert not folder.exists()


def test_a_folder_of_somebody_else_is_refused_and_stays(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    for act in (Sandbox(folder).up, Sandbox(folder).down):
        with pytest.raises(SandboxError, match="is not a sandbox"):
            act()
    assert (folder / "thesis.tex").read_text() == "years of work"
    (folder / ".ovntui-sandbox").write_text('{"rooms": ["../precious"], "contents": "cloud"}')
    with pytest.raises(SandboxError, match="damaged"):
        Sandbox(folder).down()


def test_files_of_others_survive_in_a_sandbox(folder: Path) -> None:
    sandbox = Sandbox(folder, chassis=1, empty=True)
    sandbox.up()
    (folder / "notes.txt").write_text("mine")
    assert not sandbox.down()
    assert [left.name for left in folder.iterdir()] == ["notes.txt"]
    assert not processes_with(str(folder))


def test_another_shape_than_the_running_one_is_refused(folder: Path) -> None:
    sandbox = Sandbox(folder, chassis=1, empty=True)
    sandbox.up()
    try:
        with pytest.raises(
            SandboxError, match="runs a sandbox with 1 chassis and no cloud; take it down first"
        ):
            Sandbox(folder, chassis=2, empty=True).up()
        assert Sandbox.found(folder) is not None
    finally:
        sandbox.down()
    assert Sandbox.found(folder) is None


def test_a_path_too_long_for_sockets_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        SandboxError, match=r"is too long for unix sockets; name a folder of at most \d+ bytes$"
    ):
        Sandbox(tmp_path / ("long" * 30)).up()
    with pytest.raises(SandboxError, match="comma"):
        Sandbox(Path("/tmp/a,b"))


def test_the_longest_path_works(folder: Path) -> None:
    """Also one with blanks, quotes and another script's letters in it."""
    name = "a 'b\" 雲"
    length = 107 - len("/underlay/ovn-controller.4194304.ctl")
    stem = folder.parent / name
    path = Path(f"{stem}{'x' * (length - len(os.fsencode(stem)))}")
    sandbox = Sandbox(path, chassis=2)
    sandbox.up()
    try:
        assert all(daemon.pid for daemon in sandbox.status())
    finally:
        assert sandbox.down()


def test_the_users_own_ovn_is_not_meant(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OVN_NB_DB", "OVN_SB_DB", "OVN_RUNDIR", "OVS_RUNDIR", "OVN_NB_DAEMON", "OVN_NBCTL_OPTIONS"):
        monkeypatch.setenv(name, "/nonexistent" if "OPTIONS" not in name else "--no-such-option")
    sandbox = Sandbox(folder, chassis=1)
    sandbox.up()
    assert sandbox.down()
