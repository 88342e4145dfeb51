"""From the wire to typed rows and back to one row with a difference applied.

A codec fits one row type to one table of one server: it asks only for columns that the server has in
the shape that the row's field holds, so that a missing or altered column is no error but a default.
"""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType

from ovntui.ovsdb.schema import ColumnType, TableSchema
from ovntui.ovsdb.wire import NO_MAP, NOTHING, Flags, Ints, Map, Refs, Row, Texts

RowT = TypeVar("RowT", bound=Row)


SHARED: Final = 4096
"""How many different values of one table are kept to be shared by rows: options are mostly alike."""


class RowUpdate(msgspec.Struct, Generic[RowT], gc=False):
    """A <row-update2> of ovsdb-server(7): exactly one of these is set."""

    initial: RowT | UnsetType = UNSET
    insert: RowT | UnsetType = UNSET
    modify: dict[str, msgspec.Raw] | UnsetType = UNSET
    delete: UnsetType | None = UNSET


class OldRowUpdate(msgspec.Struct, Generic[RowT], gc=False):
    """A <row-update> of RFC 7047 section 4.1.6: the whole new row, or none for a delete."""

    new: RowT | None = None


class Selected(msgspec.Struct, Generic[RowT], gc=False):
    """The result of a select (RFC 7047 section 5.2.2)."""

    rows: list[RowT]


Updates: TypeAlias = dict[str, RowUpdate[RowT]]


class _Field(msgspec.Struct, frozen=True):
    name: str  # the attribute
    column: ColumnType | None
    decode: Callable[[bytes | msgspec.Raw], Any]


_SHAPES: dict[Any, Callable[[ColumnType], bool]] = {
    str: lambda c: c.is_scalar and c.key == "string",
    int: lambda c: c.is_scalar and c.key == "integer",
    float: lambda c: c.is_scalar and c.key == "real",
    bool: lambda c: c.is_scalar and c.key == "boolean",
    Texts: lambda c: c.value is None and c.key == "string",
    Ints: lambda c: c.value is None and c.key == "integer",
    Flags: lambda c: c.value is None and c.key == "boolean",
    Refs: lambda c: c.value is None and c.key == "uuid",
    Map: lambda c: c.value is not None,
    msgspec.Raw: lambda _: True,
}


class Codec(Generic[RowT]):
    """Reads the rows of one table. Without a schema every column is taken to be there and simple."""

    def __init__(self, row_type: type[RowT], table: TableSchema | None) -> None:
        hints = get_type_hints(row_type, include_extras=True)
        self._fields: dict[str, _Field] = {}
        missing = []
        for info in msgspec.structs.fields(row_type):
            column = table.columns.get(info.encode_name) if table else None
            hint = hints.get(info.name, info.type)
            if table and (column is None or not _SHAPES[hint](column)):
                missing.append(info.encode_name)
                continue
            decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(hint)
            self._fields[info.encode_name] = _Field(info.name, column, decoder.decode)
        self._never_empty = {
            field.name: msgspec.json.decode(_raw_default(field.column), type=hints[field.name])
            for field in self._fields.values()
            if field.column and field.column.is_composite and field.column.min
        }
        self.references = frozenset(f.name for f in self._fields.values() if hints.get(f.name) == Refs)
        """The attributes that hold references, decoded."""
        self.columns: tuple[str, ...] = tuple(self._fields)
        """The columns to ask for."""
        self.missing: tuple[str, ...] = tuple(missing)
        """The row type's columns that this server lacks, or has in another shape."""
        update: Any = RowUpdate
        old_update: Any = OldRowUpdate
        result: Any = Selected
        self._since = msgspec.json.Decoder(tuple[bool, str, dict[str, dict[str, update[row_type]]]])
        self._updates = msgspec.json.Decoder(dict[str, dict[str, update[row_type]]])
        self._selected = msgspec.json.Decoder(list[list[result[row_type]]])
        self._empties = tuple(
            b',"%b":%b' % (name.encode(), empty)
            for name, field in self._fields.items()
            if field.column is not None and (empty := bytes(_raw_default(field.column))) in _EMPTY
        )
        self._old_updates = msgspec.json.Decoder(dict[str, dict[str, old_update[row_type]]])
        self._undecoded = tuple(f.name for f in self._fields.values() if hints[f.name] in (Map, msgspec.Raw))
        self._maps: dict[bytes, msgspec.Raw] = {}  # those that were selected, by their text
        self._alike = tuple(f.name for f in self._fields.values() if hints[f.name] in (Texts, Refs))
        self._values: dict[Any, Any] = {}  # of these columns, those that were selected lately

    def read_since(self, raw: msgspec.Raw) -> tuple[bool, str, Updates[RowT]]:
        """A reply to monitor_cond_since: whether the transaction asked for was still known, the id of
        the last one, and what came after (or all, where it was not known)."""
        found, last, tables = self._since.decode(raw)
        return found, last, self._whole(next(iter(tables.values()), {}))

    def read_updates(self, raw: msgspec.Raw) -> Updates[RowT]:
        """The <table-updates2> of a reply to monitor_cond, an update2 or an update3."""
        return self._whole(next(iter(self._updates.decode(raw).values()), {}))

    def read_old_updates(self, raw: msgspec.Raw) -> dict[str, OldRowUpdate[RowT]]:
        """The <table-updates> of a reply to monitor, or of an update."""
        return next(iter(self._old_updates.decode(raw).values()), {})

    def read_selected(self, results: Iterable[msgspec.Raw]) -> list[list[RowT]]:
        """The rows that each select found, of the results of some transactions of selects.

        Unlike a monitor a select sends empty sets and maps too. They are cut out of the text before it is
        decoded, since each would become two objects that say nothing; but for a row's first column, which is
        one of many. Within a JSON string a quote has a backslash before it, so that what is cut can only be
        a column.
        """
        text = b"[" + b",".join([bytes(raw) for raw in results]) + b"]"
        for empty in self._empties:
            text = text.replace(empty, b"")
        found = [result.rows for answer in self._selected.decode(text) for result in answer]
        rows = [row for several in found for row in several]
        for name in self._undecoded:
            for row in rows:
                self._cut_loose(row, name)
        for name in self._alike:
            self._share(rows, name)
        return found

    def _cut_loose(self, row: RowT, name: str) -> None:
        """Give a new row an undecoded column of its own, or one that it shares with those that hold the same:
        as it comes, it keeps all the text alive that it was cut out of."""
        raw = getattr(row, name)
        if raw is NO_MAP:
            return
        text = bytes(raw)
        kept = self._maps.get(text)
        if kept is None:
            kept = msgspec.Raw(text)
            if len(self._maps) < SHARED:
                self._maps[text] = kept
        msgspec.structs.force_setattr(row, name, kept)

    def _share(self, rows: Iterable[RowT], name: str) -> None:
        """Have new rows hold as one object what several hold in a column, or one of them in two: a chassis
        that many ports are on, addresses that are a port's security as well."""
        values = self._values
        if len(values) > SHARED:
            values.clear()  # rows that have something in common come together
        for row in rows:
            value = getattr(row, name)
            if value is NOTHING or (value.__class__ is tuple and value[0] == "set"):
                continue
            kept = values.setdefault(value, value)
            if kept is not value:
                msgspec.structs.force_setattr(row, name, kept)

    def _whole(self, updates: Updates[RowT]) -> Updates[RowT]:
        """Put in what the server leaves out of sets and maps of at least one: there the default is one
        default atom (RFC 7047 section 5.2.1), while a row type's default is always the empty set."""
        if self._never_empty:
            for update in updates.values():
                if update.initial is not UNSET:
                    update.initial = self._filled(update.initial)
                elif update.insert is not UNSET:
                    update.insert = self._filled(update.insert)
        return updates

    def _filled(self, row: RowT) -> RowT:
        empty = (NOTHING, NO_MAP)
        lacking = {n: v for n, v in self._never_empty.items() if getattr(row, n) in empty}
        return msgspec.structs.replace(row, **lacking) if lacking else row

    def merge(self, row: RowT, difference: dict[str, msgspec.Raw]) -> RowT:
        """The row with a "modify" applied (ovsdb-server(7), "update2 notification"): a column that
        holds at most one value is replaced, of a set the elements named come or go, of a map the
        pairs named come, go or take the value named."""
        new = {}
        for name, raw in difference.items():
            field = self._fields.get(name)
            if field is None:
                continue
            if field.column is None or not field.column.is_composite:
                new[field.name] = field.decode(raw)
            elif field.column.value is not None:
                new[field.name] = _merge_map(getattr(row, field.name), raw)
            else:
                new[field.name] = _merge_set(getattr(row, field.name), field.decode(raw))
        return msgspec.structs.replace(row, **new)


_any = msgspec.json.Decoder()


def _merge_set(old: Any, difference: Any) -> Any:
    if isinstance(old, msgspec.Raw):
        merged = _merge_set(_hashable(_any.decode(old)), _hashable(_any.decode(difference)))
        return msgspec.Raw(msgspec.json.encode(merged))
    named = _elements(difference)
    before = _elements(old)
    dropped = set(named).intersection(before)
    after = [atom for atom in before if atom not in dropped]
    after += [atom for atom in named if atom not in dropped]
    if len(after) == 1:
        return after[0]
    # The server keeps sets sorted, and a row that did not change should equal itself after a reload.
    after.sort(key=itemgetter(1) if after and isinstance(after[0], tuple) else None)
    return ("set", after) if after else NOTHING


def _elements(value: Any) -> list[Any]:
    """The atoms of a set in either of its two shapes."""
    return value[1] if isinstance(value, tuple) and value[0] == "set" else [value]


def _hashable(value: Any) -> Any:
    """Lists as tuples, but for the list of a set's elements."""
    if not isinstance(value, list):
        return value
    kind, body = value
    return (kind, [_hashable(atom) for atom in body]) if kind == "set" else (kind, body)


def _merge_map(old: msgspec.Raw, difference: msgspec.Raw) -> msgspec.Raw:
    pairs = _pairs(_any.decode(old))
    for key, value in _pairs(_any.decode(difference)).items():
        if pairs.get(key) == value:
            del pairs[key]
        else:
            pairs[key] = value
    return msgspec.Raw(msgspec.json.encode(("map", sorted(pairs.items()))))


def _pairs(value: Any) -> dict[Any, Any]:
    body: Iterable[tuple[Any, Any]] = value[1]
    return {(tuple(k) if isinstance(k, list) else k): v for k, v in body}


def raw_attribute(column: str) -> str:
    """The attribute of a raw row that holds a column: a column may be called as no attribute can be."""
    return f"column_{column}"


def raw_row_type(table: TableSchema) -> type[Row]:
    """A row type with every column of a table, each undecoded, for looking at any table at all."""
    fields = [
        (raw_attribute(name), msgspec.Raw, _raw_default(column)) for name, column in table.columns.items()
    ]
    made: type[Any] = msgspec.defstruct(
        f"Raw{table.name}",
        fields,
        bases=(Row,),
        frozen=True,
        gc=False,
        rename={raw_attribute(name): name for name in table.columns},
        namespace={"TABLE": table.name},
    )
    return made


def _raw_default(column: ColumnType) -> msgspec.Raw:
    """What a column holds when the server leaves it out: its type's default (RFC 7047 section 5.2.1)."""
    key = _ZEROES.get(column.key, b'""')
    if column.value is not None:
        value = _ZEROES.get(column.value, b'""')
        return msgspec.Raw(b'["map",[[%b,%b]]]' % (key, value) if column.min else b'["map",[]]')
    return msgspec.Raw(key if column.min else b'["set",[]]')


_EMPTY = (b'["set",[]]', b'["map",[]]')

_ZEROES = {
    "integer": b"0",
    "real": b"0.0",
    "boolean": b"false",
    "uuid": b'["uuid","00000000-0000-0000-0000-000000000000"]',
}
