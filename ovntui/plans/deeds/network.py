"""A network of libvirt's."""

from typing import Final
from xml.etree import ElementTree

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site, complaint
from ovntui.plans.deeds.craft import Craft, Tell
from ovntui.plans.plan import Deed

SOCKET: Final = "/var/run/libvirt/libvirt-sock"
_VIRSH: Final = ("virsh", "--quiet", "--connect=qemu:///system")
_STARTED, _STOPPED = "started", "not started"
_AUTOSTART, _NO_AUTOSTART = "starts with the host", "does not start with the host"
_OWN: Final = ("uuid", "mac")
"""What libvirt adds to what it was told."""
_PATIENCE: Final = 60


class Network(Craft):
    """The subject is its name. What is there is its XML and, in two lines behind that, whether it is started
    and starts with the host."""

    name = "network"
    noun = "libvirt network"

    async def look(self, site: Site, subject: str) -> str | None:
        if not await _is_there(site) or subject not in await _names(site, "--all"):
            return None
        xml = await _virsh(site, "net-dumpxml", "--inactive", "--network", subject)
        return network(
            xml,
            is_started=subject in await _names(site),
            is_autostarted=subject in await _names(site, "--all", "--autostart"),
        )

    async def do(self, site: Site, deed: Deed, tell: Tell) -> str:
        await site.must("virsh", "--connect=qemu:///system", "version", seconds=_PATIENCE)
        there = await self.look(site, deed.subject)
        if there is not None and _xml(there) != _xml(deed.after):
            if _STARTED in there.splitlines():
                await _virsh(site, "net-destroy", "--network", deed.subject)
            await _virsh(site, "net-undefine", "--network", deed.subject)
            there = None
        if deed.after is None:
            return ""
        if there is None:
            await _virsh(site, "net-define", "--file", "/dev/stdin", data=_xml(deed.after))
        for command in _turns(deed, there or ""):
            await _virsh(site, *command)
        return ""

    def words(self, deed: Deed) -> tuple[tuple[str, ...], ...]:
        words: list[tuple[str, ...]] = []
        before = deed.before or ""
        if deed.before is not None and _xml(before) != _xml(deed.after):
            if _STARTED in before.splitlines():
                words.append(("virsh", "net-destroy", "--network", deed.subject))
            words.append(("virsh", "net-undefine", "--network", deed.subject))
            before = ""
        if deed.after is None:
            return tuple(words)
        if not before:
            words.append(("virsh", "net-define", "--file", "/dev/stdin"))
        return *words, *(("virsh", *command) for command in _turns(deed, before))


def network(xml: str, *, is_started: bool, is_autostarted: bool) -> str:
    """A network as a deed holds it."""
    root = ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, or ours
    for name in _OWN:
        for found in root.findall(name):
            root.remove(found)
    root.attrib.pop("connections", None)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return "\n".join(
        (text, _STARTED if is_started else _STOPPED, _AUTOSTART if is_autostarted else _NO_AUTOSTART)
    )


def ovs_network(name: str) -> str:
    """A network that plugs VMs into br-int, started and started with the host."""
    root = ElementTree.Element("network")
    ElementTree.SubElement(root, "name").text = name
    ElementTree.SubElement(root, "forward", mode="bridge")
    ElementTree.SubElement(root, "bridge", name="br-int")
    ElementTree.SubElement(root, "virtualport", type="openvswitch")
    return network(ElementTree.tostring(root, encoding="unicode"), is_started=True, is_autostarted=True)


def _xml(state: str | None) -> str:
    return "\n".join((state or "").splitlines()[:-2])


def _turns(deed: Deed, there: str) -> list[tuple[str, ...]]:
    """The commands that start and stop it and let it start with the host, or not, where that is not so."""
    wanted, now = (deed.after or "").splitlines()[-2:], there.splitlines()[-2:] or [_STOPPED, _NO_AUTOSTART]
    commands: list[tuple[str, ...]] = []
    if wanted[1] != now[1]:
        off = ("--disable",) if wanted[1] == _NO_AUTOSTART else ()
        commands.append(("net-autostart", *off, "--network", deed.subject))
    if wanted[0] != now[0]:
        commands.append(("net-start" if wanted[0] == _STARTED else "net-destroy", "--network", deed.subject))
    return commands


async def _is_there(site: Site) -> bool:
    """Whether there is a libvirt that may know networks; a plan may be about to install it."""
    return (await site.run("test", "-S", SOCKET)).status == 0


async def _names(site: Site, *which: str) -> list[str]:
    return (await _virsh(site, "net-list", "--name", *which)).splitlines()


async def _virsh(site: Site, *words: str, data: str = "") -> str:
    done = await site.run(*_VIRSH, *words, data=data.encode())
    if done.status != 0:
        raise HostError(f"{site.name}: virsh {words[0]}: {complaint(done)}")
    return done.out.decode(errors="replace")
