"""systemd-networkd's files, with a bridge of Open vSwitch where they told of a NIC (systemd.network(5))."""

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.keeper import Keeper, Over
from ovntui.plans.errors import Refusal

FOLDER: Final = "/etc/systemd/network"
_PROGRAM: Final = "/lib/systemd/systemd-networkd"
_CARRIES: Final = ("VLAN", "MACVLAN", "MACVTAP", "IPVLAN", "IPVTAP", "VXLAN", "Tunnel", "Xfrm", "MACsec")
_IS_CARRIED: Final = ("Bridge", "Bond", "VRF", "BatmanAdvanced")
_STAYS: Final = ("Match", "Link")
"""Sections that belong to the card and not to its addresses."""
_EVERYWHERE: Final = ("", "0.0.0.0/0", "::/0")


@dataclass(slots=True)
class _Section:
    """A section of a file as it stands there; name is "" of what comes before the first."""

    name: str
    lines: list[str] = field(default_factory=list)

    def said(self, key: str) -> list[str]:
        """What it says of a key. What follows an empty assignment is all that counts."""
        found: list[str] = []
        for line in self.lines:
            name, equals, value = line.partition("=")
            if equals and name.strip() == key:
                found = [*found, value.strip()] if value.strip() else []
        return found


class Networkd(Keeper):
    """See Keeper."""

    name = "networkd"
    apply = ("networkctl", "reload")

    def holds(self, path: str) -> bool:
        return path.startswith(f"{FOLDER}/")

    async def paths(self, site: Site) -> list[str]:
        if (await site.run("test", "-e", _PROGRAM)).status != 0:
            return []
        has_systemd = (await site.run("test", "-d", "/run/systemd/system")).status == 0
        enabled = ("systemctl", "--quiet", "is-enabled", "systemd-networkd.service")
        if has_systemd and (await site.run(*enabled)).status != 0:
            return []  # nobody reads them when the host starts
        named = ("-name", "*.network", "-o", "-path", "*.network.d/*.conf")
        found = await site.run("find", FOLDER, "-maxdepth", "2", "-type", "f", "(", *named, ")")
        return sorted(found.out.decode(errors="replace").splitlines())

    def file_of(self, texts: Mapping[str, str], nic: str, mac: str = "") -> str | None:
        for path in self._files(texts):
            if _matches(path, _sections(texts[path]), nic, mac):
                return path
        return None

    def bridged(self, texts: Mapping[str, str], over: Over) -> dict[str, str]:
        path = self.told_by(texts, over)
        sections = _sections(texts[path])
        if fault := _fault(sections, over.nic):
            raise Refusal(f"{path}: {fault}")
        if any(other.startswith(f"{path}.d/") for other in texts):
            raise Refusal(f"{path} has more said of it in {path}.d: join them first")
        for other in self._files(texts):
            matches = [one for one in _sections(texts[other]) if one.name == "Match"]
            if any(over.bridge in " ".join(one.said("Name")).split() for one in matches):
                raise Refusal(f"{other} tells of {over.bridge} already")
        # sorts before the NIC's own, which may match more
        new = f"{path.removesuffix('.network')}-{over.bridge}.network"
        if new in texts:
            raise Refusal(f"there is a {new} already")
        stay = [one for one in sections if one.name in ("", *_STAYS)]
        moved = [one for one in sections if one.name not in ("", *_STAYS)]
        if over.gateway:
            _lead(moved, over)
        under = "\n[Network]\nLinkLocalAddressing=no\n"
        return {
            path: _ended(_text(stay)) + under,
            new: _ended(f"[Match]\nName={over.bridge}\n\n{_text(moved)}"),
        }

    async def check(self, site: Site, folder: str, files: Mapping[str, str]) -> None:
        """systemd has no tool that reads such a file and does nothing else: what is written is read again."""
        for path, text in files.items():
            new = f"{folder}/networkd"
            await site.write(new, text, 0o600)
            if await site.read(new) != text:
                raise HostError(f"{site.name}: {path} cannot be written as it has to be")

    def _files(self, texts: Mapping[str, str]) -> list[str]:
        """In the order in which they are asked: the first that matches a link is the one for it."""
        return sorted(path for path in texts if self.holds(path) and path.endswith(".network"))


def _sections(text: str) -> list[_Section]:
    found = [_Section("")]
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            found.append(_Section(bare[1:-1]))
        found[-1].lines.append(line)
    return found


def _matches(path: str, sections: Iterable[_Section], nic: str, mac: str) -> bool:
    """Whether a file is the NIC's. Raises Refusal where it is others' as well, or that cannot be told."""
    match = _Section("Match", [line for one in sections if one.name == "Match" for line in one.lines])
    names = " ".join(match.said("Name")).split()
    macs = " ".join(match.said("MACAddress")).lower().split()
    if names == [nic] or (not names and macs == [mac.lower()]):
        return True
    if names:
        fits = any(fnmatch.fnmatchcase(nic, name.removeprefix("!")) for name in names)
        if fits == names[0].startswith("!"):
            return False
        raise Refusal(f"{path} is for {' '.join(names)}, and not for {nic} alone: give it a file of its own")
    if macs:
        if mac.lower() not in macs:
            return False
        raise Refusal(f"{path} is for several cards: give {nic} a file of its own")
    said = [line.strip() for line in match.lines]
    if others := [line for line in said if "=" in line and line[0] not in "#;"]:
        raise Refusal(f"{path} is for links with {', '.join(others)}, and may be for {nic}: name it there")
    return False


def _fault(sections: Iterable[_Section], nic: str) -> str | None:
    for one in sections:
        for key in _CARRIES:
            if above := one.said(key):
                return f"{nic} carries {above[0]}: that has to move first"
        for key in _IS_CARRIED:
            if under := one.said(key):
                return f"{nic} is part of {under[0]} already"
    return None


def _lead(moved: list[_Section], over: Over) -> None:
    """Let the default route of the gateway's family lead there. Raises Refusal where that comes by DHCP."""
    is_led = False
    for one in moved:
        anywhere = one.name == "Network" or "".join(one.said("Destination")) in _EVERYWHERE
        for number, line in enumerate(one.lines):
            key, equals, value = line.partition("=")
            if equals and key.strip() == "Gateway" and anywhere and (":" in value) == (":" in over.gateway):
                one.lines[number] = f"Gateway={over.gateway}\n"
                is_led = True
    if not is_led:
        raise Refusal(f"no Gateway= is said for {over.nic}: it cannot be another there")


def _text(sections: Iterable[_Section]) -> str:
    return "".join(line for one in sections for line in one.lines)


def _ended(text: str) -> str:
    """Its last line is a whole one, and no blank one behind it."""
    return f"{text.rstrip()}\n"
