"""A lab is one's own, is what it is said to be, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.lab import namespaces
from tests.lab.cast import ADDRESSES, OUTSIDE
from tests.lab.lab import Lab, down, is_complete, up
from tests.lab.waiting import wait_for
from tests.servers.process import program


def test_a_bare_host_knows_nothing_of_ovn(bare: Lab) -> None:
    for who in bare.hypervisors:
        host = bare.hosts[who.name]
        ids = host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids")
        assert f'system-id="{who.system_id}"' in ids
        assert "ovn-" not in ids
        assert not host.succeeds("ovs-vsctl", "br-exists", "br-ext")
        assert f"inet {who.public}/24" in host.run("ip", "-4", "address", "show", "dev", "ens2")
        assert host.run("virsh", "-q", "net-list", "--all").strip() == ""
        host.run("ping", "-c", "1", ADDRESSES[OUTSIDE])


def test_the_controller_enters_a_host_as_root_and_as_a_user_whom_sudo_trusts(bare: Lab) -> None:
    ssh = ("ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes")
    for who in bare.hypervisors:
        assert bare.controller.run(*ssh, f"root@{who.public}", "hostname").strip() == who.name
        assert bare.controller.run(*ssh, f"kim@{who.name}", "sudo -n whoami").strip() == "root"


def test_what_a_host_writes_stays_in_the_host(bare: Lab) -> None:
    host = bare.hosts["kvm1"]
    for folder in ("/etc", "/var", "/root", "/home", "/run"):
        host.write(f"{folder}/ovntui-was-here", "")
        assert not Path(folder, "ovntui-was-here").exists()
        assert not (bare.hosts["kvm2"].root / folder.lstrip("/") / "ovntui-was-here").exists()


def test_a_lab_that_is_up_is_left_alone_and_one_that_lost_a_host_is_made_anew(
    name: Callable[[str], str],
) -> None:
    lab = name("again")
    try:
        first = up(lab, hypervisors=1)
        assert namespaces.find(up(lab, hypervisors=1).name) == namespaces.find(first.name)
        os.kill(first.hosts["kvm1"].pid, signal.SIGKILL)
        wait_for(lambda: "kvm1" not in namespaces.find(lab), "the end of kvm1")
        assert not is_complete(lab)
        again = up(lab, hypervisors=1)
        assert again.hosts["kvm1"].succeeds("ovs-vsctl", "br-exists", "br-ext")
        assert again.controller.pid != first.controller.pid
    finally:
        down(lab)
    assert not namespaces.find(lab)


def test_two_labs_do_not_see_each_other_and_a_killed_test_takes_its_own_with_it(
    name: Callable[[str], str], bare: Lab
) -> None:
    lab = name("killed")
    before = Path("/proc/self/mounts").read_text()
    script = (
        f"import sys; from tests.lab.lab import up; up({lab!r}, 'bare'); print('up', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == "up\n"
        assert len(namespaces.find(lab)) == len(bare.hosts)
        assert bare.hosts["kvm1"].run("ovs-vsctl", "get", "open_vswitch", ".", "_uuid") != (
            Lab(lab).hosts["kvm1"].run("ovs-vsctl", "get", "open_vswitch", ".", "_uuid")
        )
        process.kill()
        process.wait()
    wait_for(lambda: not namespaces.find(lab), "the end of the lab")
    assert is_complete(bare.name)
    assert Path("/proc/self/mounts").read_text() == before
    assert (
        lab
        not in subprocess.run(
            [program("ps"), "-eo", "args"], capture_output=True, text=True, check=True
        ).stdout
    )
