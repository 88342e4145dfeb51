"""A whole lab: who is in it, how it comes up, and how it ends."""

import functools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias

from tests.lab import central, libvirt, namespaces, openvswitch, ssh
from tests.lab.cast import ADDRESSES, CONTROLLER, HYPERVISORS, INTERNET, OUTSIDE, SWITCH, VMS, Hypervisor
from tests.lab.guests import Guest
from tests.lab.namespaces import Host
from tests.lab.network import PRIVATE, PUBLIC, Switch

Hosts: TypeAlias = Literal["bare", "uplinked"]
"""bare: a hypervisor's address is on its NIC and nothing knows of OVN. uplinked: on br-ext over the NIC, as
the blog's netplan leaves it."""

_COMPLETE: Final = "/run/lab-complete"


class Lab:
    """A lab that is up."""

    def __init__(self, name: str) -> None:
        found = namespaces.find(name)
        self.name = name
        self.hosts = {host: Host(host, pid) for host, pid in found.items()}
        self.hypervisors = [who for who in HYPERVISORS if who.name in found]

    @property
    def controller(self) -> Host:
        """Where northbound and southbound are."""
        return self.hosts[CONTROLLER]

    @property
    def outside(self) -> Host:
        """The hosts' gateway, and all of the internet."""
        return self.hosts[OUTSIDE]

    @property
    def switch(self) -> Switch:
        """The cables between the hosts."""
        return Switch(self.hosts[SWITCH])

    @functools.cached_property
    def guests(self) -> dict[str, Guest]:
        """The blog's VMs, whether they have been started or not."""
        return {vm.name: Guest(self.hosts[vm.host], vm) for vm in VMS}


def is_complete(name: str) -> bool:
    """Whether a lab of that name came up wholly and all of its hosts are there."""
    pid = namespaces.find(name).get(CONTROLLER)
    if pid is None:
        return False
    controller = Host(CONTROLLER, pid)
    if not (controller.root / _COMPLETE.lstrip("/")).exists():
        return False
    return set(controller.read(_COMPLETE).split()) == set(namespaces.find(name))


def up(name: str, hosts: Hosts = "uplinked", *, hypervisors: int = 2, stays: bool = False) -> Lab:
    """Bring a lab up, unless a whole one is there: what is left of an earlier one is ended first."""
    if is_complete(name):
        return Lab(name)
    down(name)
    cast = HYPERVISORS[:hypervisors]
    for host in (SWITCH, OUTSIDE, CONTROLLER, *(who.name for who in cast)):
        Host.start(name, host, stays=stays)
    lab = Lab(name)
    _lay_cables(lab)
    _name_each_other(lab)
    operator = ssh.set_up_operator(lab.controller)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda who: _start(lab.hosts[who.name], who, hosts, operator), cast))
        central.start(lab.controller)
    ssh.introduce(lab.controller, ((lab.hosts[who.name], who) for who in cast))
    lab.controller.write(_COMPLETE, " ".join(lab.hosts))
    return lab


def down(name: str) -> None:
    """End a lab, or what is left of one."""
    namespaces.end(name)


@contextmanager
def lab(name: str, hosts: Hosts = "uplinked", *, hypervisors: int = 2) -> Iterator[Lab]:
    """A lab for as long as it is needed. It ends with this process too, whichever way that ends."""
    try:
        yield up(name, hosts, hypervisors=hypervisors)
    finally:
        down(name)


def _lay_cables(lab: Lab) -> None:
    lab.switch.set_up()
    for name, address in ADDRESSES.items():
        lab.switch.plug(lab.hosts[name], "ens2", PUBLIC)
        lab.hosts[name].run("ip", "address", "add", f"{address}/24", "dev", "ens2")
    lab.outside.run("ip", "address", "add", f"{INTERNET}/32", "dev", "lo")
    lab.controller.run("ip", "route", "add", "default", "via", ADDRESSES[OUTSIDE])
    for who in lab.hypervisors:
        host = lab.hosts[who.name]
        lab.switch.plug(host, "ens2", PUBLIC, who.nic_mac)
        host.run("ip", "address", "add", f"{who.public}/24", "dev", "ens2")
        host.run("ip", "route", "add", "default", "via", ADDRESSES[OUTSIDE])
        lab.switch.plug(host, "ens3", PRIVATE)
        host.run("ip", "address", "add", f"{who.private}/24", "dev", "ens3")


def _name_each_other(lab: Lab) -> None:
    """No DNS: libvirt asks for its host's own name whenever a VM starts, and would wait for an answer."""
    addresses = {**ADDRESSES, **{who.name: who.public for who in lab.hypervisors}}
    lines = ["127.0.0.1 localhost", *(f"{address} {name}" for name, address in addresses.items())]
    for host in lab.hosts.values():
        host.write("/etc/hosts", "\n".join(lines) + "\n")
        (host.root / "etc/resolv.conf").unlink(missing_ok=True)
        host.write("/etc/resolv.conf", "# no DNS in the lab\n")


def _start(host: Host, who: Hypervisor, hosts: Hosts, operator: str) -> None:
    """All of a hypervisor's daemons."""
    libvirt.start(host)
    openvswitch.start(host, who)
    if hosts == "uplinked":
        # this kernel may have no openvswitch; ovn-controller makes br-int by what it finds here
        host.run("ovs-vsctl", "set", "open_vswitch", ".", "external_ids:ovn-bridge-datapath-type=netdev")
        openvswitch.add_uplink(host, who, ADDRESSES[OUTSIDE])
    ssh.start(host, who, operator)
    libvirt.wait(host)
