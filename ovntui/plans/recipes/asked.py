"""Columns of a row as a form asks for them: a field for each, or for one key of a map; and the row that the
form's values make."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ovntui.ovsdb.schema import UNLIMITED, ColumnType, Limits
from ovntui.plans.recipe import Field, FieldKind, Offer, Values, View
from ovntui.plans.typed import TypedError, parse_value, value_text
from ovntui.plans.values import Columns, Value, elements, mapping_value

STRING: Final = ColumnType("string")
OPTIONAL_STRING: Final = ColumnType("string", min=0)
STRINGS: Final = ColumnType("string", min=0, max=UNLIMITED)
PAIRS: Final = ColumnType("string", "string", min=0, max=UNLIMITED)
TRUTH: Final = ColumnType("boolean")


def number(least: float, most: float, *, optional: bool = False) -> ColumnType:
    """The type of a whole number within limits."""
    return ColumnType("integer", min=0 if optional else 1, limits=Limits(least, most))


def one_of(*words: str, optional: bool = False) -> ColumnType:
    """The type of one of some words."""
    return ColumnType("string", min=0 if optional else 1, enum=words)


Said = Callable[[View, Values], str | None]
Applies = Callable[[View, Values], bool]


def _nothing_wrong(_: View, __: Values) -> str | None:
    return None


def _nothing_offered(_: View, __: Values) -> Iterable[Offer]:
    return ()


def _empty(_: View, __: Values) -> str:
    return ""


def _always(_: View, __: Values) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A column that is asked for in a field of that name. With a key it is one key of a column that is a
    map, and type is the type of that key's value, optional.

    start is what stands there for a new row. read and show stand for parse_value and value_text where the
    column holds references: read may raise TypedError.
    """

    name: str
    column: str
    label: str
    help: str
    type: ColumnType = STRING
    key: str | None = None
    kind: FieldKind = "text"
    required: bool = False
    start: Callable[[View, Values], str] = _empty
    offers: Callable[[View, Values], Iterable[Offer]] = _nothing_offered
    check: Said = _nothing_wrong
    applies: Applies = _always
    read: Callable[[View, str], Value] | None = None
    show: Callable[[View, Value], str] | None = None

    def value(self, view: View, text: str) -> Value:
        """What was typed. Raises TypedError."""
        return self.read(view, text) if self.read else parse_value(self.type, text)

    def text(self, view: View, row: Columns, keyed: Iterable[str]) -> str:
        """What a row holds, as it is typed; keyed are the keys of the map that have fields of their own."""
        held = row.get(self.column)
        if held is None:
            return ""
        if self.key is not None:
            return value_text(STRING, dict(elements(held)).get(self.key, ""))
        if self.show is not None:
            return self.show(view, held)
        if self.kind == "switch":
            return "yes" if held else "no"
        if self.type.value is not None:
            own = set(keyed)
            held = mapping_value((key, value) for key, value in elements(held) if key not in own)
        return value_text(self.type, held)

    def fault(self, view: View, values: Values) -> str | None:
        """What is wrong with what was typed."""
        try:
            self.value(view, values[self.name])
        except TypedError as error:
            return str(error)
        return self.check(view, values)


def fields(
    table: str, asked: Sequence[Asked], start: Callable[[Asked, View, Values], str], shown: Applies = _always
) -> tuple[Field, ...]:
    """The form's fields, as long as they are to be shown. A column that the server does not have is not
    asked for."""
    return tuple(_field(table, one, start, shown) for one in asked)


def _field(table: str, one: Asked, start: Callable[[Asked, View, Values], str], shown: Applies) -> Field:
    def offers(view: View, values: Values) -> Iterable[Offer]:
        return [Offer(str(word)) for word in one.type.enum] or one.offers(view, values)

    def applies(view: View, values: Values) -> bool:
        return has_column(view, table, one.column) and shown(view, values) and one.applies(view, values)

    return Field(
        name=one.name,
        label=one.label,
        help=one.help,
        kind=one.kind,
        required=one.required,
        default=lambda view, values: start(one, view, values),
        offers=offers,
        check=one.fault,
        applies=applies,
    )


def has_column(view: View, table: str, column: str) -> bool:
    """Whether the northbound server's tables have a column; before it was reached, that of this release."""
    schema = view.schemas.get("nb")
    return schema is None or (table in schema.tables and column in schema.tables[table].columns)


def keys_of(asked: Iterable[Asked], column: str) -> tuple[str, ...]:
    """The keys of a map column that have fields of their own."""
    return tuple(one.key for one in asked if one.column == column and one.key is not None)


def columns_of(asked: Sequence[Asked], view: View, values: Values, before: Columns) -> dict[str, Value]:
    """The columns that the fields make of a row. What no field asks for of a map stays as it was."""
    found: dict[str, Value] = {}
    for one in asked:
        if one.name in values and one.key is None:
            found[one.column] = one.value(view, values[one.name])
    for one in asked:
        if one.key is None or one.name not in values:
            continue
        held = found.get(one.column, before.get(one.column, mapping_value([])))
        pairs = dict(elements(held))
        typed = values[one.name].strip()
        if one.column not in found or typed:
            pairs.pop(one.key, None)
        if typed:
            pairs[one.key] = next(iter(elements(one.value(view, typed))))
        found[one.column] = mapping_value(pairs.items())
    return found
