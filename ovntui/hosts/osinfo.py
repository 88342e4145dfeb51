"""The operating systems that an osinfo database knows, and the devices that each has drivers for (osinfo-db's
own schema, osinfo.rng)."""

import io
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

import msgspec

from ovntui.hosts.errors import HostError

FOLDERS: Final = ("/usr/share/osinfo", "/etc/osinfo")
"""Where the database is installed, and where an administrator adds to it (osinfo-db-path(1))."""

_CLASSES: Final = ("block", "chipset", "net", "rng")
"""Of which classes of devices anybody wants to know."""


class Os(msgspec.Struct, frozen=True, kw_only=True):
    """names are its short ids, the usual one first; family is linux, winnt …; devices are those that it has
    drivers for, by the database's names for them. has_bios: it starts where there is no UEFI."""

    id: str
    names: tuple[str, ...]
    title: str
    family: str
    devices: tuple[str, ...]
    has_bios: bool = True


def read_database(archives: Iterable[bytes]) -> list[Os]:
    """What is in folders that came as tar.gz, those that have a name by it. Later ones add to what earlier
    ones say. Raises HostError where one did not come whole."""
    entries: dict[str, _Entry] = {}
    devices: dict[str, str] = {}
    for root in (root for archive in archives for root in _roots(archive)):
        for element in root.iterfind("os"):
            entries.setdefault(element.get("id", ""), _Entry()).add(element)
        for element in root.iterfind("device"):
            if element.findtext("class") in _CLASSES:
                devices[element.get("id", "")] = element.findtext("name") or ""
    known: dict[str, Mapping[str, bool]] = {}
    return [
        Os(
            id=key,
            names=tuple(entry.names),
            title=entry.title,
            family=entry.family,
            devices=tuple(
                devices[one] for one, has in _devices(entries, key, known).items() if has and one in devices
            ),
            has_bios=entry.has_bios,
        )
        for key, entry in sorted(entries.items(), key=lambda pair: pair[1].names)
        if entry.names
    ]


@dataclass(slots=True)
class _Entry:
    """What all files say of one of them. parents are those whose devices it knows as well, unless its own say
    otherwise."""

    names: list[str] = field(default_factory=list)
    title: str = ""
    family: str = ""
    parents: list[str] = field(default_factory=list)
    devices: dict[str, bool] = field(default_factory=dict)
    has_bios: bool = True

    def add(self, element: ElementTree.Element) -> None:
        names = (one.text for one in element.iterfind("short-id"))
        self.names += [name for name in names if name and name not in self.names]
        self.title = self.title or element.findtext("name") or ""
        self.family = self.family or element.findtext("family") or ""
        for relation in ("derives-from", "clones"):
            self.parents += [one.get("id", "") for one in element.iterfind(relation)]
        for one in element.iterfind("devices/device"):
            self.devices[one.get("id", "")] = one.get("supported") != "false"
        for one in element.iterfind("firmware[@type='bios']"):
            self.has_bios = one.get("supported") != "false"


def _devices(
    entries: Mapping[str, _Entry], key: str, known: dict[str, Mapping[str, bool]]
) -> Mapping[str, bool]:
    """All devices that one speaks of, by itself or through those that it comes from, and whether it knows
    them."""
    if key not in known:
        known[key] = {}  # one that comes from itself would never end
        entry = entries.get(key, _Entry())
        found: dict[str, bool] = {}
        for parent in entry.parents:
            found |= _devices(entries, parent, known)
        known[key] = found | entry.devices
    return known[key]


def _roots(archive: bytes) -> Iterator[ElementTree.Element]:
    """The documents in an archive; a file that is none is passed over, as libosinfo does."""
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as files:
            for one in files:
                if one.isfile() and one.name.endswith(".xml"):
                    told = files.extractfile(one)
                    assert told is not None  # it is a file
                    root = _document(told.read())
                    if root is not None:
                        yield root
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise HostError(f"the osinfo database did not come whole: {error}") from error


def _document(text: bytes) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(text)  # noqa: S314  # the host's own, over our own channel
    except ElementTree.ParseError:
        return None
