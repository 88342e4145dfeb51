"""The blog, by keys alone: from two bare hosts to VMs on the internet, and back."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ovntui.plans.recipes.vm_nics import TUNNELLED
from tests.lab.cast import INTERNET, SNAT
from tests.lab.cdrom import cdrom
from tests.lab.keys import Hands, at_the_console
from tests.lab.lab import Lab, lab
from tests.lab.operator import at_controller
from tests.lab.outside import heard
from tests.plans import places
from tests.plans.blog import content, of_the_blog, read_dump
from tests.plans.places import KVM1, KVM2
from tests.servers.process import ToolError

VM1, VM2 = "172.16.0.201/24", "172.16.0.202/24"
GATEWAY = "172.16.0.1"
PORTS = {VM1: places.VM1, VM2: places.VM2}
SOCKET = "unix:/var/run/ovn/ovnnb_db.sock"
CHASSIS = "sorted by chassis"
"""What stands on the Chassis page."""
AS_THE_BLOG = {
    "mac": "00:00:00:00:00:02",
    "announce": "n",
    "inner-mac": "00:00:00:00:00:01",
    "dhcp": "n",
}
"""What the blog leaves out of its cloud, and the addresses that it chose."""
OPEN = {"security": "n"}
"""The blog's ports may send from any address."""
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
    keys.asks("internet", {"network": "UPLINK", "address": "10.10.10.240/24", **AS_THE_BLOG})
    keys.applies("in force on 2 of 2", back=CHASSIS)
    first = {"host": "kvm1", "name": "vm1", "iso": boots, "nics": f"ls-int {VM1}", **OPEN}
    keys.asks("create-vm", {**first, **SMALL})
    keys.applies(back=CHASSIS)
    # the second one past OVN, as the blog does, and attached to its logical port afterwards
    keys.asks("create-vm", {"host": "kvm2", "name": "vm2", "iso": boots, "nics": "network ovs-net", **SMALL})
    keys.applies(back=CHASSIS)
    keys.asks("attach-port", {"switch": "ls-int", "addresses": VM2, **OPEN})
    keys.applies("in force on 2 of 2", back=CHASSIS)

    assert northbound(made) == of_the_blog(connections=True)
    addressed(keys, "vm1", VM1)
    addressed(keys, "vm2", VM2)
    ping(keys, "vm1", VM2.partition("/")[0])
    for vm in ("vm1", "vm2"):
        with heard(made) as sender:
            ping(keys, vm, INTERNET)
            assert sender() == SNAT, "the outside sees the router's address"
    undo_everything(keys, 10)
    assert state(made) == before


def northbound(made: Lab) -> list[str]:
    """Its rows, with the blog's names for chassis and ports and its MAC addresses for these."""
    told = made.controller.run("ovsdb-client", "--format=json", "dump", SOCKET, "OVN_Northbound")
    tables = read_dump(told)
    names = {}
    for who, blogs in zip(made.hypervisors, (KVM1, KVM2), strict=True):
        asked = ("ovs-vsctl", "get", "open_vswitch", ".", "external_ids:system-id")
        names[made.hosts[who.name].run(*asked).strip().strip('"')] = blogs
    for port in tables["Logical_Switch_Port"].values():
        for address in port["addresses"]:
            mac, _, ip = address.rpartition(" ")
            if ip in PORTS:
                name, blogs = PORTS[ip]
                names |= {next(iter(port["name"])): name, mac: blogs}
    for row in (row for rows in tables.values() for row in rows.values()):
        row.update({column: frozenset(renamed(atom, names) for atom in row[column]) for column in row})
    return content(tables, connections=True)


def renamed(atom: Any, names: Mapping[str, str]) -> Any:
    """One value of a column, under other names; the longer ones hold others."""
    if isinstance(atom, tuple):
        return tuple(renamed(part, names) for part in atom)
    if isinstance(atom, str):
        for name in sorted(names, key=len, reverse=True):
            if name in atom:
                return atom.replace(name, names[name])
    return atom


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


def addressed(keys: Hands, vm: str, address: str) -> None:
    """Give a VM its address on its console, as the blog's VMs got theirs, and the MTU that Geneve leaves."""
    link = f"ip link set eth0 mtu {TUNNELLED}; ip addr add {address} dev eth0"
    on_its_console(keys, vm, f"{link}; ip route add default via {GATEWAY}; ip route", f"{GATEWAY} dev eth0")


def ping(keys: Hands, vm: str, address: str) -> None:
    """Have a VM ping."""
    on_its_console(keys, vm, f"ping -c 1 -W 2 {address}", "1 packets received")


def on_its_console(keys: Hands, vm: str, line: str, text: str) -> None:
    """Go to a VM's serial console, and type a line until it brings a text."""
    keys.press("8")
    keys.sees("VMs  2 of 2")
    keys.press("/", vm, "enter")
    keys.sees("VMs  1 of 2")
    keys.press("t")
    keys.sees("ctrl+] leaves")
    keys.types_until(line, text)
    keys.press("\x1d")
    keys.sees("VMs  1 of 2")
    keys.press("escape")
    keys.sees("VMs  2 of 2")
