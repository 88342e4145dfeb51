"""The columns of VMs."""

from ovntui.cloud.cells import Cell, Column, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Named, Vm
from ovntui.cloud.shown import count, door, named, number, shown, size, yes

_MOODS = {"running": Mood.GOOD, "blocked": Mood.GOOD, "off": Mood.DIM, "crashed": Mood.BAD}


def mood(vm: Vm) -> Mood:
    """● runs, ◐ is paused or on its way, ○ is off, ✗ crashed or its way into the cloud is broken."""
    return Mood.BAD if vm.broken else _MOODS.get(vm.state, Mood.PARTLY)


def addresses(vm: Vm) -> str:
    """The IP addresses of all its logical ports: in OVN's form a MAC comes before them."""
    return " ".join(
        word for nic in vm.nics for address in nic.addresses for word in address.split()[1:] if word
    )


def _port(vm: Vm) -> Named | None:
    return next((nic.port for nic in vm.nics if nic.port), None)


def _chain(vm: Vm) -> Cell:
    if vm.broken:
        return shown(vm.broken, Mood.BAD)
    switches = dict.fromkeys(nic.switch.name for nic in vm.nics if nic.switch)
    return shown(" ".join(switches))


_RANK = {Mood.BAD: 0, Mood.PARTLY: 1, Mood.GOOD: 2, Mood.DIM: 3}

COLUMNS: tuple[Column[Vm], ...] = (
    Column("sign", "", lambda vm: sign(mood(vm)), width=1, sort=lambda vm: _RANK[mood(vm)], echo=True),
    Column("name", "NAME", lambda vm: shown(vm.name, Mood.NAME), width=14, grow=2),
    Column("host", "HOST", lambda vm: named(vm.host), 8, 1, door=lambda vm: door("host", vm.host)),
    Column("state", "STATE", lambda vm: shown(vm.state), width=8),
    Column("vcpus", "CPU", lambda vm: count(vm.vcpus), width=3, sort=lambda vm: vm.vcpus, right=True),
    Column("memory", "MEMORY", lambda vm: size(vm.memory), width=7, sort=lambda vm: vm.memory, right=True),
    Column("addresses", "ADDRESSES", lambda vm: shown(addresses(vm)), width=15, grow=2),
    Column("switch", "SWITCH", _chain, width=16, grow=3),
    Column(
        "port",
        "LOGICAL PORT",
        lambda vm: named(_port(vm)),
        width=36,
        door=lambda vm: door("port", _port(vm)),
        optional=True,
    ),
    Column("mac", "MAC", lambda vm: shown(" ".join(nic.mac for nic in vm.nics)), width=17, optional=True),
    Column("nics", "NICS", lambda vm: number(len(vm.nics)), width=4, right=True, optional=True),
    Column("disks", "DISKS", lambda vm: number(len(vm.disks)), width=5, right=True, optional=True),
    Column("autostart", "AUTOSTART", lambda vm: yes(vm.autostart), width=9, optional=True),
    Column("uuid", "UUID", lambda vm: shown(vm.uuid, Mood.DIM), width=36, optional=True),
)
