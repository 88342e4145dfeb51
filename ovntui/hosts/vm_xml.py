"""A VM as ovntui makes one, to and from libvirt's domain XML ("Domain XML format").

What is kept of libvirt's own XML is what ovntui asked for: libvirt adds addresses, controllers and defaults,
which differ from host to host and mean nothing.
"""

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

_SPARE_PORTS: Final = 8
"""PCIe ports for devices that come while the VM runs: on q35 each needs one of its own."""

_OSINFO: Final = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
"""The namespace of what libosinfo's own programs, virt-install first of all, note of a domain."""

_TIMERS: Final = {"rtc": ("tickpolicy", "catchup"), "pit": ("tickpolicy", "delay"), "hpet": ("present", "no")}
"""The timers of a PC as virt-install sets them."""

_HOST_OFFLOADS: Final = {
    "csum": "off",
    "gso": "off",
    "tso4": "off",
    "tso6": "off",
    "ecn": "off",
    "ufo": "off",
}
_GUEST_OFFLOADS: Final = {"csum": "off", "tso4": "off", "tso6": "off", "ecn": "off", "ufo": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VmDisk:
    """device is disk or cdrom. target is its name towards the guest, as vda, and bus is virtio, sata or ide;
    both are "" until that is known."""

    path: str
    format: str
    device: str = "disk"
    target: str = ""
    bus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VmNic:
    """kind is bridge or network, source its name. iface_id is the interface's id in Open vSwitch, a uuid; ""
    where the bridge is none of Open vSwitch's. mtu is 0 for what the bridge has. offloads: the guest may
    leave checksums and segmentation to the host, which Open vSwitch's userspace datapath cannot do; of models
    other than virtio there is nothing to be said of it."""

    mac: str
    kind: str
    source: str
    iface_id: str = ""
    mtu: int = 0
    offloads: bool = True
    model: str = "virtio"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVm:
    """kind is kvm or qemu; machine is a type by its whole name, as pc-q35-7.2; memory is in MiB. os is what
    runs in it, by its id in osinfo, "" where that is not told; clock is what its clock shows then, utc or
    localtime, and is_enlightened lets it know that it is a guest as Hyper-V tells its own. has_random: it is
    given random numbers."""

    name: str
    uuid: str
    kind: str
    architecture: str
    machine: str
    cpus: int
    memory: int
    disks: tuple[VmDisk, ...] = ()
    nics: tuple[VmNic, ...] = ()
    os: str = ""
    clock: str = "utc"
    is_enlightened: bool = False
    has_random: bool = True


def vm_xml(vm: NewVm) -> str:
    """Its definition: a serial console, no graphics."""
    root = ElementTree.Element("domain", type=vm.kind)
    _text(root, "name", vm.name)
    _text(root, "uuid", vm.uuid)
    if vm.os:
        noted = ElementTree.SubElement(ElementTree.SubElement(root, "metadata"), "libosinfo:libosinfo")
        noted.set("xmlns:libosinfo", _OSINFO)
        ElementTree.SubElement(noted, "libosinfo:os", id=vm.os)
    _text(root, "memory", str(vm.memory), unit="MiB")
    _text(root, "vcpu", str(vm.cpus))
    boot = ElementTree.SubElement(root, "os")
    _text(boot, "type", "hvm", arch=vm.architecture, machine=vm.machine)
    ElementTree.SubElement(boot, "boot", dev="hd")
    ElementTree.SubElement(boot, "boot", dev="cdrom")
    if vm.architecture == "x86_64":
        features = ElementTree.SubElement(root, "features")
        ElementTree.SubElement(features, "acpi")
        ElementTree.SubElement(features, "apic")
        if vm.is_enlightened:
            _enlighten(features)
    ElementTree.SubElement(root, "cpu", mode="host-passthrough" if vm.kind == "kvm" else "maximum")
    if vm.os:
        _clock(root, vm)
    devices = ElementTree.SubElement(root, "devices")
    for disk in vm.disks:
        _disk(devices, disk)
    if "q35" in vm.machine or vm.machine.startswith("virt"):
        ElementTree.SubElement(devices, "controller", type="pci", model="pcie-root")
        for _ in range(_SPARE_PORTS):
            ElementTree.SubElement(devices, "controller", type="pci", model="pcie-root-port")
    for nic in vm.nics:
        devices.append(nic_element(nic))
    ElementTree.SubElement(devices, "serial", type="pty")
    ElementTree.SubElement(devices, "console", type="pty")
    if vm.has_random:
        random = ElementTree.SubElement(devices, "rng", model="virtio")
        _text(random, "backend", "/dev/urandom", model="random")
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode")


def nic_element(nic: VmNic) -> ElementTree.Element:
    """One network interface."""
    root = ElementTree.Element("interface", type=nic.kind)
    ElementTree.SubElement(root, "mac", address=nic.mac)
    ElementTree.SubElement(root, "source", {nic.kind: nic.source})
    if nic.iface_id:
        port = ElementTree.SubElement(root, "virtualport", type="openvswitch")
        ElementTree.SubElement(port, "parameters", interfaceid=nic.iface_id)
    ElementTree.SubElement(root, "model", type=nic.model)
    if not nic.offloads and nic.model == "virtio":
        driver = ElementTree.SubElement(root, "driver", name="qemu")
        ElementTree.SubElement(driver, "host", {**_HOST_OFFLOADS, "mrg_rxbuf": "off"})
        ElementTree.SubElement(driver, "guest", _GUEST_OFFLOADS)
    if nic.mtu:
        ElementTree.SubElement(root, "mtu", size=str(nic.mtu))
    return root


def nic_xml(nic: VmNic) -> str:
    """The same as text."""
    root = nic_element(nic)
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode")


def read_vm(xml: str) -> NewVm:
    """What ovntui would have asked for to get this domain."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, over our own channel, or ours
    boot = root.find("./os/type")
    memory = root.find("memory")
    kibibytes = {"MiB": 1024, "GiB": 1024**2}.get(memory.get("unit", "KiB") if memory is not None else "", 1)
    return NewVm(
        name=root.findtext("name") or "",
        uuid=root.findtext("uuid") or "",
        kind=root.get("type", ""),
        architecture="" if boot is None else boot.get("arch", ""),
        machine="" if boot is None else boot.get("machine", ""),
        cpus=int(root.findtext("vcpu") or 1),
        memory=int(root.findtext("memory") or 0) * kibibytes // 1024,
        disks=tuple(_read_disk(one) for one in root.iterfind("./devices/disk")),
        nics=tuple(read_nic(one) for one in root.iterfind("./devices/interface")),
        os=_attribute(root, f"metadata/{{{_OSINFO}}}libosinfo/{{{_OSINFO}}}os", "id"),
        clock=_attribute(root, "clock", "offset") or "utc",
        is_enlightened=_attribute(root, "features/hyperv/relaxed", "state") == "on",
        has_random=root.find("./devices/rng") is not None,
    )


def read_nic(one: ElementTree.Element) -> VmNic:
    """What ovntui would have asked for to get this interface."""
    kind = one.get("type", "")
    return VmNic(
        mac=_attribute(one, "mac", "address"),
        kind=kind,
        source=_attribute(one, "source", kind),
        iface_id=_attribute(one, "virtualport[@type='openvswitch']/parameters", "interfaceid"),
        mtu=int(_attribute(one, "mtu", "size") or 0),
        offloads=_attribute(one, "driver/host", "csum") != "off",
        model=_attribute(one, "model", "type"),
    )


def nics_of(xml: str) -> dict[str, ElementTree.Element]:
    """The interfaces of a domain, by MAC address."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # as above
    return {_attribute(one, "mac", "address").lower(): one for one in root.iterfind("./devices/interface")}


def _disk(devices: ElementTree.Element, disk: VmDisk) -> None:
    root = ElementTree.SubElement(devices, "disk", type="file", device=disk.device)
    ElementTree.SubElement(root, "driver", name="qemu", type=disk.format)
    ElementTree.SubElement(root, "source", file=disk.path)
    ElementTree.SubElement(root, "target", dev=disk.target, bus=disk.bus)
    if disk.device == "cdrom":
        ElementTree.SubElement(root, "readonly")


def _read_disk(one: ElementTree.Element) -> VmDisk:
    return VmDisk(
        target=_attribute(one, "target", "dev"),
        path=_attribute(one, "source", "file"),
        format=_attribute(one, "driver", "type"),
        device=one.get("device", "disk"),
        bus=_attribute(one, "target", "bus"),
    )


def _enlighten(features: ElementTree.Element) -> None:
    told = ElementTree.SubElement(features, "hyperv")
    ElementTree.SubElement(told, "relaxed", state="on")
    ElementTree.SubElement(told, "vapic", state="on")
    ElementTree.SubElement(told, "spinlocks", state="on", retries="8191")


def _clock(root: ElementTree.Element, vm: NewVm) -> None:
    clock = ElementTree.SubElement(root, "clock", offset=vm.clock)
    if vm.architecture == "x86_64":
        for name, (key, value) in _TIMERS.items():
            ElementTree.SubElement(clock, "timer", {"name": name, key: value})
        if vm.is_enlightened:
            ElementTree.SubElement(clock, "timer", name="hypervclock", present="yes")


def _text(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text


def _attribute(element: ElementTree.Element, path: str, name: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(name, "")
