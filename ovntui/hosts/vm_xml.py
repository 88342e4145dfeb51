"""A VM as ovntui makes one, to and from libvirt's domain XML ("Domain XML format").

What is kept of libvirt's own XML is what ovntui asked for: libvirt adds addresses, controllers and defaults,
which differ from host to host and mean nothing.
"""

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

_SPARE_PORTS: Final = 8
"""PCIe ports for devices that come while the VM runs: on q35 each needs one of its own."""

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
    """target is its name towards the guest, as vda; device is disk or cdrom."""

    target: str
    path: str
    format: str
    device: str = "disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class VmNic:
    """kind is bridge or network, source its name. iface_id is the interface's id in Open vSwitch, a uuid; ""
    where the bridge is none of Open vSwitch's. mtu is 0 for what the bridge has. offloads: the guest may
    leave checksums and segmentation to the host, which Open vSwitch's userspace datapath cannot do."""

    mac: str
    kind: str
    source: str
    iface_id: str = ""
    mtu: int = 0
    offloads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVm:
    """kind is kvm or qemu; machine is a type by its whole name, as pc-q35-7.2; memory is in MiB."""

    name: str
    uuid: str
    kind: str
    architecture: str
    machine: str
    cpus: int
    memory: int
    disks: tuple[VmDisk, ...] = ()
    nics: tuple[VmNic, ...] = ()


def vm_xml(vm: NewVm) -> str:
    """Its definition: a serial console, no graphics, virtio for disks and NICs."""
    root = ElementTree.Element("domain", type=vm.kind)
    _text(root, "name", vm.name)
    _text(root, "uuid", vm.uuid)
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
    ElementTree.SubElement(root, "cpu", mode="host-passthrough" if vm.kind == "kvm" else "maximum")
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
    ElementTree.SubElement(root, "model", type="virtio")
    if not nic.offloads:
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
    )


def nics_of(xml: str) -> dict[str, ElementTree.Element]:
    """The interfaces of a domain, by MAC address."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # as above
    return {_attribute(one, "mac", "address").lower(): one for one in root.iterfind("./devices/interface")}


def _disk(devices: ElementTree.Element, disk: VmDisk) -> None:
    root = ElementTree.SubElement(devices, "disk", type="file", device=disk.device)
    ElementTree.SubElement(root, "driver", name="qemu", type=disk.format)
    ElementTree.SubElement(root, "source", file=disk.path)
    bus = "virtio" if disk.device == "disk" else "sata"
    ElementTree.SubElement(root, "target", dev=disk.target, bus=bus)
    if disk.device == "cdrom":
        ElementTree.SubElement(root, "readonly")


def _read_disk(one: ElementTree.Element) -> VmDisk:
    return VmDisk(
        target=_attribute(one, "target", "dev"),
        path=_attribute(one, "source", "file"),
        format=_attribute(one, "driver", "type"),
        device=one.get("device", "disk"),
    )


def _text(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = text


def _attribute(element: ElementTree.Element, path: str, name: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(name, "")
