"""Whether a domain's definition is what libvirt makes of another one: it adds to whatever it is given, and
writes some of it in its own way ("Domain XML format")."""

from typing import Final
from xml.etree import ElementTree

_ADDED: Final = frozenset(
    (
        *("address", "alias", "audio", "backend", "clock", "controller", "currentMemory", "driver"),
        *("emulator", "feature", "format", "graphics", "input", "listen", "loader", "master", "memballoon"),
        *("model", "nvram", "on_crash", "on_poweroff", "on_reboot", "pm", "protocol", "resource", "seclabel"),
        *("source", "suspend-to-disk", "suspend-to-mem", "target", "timer", "video", "watchdog"),
    )
)
"""What libvirt puts beside what it was asked for."""

_BYTES: Final[dict[str, int]] = dict(
    [("", 2**10), ("b", 1), ("bytes", 1), ("k", 2**10), ("M", 2**20), ("G", 2**30), ("T", 2**40)]
    + [(f"{letter}B", 1000**power) for power, letter in enumerate("KMGT", 1)]
    + [(f"{letter}iB", 1024**power) for power, letter in enumerate("KMGT", 1)]
)
"""The units of memory ("Memory Allocation")."""

_SIZES: Final = ("memory", "currentMemory", "maxMemory")


def is_made_of(found: str, asked: str) -> bool:
    """Whether all of asked is in found, and beside it only what libvirt adds by itself."""
    try:
        return found == asked or _is_made_of(_read(found), _read(asked))
    except ElementTree.ParseError:
        return False


def _read(xml: str) -> ElementTree.Element:
    return ElementTree.fromstring(xml)  # noqa: S314  # libvirtd's own, over our own channel, or ours


def _is_made_of(found: ElementTree.Element, asked: ElementTree.Element) -> bool:
    if found.tag != asked.tag:
        return False
    if asked.tag in _SIZES:
        return _size(found) == _size(asked)
    if any(not _is_value(key, found.get(key), value) for key, value in asked.items()):
        return False
    if (text := (asked.text or "").strip()) and text != (found.text or "").strip():
        return False
    left = list(found)
    for child in asked:
        match = next((one for one in left if _is_made_of(one, child)), None)
        if match is None:
            return False
        left.remove(match)
    return all(one.tag in _ADDED for one in left)


def _is_value(key: str, found: str | None, asked: str) -> bool:
    if found is None or found == asked:
        return found is not None
    if key == "machine":  # pc becomes pc-i440fx-7.2, q35 becomes pc-q35-7.2
        return {"pc": "i440fx"}.get(asked, asked) in found.split("-")
    try:
        return int(found, 0) == int(asked, 0)
    except ValueError:
        return found.lower() == asked.lower()


def _size(element: ElementTree.Element) -> float:
    return float((element.text or "0").strip()) * _BYTES.get(element.get("unit", ""), 0)
