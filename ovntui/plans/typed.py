"""What an operator types into a column, and a column's value as it is typed: forms, flags and the record as
text all speak so.

An atom is written as it is. A string that would not survive that (it is empty, has blanks at its ends or
unprintable characters, or begins with a quotation mark) is written as JSON writes it. A set is a line an
atom, a map a line a pair: key=value.
"""

import json
import re
from collections.abc import Callable, Mapping
from math import isinf
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ovntui.ovsdb.schema import NO_LIMITS, UNLIMITED, ColumnType, Limits
from ovntui.plans.values import Atom, Value, elements, mapping_value, set_value

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_INTEGER: Final = re.compile("[+-]?[0-9]+")
_REAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BEYOND: Final = 1 << 63
"""The first integer that 64 bits do not hold (RFC 7047 section 3.1)."""
_DIGITS: Final = 100
"""How long a text may be before nobody needs to know its number."""
_TRUTHS: Final = MappingProxyType({"true": True, "yes": True, "false": False, "no": False})


class TypedError(ValueError):
    """What was typed is no value of its column; the message says why, to the operator. line is the line of
    a set or a map that is meant, counted from 0."""

    def __init__(self, said: str, line: int = 0) -> None:
        self.line = line
        super().__init__(said)


class _Base(NamedTuple):
    """What is known of one atom of a column."""

    type: str
    enum: tuple[Any, ...] = ()
    limits: Limits = NO_LIMITS


def value_text(column: ColumnType, value: Value) -> str:
    """A value as it is typed."""
    if column.value is not None:
        return "\n".join(pair_text(key, held) for key, held in elements(value))
    if column.is_scalar:
        return "" if value == "" else atom_text(value)
    return "\n".join(atom_text(atom) for atom in elements(value))


def atom_text(atom: Atom) -> str:
    """One atom as it is typed."""
    if isinstance(atom, bool):
        return "true" if atom else "false"
    if isinstance(atom, tuple):
        return atom[1]
    return _string_text(atom) if isinstance(atom, str) else repr(atom)


def pair_text(key: Atom, held: Atom) -> str:
    """One pair of a map as it is typed."""
    name = atom_text(key)
    if "=" in name and not name.startswith('"'):
        name = json.dumps(name, ensure_ascii=False)
    return f"{name}={atom_text(held)}"


def _string_text(text: str) -> str:
    if text and text == text.strip() and text.isprintable() and not text.startswith('"'):
        return text
    return json.dumps(text)


def parse_value(column: ColumnType, text: str) -> Value:
    """The value that was typed. Raises TypedError."""
    base = _Base(column.key, column.enum, column.limits)
    if column.is_scalar:
        return _atom_or_empty(base, text.strip())
    found: list[Any] = []
    for number, raw in enumerate(text.splitlines()):
        line = raw.strip()
        if not line:
            continue
        try:
            found.append(_pair(column, base, line) if column.value is not None else _atom(base, line))
        except TypedError as error:
            raise TypedError(str(error), number) from None
        key = found[-1][0] if column.value is not None else found[-1]
        if key in ([pair[0] for pair in found[:-1]] if column.value is not None else found[:-1]):
            raise TypedError(f"{atom_text(key)} is there twice", number)
    if len(found) < column.min:
        raise TypedError("a value is needed" if column.min == 1 else f"{column.min} values are needed")
    if column.max != UNLIMITED and len(found) > column.max:
        raise TypedError("one value at most" if column.max == 1 else f"{column.max} values at most")
    return mapping_value(found) if column.value is not None else set_value(found)


def parse_pair(column: ColumnType, text: str) -> tuple[Atom, Atom]:
    """One pair of a map that was typed. Raises TypedError."""
    return _pair(column, _Base(column.key, column.enum, column.limits), text.strip())


def parse_key(column: ColumnType, text: str) -> Atom:
    """One key of a map, or element of a set, that was typed. Raises TypedError."""
    return _atom(_Base(column.key, column.enum, column.limits), text.strip())


def _pair(column: ColumnType, key: _Base, line: str) -> tuple[Atom, Atom]:
    assert column.value is not None
    if line.startswith('"'):
        name, end = _quoted(line)
        before, sign, after = json.dumps(name), line[end : end + 1], line[end + 1 :]
    else:
        before, sign, after = line.partition("=")
    if sign != "=":
        raise TypedError(f"{line} is no key=value")
    if not before.strip():
        raise TypedError(f'{line} has no key (an empty one is written "")')
    held = _Base(column.value, column.value_enum, column.value_limits)
    return _atom(key, before.strip()), _atom_or_empty(held, after.strip())


def _atom_or_empty(base: _Base, text: str) -> Atom:
    """Where there is nothing beside it, no text at all is the empty string."""
    return _allowed(base, "", text) if base.type == "string" and not text else _atom(base, text)


def _atom(base: _Base, text: str) -> Atom:
    return _allowed(base, _typed(base.type, text), text)


def _allowed(base: _Base, atom: Atom, text: str) -> Atom:
    """The atom, if it is one of those that the column takes."""
    if base.enum and atom not in base.enum:
        raise TypedError(f"{text or 'nothing'} is none of {', '.join(sorted(map(str, base.enum)))}")
    least, most = base.limits.least, base.limits.most
    if isinstance(atom, str) and (least is not None or most is not None):
        if most is not None and len(atom) > most:
            raise TypedError(f"{len(atom)} characters, and no more than {most:g} fit")
        if least is not None and len(atom) < least:
            raise TypedError(f"{len(atom)} characters, and {least:g} are the least")
    elif isinstance(atom, int | float) and not isinstance(atom, bool):
        if least is not None and atom < least:
            raise TypedError(f"{text} is less than {least:.15g}")
        if most is not None and atom > most:
            raise TypedError(f"{text} is more than {most:.15g}")
    return atom


def _typed(kind: str, text: str) -> Atom:
    read = _READERS.get(kind)
    if read is None:
        raise TypedError(f"ovntui does not know what a {kind} is")
    return read(text)


def _string(text: str) -> str:
    if not text.startswith('"'):
        return _stored(text)
    found, end = _quoted(text)
    if text[end:].strip():
        raise TypedError(f"there is more after the closing quotation mark: {text[end:].strip()}")
    return found


def _boolean(text: str) -> bool:
    if text not in _TRUTHS:
        raise TypedError(f"{text or 'nothing'} is neither true nor false")
    return _TRUTHS[text]


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise TypedError(f"{text or 'nothing'} is no whole number")
    number = int(text) if len(text) <= _DIGITS else _BEYOND
    if not -_BEYOND <= number < _BEYOND:
        raise TypedError(f"{text} is beyond what 64 bits hold")
    return number


def _real(text: str) -> float:
    if not _REAL.fullmatch(text):
        raise TypedError(f"{text or 'nothing'} is no number")
    if isinf(real := float(text)):
        raise TypedError(f"{text} is beyond what a number holds")
    return real


def _uuid(text: str) -> tuple[str, str]:
    word = text.partition(" ")[0]  # behind it may stand the name of the row
    if not UUID.fullmatch(word):
        raise TypedError(f"{text or 'nothing'} is no uuid")
    return ("uuid", word.lower())


_READERS: Final[Mapping[str, Callable[[str], Atom]]] = MappingProxyType(
    {"string": _string, "boolean": _boolean, "integer": _integer, "real": _real, "uuid": _uuid}
)


def _quoted(text: str) -> tuple[str, int]:
    """The JSON string at the beginning of text, and where it ends."""
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        raise TypedError(f"{text} has no closing quotation mark, or an escape that is none") from error
    return _stored(found), end


def _stored(text: str) -> str:
    """A string that OVSDB can store."""
    if "\0" in text:
        raise TypedError("no character 0 can be stored")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TypedError("half a surrogate pair cannot be stored") from None
    return text
