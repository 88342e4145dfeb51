"""A row's columns as fields, made from the schema alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ovntui.ovsdb.schema import UNLIMITED, ColumnType, Schema
from ovntui.plans.names import NAMING, row_name
from ovntui.plans.recipe import Field, FieldKind, Offer, Query, Values, View
from ovntui.plans.typed import UUID, TypedError, parse_value, value_text
from ovntui.plans.values import Columns, Value, elements, set_value

_KEPT: Final = 200
"""Of how many rows of one column the names are asked for."""


def column_field(name: str, column: ColumnType, start: Value | None) -> Field:
    """The field of a column; start is what it begins with, None for nothing. What it begins with is never
    wrong: a server that took it before its schema forbade it has it still."""

    def offers(view: View, _: Values) -> Iterable[Offer]:
        if column.ref_table and column.value is None:
            return _named(view.rows.get(column.ref_table, {}))
        if column.key == "boolean" and column.value is None:
            return [Offer("true"), Offer("false")]
        words = [str(word) for word in column.enum] if column.value is None else []
        held = default(view, {})
        return [
            Offer(word)
            for word in ([held] if kind == "choice" and held and held not in words else []) + words
        ]

    def default(view: View, _: Values) -> str:
        return "" if start is None else column_text(view, column, start)

    def check(view: View, values: Values) -> str | None:
        if values[name] == default(view, {}):
            return None
        try:
            column_value(view, column, values[name])
        except TypedError as error:
            return f"line {error.line + 1}: {error}" if error.line else str(error)
        return None

    kind = field_kind(column)
    return Field(
        name=name,
        label=name,
        help=_help(column),
        kind=kind,
        required=column.min > 0 and (column.key != "string" or kind in ("choice", "many")),
        default=default,
        offers=offers,
        check=check,
    )


def field_kind(column: ColumnType) -> FieldKind:
    """How a column is asked for."""
    if column.value is not None or column.max > 1:
        return "many"
    if column.key == "boolean" and column.is_scalar:
        return "switch"
    if column.enum or column.key == "boolean":
        return "choice"
    return "text"


def _help(column: ColumnType) -> str:
    said = [column.describe()]
    for limits, what in ((column.limits, ""), (column.value_limits, "values ")):
        if limits.least is not None or limits.most is not None:
            least = "" if limits.least is None else f"{limits.least:.15g}"
            most = "" if limits.most is None else f"{limits.most:.15g}"
            said.append(f"{what}{least} … {most}".strip())
    if column.value_enum:
        said.append(f"values {', '.join(map(str, column.value_enum))}")
    if column.max not in (1, UNLIMITED):
        said.append(f"at most {column.max}")
    if not column.is_mutable:
        said.append("cannot be changed later")
    return "; ".join(said)


def column_text(view: View, column: ColumnType, value: Value) -> str:
    """A value as it is typed; references by name where that tells them apart."""
    if field_kind(column) == "switch":
        return "yes" if value else "no"
    if column.ref_table is None or column.value is not None:
        return value_text(column, value)
    known = handles(view.rows.get(column.ref_table, {}))
    atoms = [value] if column.is_scalar else elements(value)
    return "\n".join(known.get(uuid, uuid) for _, uuid in atoms)


def column_value(view: View, column: ColumnType, text: str) -> Value:
    """What was typed. Raises TypedError."""
    if column.ref_table is None or column.value is not None:
        return parse_value(column, text)
    known = {name: uuid for uuid, name in handles(view.rows.get(column.ref_table, {})).items()}
    found = [known.get(line.strip(), line.strip()) for line in text.split("\n")]
    for number, line in enumerate(found):
        if line and not UUID.match(line):
            raise TypedError(f"there is no {column.ref_table} {line}", number)
    return parse_value(column, "\n".join(found))


def handles(rows: Mapping[str, Columns]) -> dict[str, str]:
    """What each row is chosen by: its name where no other has the same, else its uuid."""
    names = {uuid: row_name(row) for uuid, row in rows.items()}
    counts = Counter(names.values())
    return {uuid: name if _tells(name) and counts[name] == 1 else uuid for uuid, name in names.items()}


def _tells(name: str) -> bool:
    return bool(name) and name == name.strip() and name.isprintable() and not UUID.match(name)


def _named(rows: Mapping[str, Columns]) -> Iterator[Offer]:
    for uuid, handle in handles(rows).items():
        yield Offer(handle, row_name(rows[uuid]) if handle == uuid else "")


def referred(schema: Schema, table: str, row: Columns, database: str) -> Iterator[Query]:
    """The rows that the columns of a row may refer to: all of tables whose rows live by themselves, of
    others those that it refers to now."""
    for name, column in schema.tables[table].columns.items():
        other = schema.tables.get(column.ref_table or "")
        if other is None or column.value is not None:
            continue
        names = tuple(one for one in NAMING if one in other.columns)
        if other.is_root and names:
            yield Query(other.name, names, database=database)
        elif names:
            held = row.get(name, set_value([]))
            atoms = [held] if column.is_scalar else elements(held)
            for atom in atoms[:_KEPT]:
                yield Query(other.name, names, [("_uuid", "==", atom)], database)
