"""The blog, by keys alone: from two bare hosts to VMs on the internet, and back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab.cast import INTERNET
from tests.lab.cdrom import cdrom
from tests.lab.keys import Hands, at_the_console
from tests.lab.lab import Lab, lab
from tests.lab.operator import at_controller
from tests.servers.process import ToolError

VM1, VM2 = "172.16.0.201", "172.16.0.202"
CHASSIS = "sorted by chassis"
"""What stands on the Chassis page."""
SMALL = {"memory": "96 MiB", "disk": "none", "kind": "qemu", "machine": "pc"}


@pytest.fixture
def hands(
    name: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Hands, Lab, str]]:
    """The operator's hands on the console, on the controller of two hosts that know nothing of OVN."""
    try:
        boots = str(cdrom())
    except ToolError as error:
        pytest.skip(f"no guests here: {error}")
    with lab(name("keys"), "bare") as made, at_controller(made, tmp_path, monkeypatch):
        hosts = {who.name: f"ssh:{who.public}" for who in made.hypervisors}
        with at_the_console(made, tmp_path, hosts) as found:
            yield found, made, boots


def test_from_bare_hosts_to_vms_on_the_internet(hands: tuple[Hands, Lab, str]) -> None:
    keys, made, boots = hands
    before = state(made)
    keys.sees("hosts 2/2")
    for database in ("nb", "sb"):
        keys.asks("add-listener", {"database": database, "protocol": "ptcp"})
        keys.applies()
    for who in made.hypervisors:
        keys.asks("join-host", {"host": who.name})
        keys.applies("is a chassis")
    for who in made.hypervisors:
        keys.asks("add-host-uplink", {"host": who.name, "nic": "ens2", "network": "UPLINK"})
        keys.applies(confirm=who.name)
    keys.press("2")
    keys.sees("UPLINK:br-ext")
    keys.asks("internet", {"network": "UPLINK", "address": "10.10.10.240/24"})
    keys.applies("in force on 2 of 2", back=CHASSIS)
    keys.asks("create-vm", {"host": "kvm1", "name": "vm1", "iso": boots, "nics": f"ls-int {VM1}", **SMALL})
    keys.applies(back=CHASSIS)
    # the second one past OVN, as the blog does, and attached to its logical port afterwards
    keys.asks("create-vm", {"host": "kvm2", "name": "vm2", "iso": boots, "nics": "network ovs-net", **SMALL})
    keys.applies(back=CHASSIS)
    keys.asks("attach-port", {"switch": "ls-int", "addresses": VM2})
    keys.applies("in force on 2 of 2", back=CHASSIS)

    ping(keys, "vm1", VM2)
    ping(keys, "vm1", INTERNET)
    ping(keys, "vm2", INTERNET)
    undo_everything(keys, 10)
    assert state(made) == before


def state(made: Lab) -> dict[str, list[str]]:
    """What the hosts are, as far as anything here changes it."""
    asked = (
        ("ip", "-brief", "address", "show", "to", "10.0.0.0/8"),
        ("ip", "route"),
        ("ovs-vsctl", "list-br"),
        ("ovs-vsctl", "get", "open_vswitch", ".", "external_ids"),
        ("virsh", "-q", "net-list", "--all", "--name"),
        ("virsh", "-q", "list", "--all", "--name"),
    )
    hosts = {who.name: [made.hosts[who.name].run(*words) for words in asked] for who in made.hypervisors}
    return hosts | {
        "ovn": [made.controller.run("ovn-nbctl", "show"), made.controller.run("ovn-sbctl", "show")]
    }


def undo_everything(keys: Hands, changes: int) -> None:
    """From the history, the newest first."""
    keys.press("0")
    keys.sees(f"History  {changes} of {changes}")
    for _ in range(changes):
        keys.press("u")
        keys.sees("⏎ Apply")
        keys.applies(back="sorted by when")
        keys.press("down")


def ping(keys: Hands, vm: str, address: str) -> None:
    """Go to a VM's serial console, and have it ping."""
    keys.press("8")
    keys.sees("VMs  2 of 2")
    keys.press("/", vm, "enter")
    keys.sees("VMs  1 of 2")
    keys.press("t")
    keys.sees("ctrl+] leaves")
    keys.types_until("ping -c 1 -W 2 " + address, "1 packets received")
    keys.press("\x1d")
    keys.sees("VMs  1 of 2")
    keys.press("escape")
    keys.sees("VMs  2 of 2")
