"""ifupdown's files, with a bridge of Open vSwitch where they told of a NIC (interfaces(5), and
README.Debian of openvswitch-switch for the options that begin with ovs_)."""

import fnmatch
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ovntui.hosts.errors import HostError
from ovntui.hosts.site import Site
from ovntui.plans.deeds.keeper import Keeper, Over
from ovntui.plans.errors import Refusal

FILE: Final = "/etc/network/interfaces"
FOLDER: Final = "/etc/network/interfaces.d"
_SCRIPT: Final = "/etc/network/if-pre-up.d/openvswitch"
_HEADS: Final = (
    *("iface", "mapping", "auto", "no-auto-down", "no-scripts", "rename"),
    *("source", "source-directory", "template"),
)
"""What a stanza begins with, beside allow- and whatever follows it."""
_STAYS: Final = re.compile(r"(mtu|hwaddress)$|(link|ethernet|hardware|offload|ethtool)-")
"""Options that belong to the card and not to its addresses."""
_CARRIES: Final = re.compile(r"(vlan[-_]raw[-_]device|(bridge|ovs)[-_](ports|bonds)|(bond[-_])?slaves)$")
_IS_CARRIED: Final = re.compile(r"(ovs_|bridge[-_]|bond[-_]|inherits$)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, with those that continue it; raw is as it stands in the file."""

    raw: str
    words: tuple[str, ...]

    @property
    def head(self) -> str:
        """What a stanza begins with; "" where none begins here."""
        first = self.words[0] if self.words else ""
        return first if first in _HEADS or first.startswith("allow-") else ""

    @property
    def lists(self) -> bool:
        """Whether it says that interfaces are brought up."""
        return self.head == "auto" or self.head.startswith("allow-")


class Ifupdown(Keeper):
    """See Keeper."""

    name = "ifupdown"
    makes_userspace = True

    def holds(self, path: str) -> bool:
        return path == FILE or path.startswith(f"{FOLDER}/")

    async def paths(self, site: Site) -> list[str]:
        if (await site.run("test", "-e", "/sbin/ifup")).status != 0:
            return []
        found = await site.run("find", FILE, FOLDER, "-maxdepth", "1", "-type", "f", "!", "-name", ".*")
        return sorted(found.out.decode(errors="replace").splitlines())

    def file_of(self, texts: Mapping[str, str], nic: str, mac: str = "") -> str | None:
        found = [path for path, lines in self._read(texts) if any(_is_of(line, nic) for line in lines)]
        if len(found) > 1:
            several = ", ".join(sorted(found))
            raise Refusal(f"{nic} is in several of ifupdown's files ({several}): join them first")
        return found[0] if found else None

    def bridged(self, texts: Mapping[str, str], over: Over) -> dict[str, str]:
        path = self.told_by(texts, over)
        files = dict(self._read(texts))
        for other, lines in files.items():
            if fault := _fault(lines, over.nic, over.bridge):
                raise Refusal(f"{other}: {fault}")
        return {
            other: text
            for other, lines in files.items()
            if (text := "".join(_moved(lines, over))) != texts[other] or other == path
        }

    async def check(self, site: Site, folder: str, files: Mapping[str, str]) -> None:
        """By ifup(8), --no-act: for the bridge, and for the NIC."""
        if (await site.run("test", "-e", _SCRIPT)).status != 0:
            raise HostError(f"{site.name}: without {_SCRIPT} ifupdown makes no bridges of Open vSwitch")
        for text in files.values():
            new = f"{folder}/interfaces"
            await site.write(new, text, 0o600)
            for stanza in _stanzas(_lines(text)):
                if any(line.words[:1] == ("ovs_type",) for line in stanza):
                    tried = ("ifup", "--no-act", "--force", f"--interfaces={new}", "--")
                    await site.must(*tried, stanza[0].words[1])

    def _read(self, texts: Mapping[str, str]) -> Iterator[tuple[str, list[_Line]]]:
        return ((path, list(_lines(text))) for path, text in texts.items() if self.holds(path))


def _lines(text: str) -> Iterator[_Line]:
    """The lines as ifupdown sees them: one that ends in a backslash goes on, and # makes a comment only where
    it begins one."""
    gathered = ""
    for raw in text.splitlines(keepends=True):
        gathered += raw
        if not gathered.lstrip().startswith("#") and raw.rstrip("\r\n").endswith("\\"):
            continue
        yield _line(gathered)
        gathered = ""
    if gathered:
        yield _line(gathered)


def _line(raw: str) -> _Line:
    joined = raw.replace("\\\r\n", " ").replace("\\\n", " ").strip()
    return _Line(raw, () if joined.startswith("#") else tuple(joined.split()))


def _is_of(line: _Line, nic: str) -> bool:
    return line.head == "iface" and line.words[1:2] == (nic,)


def _fault(lines: Iterable[_Line], nic: str, bridge: str) -> str | None:
    """Why the lines of a file cannot be made to tell of a bridge over the NIC."""
    here = ""
    for line in lines:
        words = line.words
        if line.head:
            here = words[1] if line.head == "iface" and len(words) > 1 else ""
            if here == bridge:
                return f"it tells of {bridge} already"
            if here != nic and here.startswith((f"{nic}.", f"{nic}:")):
                return f"{nic} carries {here}: that has to move first"
            if any(_takes(word, nic) for word in words[1:] if line.lists or line.head == "mapping"):
                return f"“{' '.join(words)}” takes {nic} by a pattern: name it there first"
            if line.head == "rename" and any(nic in word.split("=") for word in words[1:]):
                return f"“{' '.join(words)}” renames {nic}"
            continue
        if not words or not here:
            continue
        if here != nic and nic in words[1:] and _CARRIES.match(words[0]):
            return f"{nic} carries {here}: that has to move first"
        if here == nic and _IS_CARRIED.match(words[0]):
            return f"{nic} is part of something already: {' '.join(words)}"
        if here == nic and nic in words[1:]:
            return f"“{' '.join(words)}” names {nic}: say $IFACE there first"
    return None


def _takes(word: str, nic: str) -> bool:
    """Whether a pattern takes the NIC: "/e*" among those that are brought up, "e*" in a mapping."""
    pattern = word.partition("=")[0].removeprefix("/")
    return word != nic and any(sign in word for sign in "*?[/=") and fnmatch.fnmatchcase(nic, pattern)


def _stanzas(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """The lines by stanzas; what is blank or a comment behind one goes with the next."""
    here: list[_Line] = []
    between: list[_Line] = []
    for line in lines:
        if not line.words:
            between.append(line)
        elif line.head:
            yield from (group for group in (here, between) if group)
            here, between = [line], []
        else:
            here += [*between, line]
            between = []
    yield from (group for group in (here, between) if group)


def _moved(lines: Iterable[_Line], over: Over) -> Iterator[str]:
    """The text of a file, the bridge's stanzas in the places of the NIC's."""
    stanzas = list(_stanzas(lines))
    ours = [stanza for stanza in stanzas if _is_of(stanza[0], over.nic)]
    for stanza in stanzas:
        head = stanza[0]
        if stanza in ours:
            is_first = stanza is ours[0]
            if is_first:
                yield f"auto {over.bridge}\nallow-ovs {over.bridge}\n"
            yield from _on_bridge(stanza, over)
            if is_first:
                yield from _bridge(over)
                yield f"\nallow-{over.bridge} {over.nic}\niface {over.nic} inet manual\n"
                yield f"    ovs_bridge {over.bridge}\n    ovs_type OVSPort\n"
                yield from (_whole(line.raw) for one in ours for line in one if _stays(line))
        elif head.lists and over.nic in head.words[1:]:
            left = [word for word in head.words if word != over.nic]
            yield f"{' '.join(left)}\n" if len(left) > 1 else ""
            yield from (line.raw for line in stanza[1:])
        else:
            yield from (line.raw for line in stanza)


def _on_bridge(stanza: Iterable[_Line], over: Over) -> Iterator[str]:
    """A stanza of the NIC as one of the bridge."""
    gateway: list[str] = []
    for line in stanza:
        if line.head:
            yield _whole(line.raw.replace(over.nic, over.bridge, 1))
            gateway = _gateway(line, over)
        elif gateway and line.words[:1] == ("gateway",):
            continue
        elif not _stays(line):
            yield _whole(line.raw)
    yield from gateway


def _stays(line: _Line) -> bool:
    return bool(line.words) and _STAYS.match(line.words[0]) is not None


def _whole(raw: str) -> str:
    return raw if raw.endswith("\n") else f"{raw}\n"


def _bridge(over: Over) -> Iterator[str]:
    """Beside its addresses: what it is. ifdown takes it away, so that ifup has to say all of it anew."""
    yield f"    ovs_type OVSBridge\n    ovs_ports {over.nic}\n"
    columns = [f"datapath_type={over.datapath}", "fail_mode=standalone"]
    columns += [f"other-config:hwaddr={over.mac}"] if over.mac else []
    yield f"    ovs_extra set Bridge {over.bridge} {' '.join(columns)}\n"


def _gateway(line: _Line, over: Over) -> list[str]:
    """The line that tells of another gateway, in a stanza that is of its family."""
    family = "inet6" if ":" in over.gateway else "inet"
    if not over.gateway or family not in line.words:
        return []
    if "static" not in line.words:
        raise Refusal(f"{over.nic} takes its gateway by {line.words[-1]}: it cannot be another there")
    return [f"    gateway {over.gateway}\n"]
