"""A definition of libvirt's as one reads it: line by line."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ovntui.cloud.cells import Column, Mood, Section
from ovntui.cloud.details.fields import line, section, sections
from ovntui.cloud.shown import number, shown
from ovntui.safetext import SafeText

_BEGINS: Final = re.compile(r"<([^\s!?/<>]+)")


class XmlLine(NamedTuple):
    """One line of it. path are the elements around it and its own, as devices/interface/mac."""

    number: int
    text: str
    path: str

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return str(self.number)


def xml_lines(xml: str) -> Iterator[XmlLine]:
    """The lines of a definition as libvirt prints it: an element, or one end of it, to a line."""
    around: list[str] = []
    for at, text in enumerate(xml.splitlines(), 1):
        tag = text.strip()
        begun = _BEGINS.match(tag)
        name = begun[1] if begun else ""
        if tag.startswith("</"):
            yield XmlLine(at, text, "/".join(around))
            del around[-1:]
            continue
        yield XmlLine(at, text, "/".join([*around, name] if name else around))
        if name and not (tag.endswith("/>") or f"</{name}>" in tag):
            around.append(name)


def _mood(one: XmlLine) -> Mood:
    tag = one.text.strip()
    if tag.startswith(("</", "<!", "<?")):
        return Mood.DIM
    return Mood.NAME if not one.path.count("/") or one.path.startswith("domain/devices/") else Mood.PLAIN


COLUMNS: Final[tuple[Column[XmlLine], ...]] = (
    Column("line", "LINE", lambda one: number(one.number), 6, right=True, sort=lambda one: one.number),
    Column("text", "XML", lambda one: shown(one.text, _mood(one)), 40, 1, sort=lambda one: one.number),
    Column("path", "WHERE", lambda one: shown(one.path), 24, optional=True),
)


def details(one: XmlLine) -> tuple[SafeText, tuple[Section, ...]]:
    """A line as a whole, and where it stands."""
    fields = [line("where", one.path), line("text", one.text.strip())]
    return SafeText(f"line {one.number}"), sections(section("", fields))
