"""A hundred database schemas that never were, and rows for any schema.

After the releases that are known come some that nobody knows: tables and columns go, come, take another
name or another type. The mutilated schemas stand for those.
"""

import copy
import random
import uuid
from typing import Any

from tests.ovsdb.releases import STRING_MAP, Type, drop, drop_indexes, one_of, optional, references, set_of
from tests.servers.ovsdb import SchemaJson, installed_schema

_ODD_NAMES = (
    *("class", "def", "None", "True", "lambda", "import", "self", "match", "type", "id", "rows", "TABLE"),
    *("a__b_", "a" * 200, "uuid", "initial", "insert", "modify", "delete", "new", "old"),
)
_SHAPES: tuple[Type, ...] = (
    *("string", "integer", "real", "boolean", "uuid"),
    *(optional(atom) for atom in ("string", "integer", "real", "boolean", "uuid")),
    *(set_of(atom) for atom in ("string", "integer", "real", "boolean", "uuid")),
    STRING_MAP,
    {"key": "string", "value": "integer", "min": 0, "max": "unlimited"},
    {"key": "integer", "value": "uuid", "min": 0, "max": 1},
    {"key": "string", "min": 1, "max": 3},
    one_of("one", "two"),
)


def mutilated(seed: int) -> SchemaJson:
    """A schema that a server accepts and that no release of OVN ever had; the same for the same seed."""
    chance = random.Random(seed)
    schema = copy.deepcopy(installed_schema(("OVN_Northbound", "OVN_Southbound")[seed % 2]))
    schema.pop("cksum", None)
    schema["version"] = f"{chance.randrange(100)}.{chance.randrange(100)}.{chance.randrange(100)}"
    changes = (_lose_table, _lose_columns, _lose_columns, _retype, _retype, _retype, _rename, _grow, _invent)
    for change in chance.choices(changes, k=chance.randrange(3, 40)):
        change(schema, chance)
    return schema


def _table(schema: SchemaJson, chance: random.Random) -> str:
    names: list[str] = sorted(schema["tables"])
    return chance.choice(names)


def _column(schema: SchemaJson, chance: random.Random) -> tuple[dict[str, Any], str]:
    table = schema["tables"][_table(schema, chance)]
    return table, chance.choice(sorted(table["columns"]))


def _lose_table(schema: SchemaJson, chance: random.Random) -> None:
    if len(schema["tables"]) > 1:
        drop(schema, _table(schema, chance))


def _lose_columns(schema: SchemaJson, chance: random.Random) -> None:
    table = _table(schema, chance)
    columns = sorted(schema["tables"][table]["columns"])
    for column in chance.sample(columns, chance.randrange(len(columns))):
        drop(schema, f"{table}.{column}")


def _retype(schema: SchemaJson, chance: random.Random) -> None:
    table, column = _column(schema, chance)
    table["columns"][column] = {"type": copy.deepcopy(chance.choice(_SHAPES))}
    drop_indexes(table, column)


def _rename(schema: SchemaJson, chance: random.Random) -> None:
    table, column = _column(schema, chance)
    table["columns"][f"{column}_of_old"] = table["columns"].pop(column)
    drop_indexes(table, column)


def _grow(schema: SchemaJson, chance: random.Random) -> None:
    table = schema["tables"][_table(schema, chance)]
    for name in chance.sample(_ODD_NAMES, 3):
        table["columns"][name] = {"type": copy.deepcopy(chance.choice(_SHAPES))}
        drop_indexes(table, name)


def _invent(schema: SchemaJson, chance: random.Random) -> None:
    names = [name for name in _ODD_NAMES if name not in schema["tables"]]
    columns = {name: {"type": copy.deepcopy(chance.choice(_SHAPES))} for name in chance.sample(_ODD_NAMES, 5)}
    schema["tables"][chance.choice(names)] = {"columns": columns, "isRoot": chance.random() < 0.7}


def some_row(schema: SchemaJson, table: str, chance: random.Random) -> dict[str, Any]:
    """Random values for those columns of a table that refer to no other table."""
    columns = schema["tables"][table]["columns"]
    return {
        name: _some_value(spec["type"], chance)
        for name, spec in columns.items()
        if not references(spec["type"]) and chance.random() < 0.8
    }


def _some_value(type_: Type, chance: random.Random) -> Any:
    if isinstance(type_, str):
        return _some_atom(type_, chance)
    least, most = type_.get("min", 1), type_.get("max", 1)
    count = chance.randrange(least, (4 if most == "unlimited" else most) + 1)
    atoms: list[Any] = []
    while len(atoms) < count:
        atom = _some_atom(type_["key"], chance)
        if atom not in atoms:
            atoms.append(atom)
        elif chance.random() < 0.1:
            break  # a boolean has no third value
    if "value" in type_:
        return ["map", [[atom, _some_atom(type_["value"], chance)] for atom in atoms]]
    return ["set", atoms]


def _some_atom(base: Any, chance: random.Random) -> Any:
    if isinstance(base, dict) and "enum" in base:
        return chance.choice(base["enum"][1])
    kind = base["type"] if isinstance(base, dict) else base
    limits = base if isinstance(base, dict) else {}
    match kind:
        case "string":
            return chance.choice(("", "x", "名前", '}{"id"', "a b", "\x1b[31m")) + str(chance.randrange(1000))
        case "integer":
            least = limits.get("minInteger", -(2**63))
            return chance.randint(least, limits.get("maxInteger", 2**63 - 1))
        case "real":
            return chance.choice((0.5, -1.0, 1e100, chance.random()))
        case "boolean":
            return chance.random() < 0.5
    return ["uuid", str(uuid.UUID(int=chance.getrandbits(128)))]
