"""Any column that a schema may hold, any value of it, and a table with every kind of column."""

from typing import Any

from hypothesis import strategies as st

from ovntui.ovsdb.schema import UNLIMITED, ColumnType, Limits, Schema, TableSchema, parse_schema
from ovntui.plans.values import Columns, Value, mapping_value, set_value

ATOMIC: dict[str, Any] = {
    "string": "string",
    "integer": "integer",
    "real": "real",
    "boolean": "boolean",
    "reference": {"type": "uuid", "refTable": "Shelf", "refType": "weak"},
    "enum": {"type": "string", "enum": ["set", ["rye", "spelt", "wheat"]]},
    "number": {"type": "integer", "enum": ["set", [1, 2, 3]]},
    "grams": {"type": "integer", "minInteger": -5, "maxInteger": 4095},
    "share": {"type": "real", "minReal": -1.5, "maxReal": 2.5},
    "short": {"type": "string", "minLength": 2, "maxLength": 7},
}
"""Base types of every kind (RFC 7047 section 3.2), by a name for their columns."""


def _columns() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, base in ATOMIC.items():
        found[name] = {"type": {"key": base}}
        found[f"optional_{name}"] = {"type": {"key": base, "min": 0, "max": 1}}
        found[f"set_{name}"] = {"type": {"key": base, "min": 0, "max": "unlimited"}}
        found[f"map_{name}"] = {"type": {"key": "string", "value": base, "min": 0, "max": "unlimited"}}
        found[f"of_{name}"] = {"type": {"key": base, "value": "string", "min": 0, "max": "unlimited"}}
    found["some"] = {"type": {"key": "string", "min": 1, "max": 3}}
    found["fixed"] = {"type": "string", "mutable": False}
    found["status"] = {"type": "string", "ephemeral": True}
    return found


BAKERY: Schema = parse_schema(
    {
        "name": "Bakery",
        "version": "1.0.0",
        "tables": {
            "Bread": {"columns": _columns(), "isRoot": True},
            "Shelf": {"columns": {"name": {"type": "string"}}, "isRoot": True, "indexes": [["name"]]},
        },
    }
)
BREAD: TableSchema = BAKERY.tables["Bread"]

STRINGS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
"""What strangers write: anything that a database stores."""


def _atoms(kind: str, enum: tuple[Any, ...], limits: Limits) -> st.SearchStrategy[Any]:
    if enum:
        return st.sampled_from(enum)
    least, most = limits.least, limits.most
    if kind == "string":
        sizes = STRINGS if least is None and most is None else st.text('abc=" #', min_size=2, max_size=7)
        return sizes | st.sampled_from(["# a", '"q"', "a=b", "true", " "]).filter(
            lambda text: least is None or len(text) >= least
        )
    if kind == "integer":
        return st.integers(
            -(1 << 63) if least is None else int(least), (1 << 63) - 1 if most is None else int(most)
        )
    if kind == "real":
        return st.floats(least, most, allow_nan=False, allow_infinity=False)
    if kind == "boolean":
        return st.booleans()
    return st.uuids().map(lambda uuid: ("uuid", str(uuid)))


def values(column: ColumnType) -> st.SearchStrategy[Value]:
    """Any value of a column."""
    keys = _atoms(column.key, column.enum, column.limits)
    if column.is_scalar:
        return keys
    most = 4 if column.max == UNLIMITED else column.max
    if column.value is None:
        return st.lists(keys, min_size=column.min, max_size=most, unique=True).map(set_value)
    held = _atoms(column.value, column.value_enum, column.value_limits)
    return st.dictionaries(keys, held, min_size=column.min, max_size=most).map(
        lambda found: mapping_value(found.items())
    )


def rows(table: TableSchema) -> st.SearchStrategy[Columns]:
    """Any row of a table, whole."""
    return st.fixed_dictionaries({name: values(column) for name, column in table.columns.items()})
