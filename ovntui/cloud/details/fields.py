"""Fields and sections as all details have them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from ovntui.cloud.cells import Cell, Door, Field, Kind, Listing, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns import port as port_columns
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Candidate, Named, Port
from ovntui.cloud.shown import door, named, shown
from ovntui.safetext import SafeText

SHOWN: Final = 200
"""How many of a long list are shown; the rest is a door to the whole list."""


def line(label: str, text: str, mood: Mood = Mood.PLAIN, to: Door | Listing | None = None) -> Field:
    """A field of plain text."""
    return Field(label, shown(text, mood), to)


def relation(label: str, kind: Kind, one: Named | None) -> Field | None:
    """A field that leads to another record; None where there is no relation."""
    return None if one is None else Field(label, named(one), door(kind, one))


def filled(fields: Iterable[Field | None]) -> tuple[Field, ...]:
    """The fields that have something to say."""
    return tuple(field for field in fields if field is not None and field.cell.text)


def section(title: str, fields: Iterable[Field | None]) -> Section | None:
    """A section, unless it would be empty."""
    kept = filled(fields)
    return Section(title, kept) if kept else None


def sections(*found: Section | None) -> tuple[Section, ...]:
    """The sections that are there."""
    return tuple(one for one in found if one is not None)


def titled(name: str, also: str) -> SafeText:
    """A record's title: its name, and beside it the other name that it has."""
    return SafeText(name if name == also or not also else f"{name}  {also}")


def cut(fields: Sequence[Field], whole: int, to: Listing) -> list[Field]:
    """A long list's fields, with a door to all where not all are there."""
    more = whole - len(fields)
    return [*fields, Field("", shown(f"… and {more:,} more", Mood.DIM), to)] if more > 0 else list(fields)


def port_list(cloud: Cloud, title: str, keys: Iterable[str], to: Listing) -> Section | None:
    """Ports by name, each with its state, addresses and place; SHOWN of them at most.

    Only those shown are put in order where there are very many: sorting ten thousand names at each
    repaint would be felt.
    """
    found = list(keys)
    ports = [cloud.ports[key] for key in (found if len(found) <= 10 * SHOWN else sorted(found)[:SHOWN])]
    ports.sort(key=lambda port: (port.type not in ("router", "localnet"), port.name, port.key))
    fields = [port_field(port) for port in ports[:SHOWN]]
    if not fields:
        return None
    return Section(f"{title} ({len(found):,})", tuple(cut(fields, len(found), to)))


def port_field(port: Port) -> Field:
    """One port in a list."""
    mood = port_columns.mood(port)
    words = (SIGNS[mood], port_columns.addresses(port), port_columns.place(port).text)
    return Field(port.name, shown("  ".join(word for word in words if word), mood), Door("port", port.key))


def candidate_fields(candidates: Iterable[Candidate], active: Named | None) -> list[Field]:
    """Who may hold a gateway, highest priority first, and who does."""
    fields = []
    holders = set()
    for one in candidates:
        holds = active is not None and one.chassis == active
        holders.add(one.chassis)
        mood = Mood.GOOD if holds else Mood.DIM
        words = [SIGNS[mood], one.chassis.name, str(one.priority), "active" if holds else ""]
        if not one.chassis.key:
            mood, words = (
                Mood.WARNING,
                [SIGNS[Mood.WARNING], one.chassis.name, str(one.priority), "no such chassis"],
            )
        fields.append(
            Field("gateway", shown("  ".join(filter(None, words)), mood), door("chassis", one.chassis))
        )
    if active is not None and active not in holders:
        text = (
            f"{SIGNS[Mood.WARNING]}  {active.name}  active"
            if holders
            else f"{SIGNS[Mood.GOOD]}  {active.name}  active"
        )
        fields.append(
            Field("gateway", shown(text, Mood.WARNING if holders else Mood.GOOD), door("chassis", active))
        )
    return fields


def moment(milliseconds: int) -> Cell:
    """A time of day with its date, in UTC; nothing for 0, which OVN writes where it does not know."""
    if milliseconds <= 0:
        return shown("")
    try:
        when = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return shown(f"{milliseconds} ms")
    return shown(when.strftime("%Y-%m-%d %H:%M:%S UTC"))
