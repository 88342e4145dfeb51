"""A small database with a column of every shape that OVSDB knows, and random transactions on it.

The rows of Animal are the root; Keeper's rows live only while an Animal refers to them, and an
Animal's friends are weak references, which the server takes away itself when the friend goes. No set
has a bound above one: OVS 3.1 itself fails on those in a cluster, where it reads the difference of two
sets as if it were a set.
"""

import random
import uuid
from typing import Any

from tests.servers.ovsdb import SchemaJson

NAME = "Zoo"

_ATOMS = ("string", "integer", "real", "boolean", "uuid")

SCHEMA: SchemaJson = {
    "name": NAME,
    "version": "1.0.0",
    "tables": {
        "Animal": {
            "isRoot": True,
            "columns": {
                **{f"one_{atom}": {"type": atom} for atom in _ATOMS},
                **{f"maybe_{atom}": {"type": {"key": atom, "min": 0, "max": 1}} for atom in _ATOMS},
                **{f"many_{atom}": {"type": {"key": atom, "min": 0, "max": "unlimited"}} for atom in _ATOMS},
                **{
                    f"map_{key}_{value}": {"type": {"key": key, "value": value, "min": 0, "max": "unlimited"}}
                    for key, value in (("string", "string"), ("integer", "uuid"), ("uuid", "real"))
                },
                "little_map": {"type": {"key": "string", "value": "string", "min": 0, "max": 1}},
                "one_or_more": {"type": {"key": "integer", "min": 1, "max": "unlimited"}},
                "friends": {
                    "type": {
                        "key": {"type": "uuid", "refTable": "Animal", "refType": "weak"},
                        "min": 0,
                        "max": "unlimited",
                    }
                },
                "keepers": {
                    "type": {
                        "key": {"type": "uuid", "refTable": "Keeper"},
                        "min": 0,
                        "max": "unlimited",
                    }
                },
                "tasks": {
                    "type": {
                        "key": "string",
                        "value": {"type": "uuid", "refTable": "Keeper"},
                        "min": 0,
                        "max": "unlimited",
                    }
                },
            },
        },
        "Keeper": {
            "columns": {
                "name": {"type": "string"},
                "notes": {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}},
            }
        },
        "Note": {"isRoot": True, "columns": {"text": {"type": "string"}, "at": {"type": "integer"}}},
    },
}

CONVERTED: SchemaJson = {
    "name": NAME,
    "version": "2.0.0",
    "tables": {
        "Animal": {
            "isRoot": True,
            "columns": {
                **{c: t for c, t in SCHEMA["tables"]["Animal"]["columns"].items() if c != "maybe_real"},
                "wings": {"type": "integer"},
            },
        },
        "Keeper": SCHEMA["tables"]["Keeper"],
        "Note": SCHEMA["tables"]["Note"],
        "Cage": {"isRoot": True, "columns": {"name": {"type": "string"}}},
    },
}
"""SCHEMA one release later: a column went, a column and a table came."""

_WORDS = (
    *("", "a", "b", "ls-int", "}{", '}{"id"', '{"id":1}', "\\", '"', "\x00"[:0], "\x01\x1f\x7f", "\n\t\r"),
    *("é", "名前", "🎈", "e\u0301", "\u202e", "[bold]", "/", "</a>", "\\u0041", "true", "null", "0", "[]"),
)


def notes(count: int, length: int = 10) -> list[dict[str, Any]]:
    """Inserts of so many rows into Note, with so long a text each."""
    return [
        {"op": "insert", "table": "Note", "row": {"text": str(i).zfill(length), "at": i}}
        for i in range(count)
    ]


class Chaos:
    """Random transactions that a Zoo accepts; it remembers the rows that it made."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._animals: list[str] = []
        self._notes: list[str] = []

    def forget(self) -> None:
        """The database is empty again."""
        self._animals.clear()
        self._notes.clear()

    def transaction(self, wings: bool = False) -> list[dict[str, Any]]:
        """The operations of one transaction: some inserts, updates, mutations and deletes. It never
        names what the other of the two schemas lacks; with wings it needs the later one."""
        operations: list[dict[str, Any]] = []
        for _ in range(self._chance.randrange(1, 5)):
            operations += self._chance.choice(
                (
                    self._insert,
                    self._insert,
                    self._update,
                    self._update,
                    self._mutate,
                    self._delete,
                    self._note,
                )
            )()
        if wings and self._animals:
            operations.append(self._on_one({"op": "update", "row": {"wings": self._chance.randrange(9)}}))
        return operations

    def _insert(self) -> list[dict[str, Any]]:
        new = str(uuid.UUID(int=self._chance.getrandbits(128)))
        keeper = f"k{self._chance.getrandbits(60)}"
        row = self._row()
        row["keepers"] = ["set", [["named-uuid", keeper]]]
        self._animals.append(new)
        return [
            {
                "op": "insert",
                "table": "Keeper",
                "uuid-name": keeper,
                "row": {"name": self._word(), "notes": self._pairs("string", "string")},
            },
            {"op": "insert", "table": "Animal", "uuid": new, "row": row},
        ]

    def _update(self) -> list[dict[str, Any]]:
        if not self._animals:
            return self._insert()
        row = self._row()
        columns = self._chance.sample(sorted(row), self._chance.randrange(1, 6))
        return [self._on_one({"op": "update", "row": {c: row[c] for c in columns}})]

    def _mutate(self) -> list[dict[str, Any]]:
        if not self._animals:
            return self._insert()
        atom = self._chance.choice(_ATOMS)
        change = self._chance.choice(("insert", "delete"))
        mutations: list[Any] = [
            [f"many_{atom}", change, self._some(atom)],
            ["map_string_string", change, self._pairs("string", "string")],
            ["map_integer_uuid", "insert", self._pairs("integer", "uuid")],
        ]
        return [self._on_one({"op": "mutate", "mutations": self._chance.sample(mutations, 2)})]

    def _delete(self) -> list[dict[str, Any]]:
        if not self._animals:
            return self._insert()
        gone = self._animals.pop(self._chance.randrange(len(self._animals)))
        return [{"op": "delete", "table": "Animal", "where": [["_uuid", "==", ["uuid", gone]]]}]

    def _note(self) -> list[dict[str, Any]]:
        if self._notes and self._chance.random() < 0.5:
            gone = self._notes.pop()
            return [{"op": "delete", "table": "Note", "where": [["_uuid", "==", ["uuid", gone]]]}]
        new = str(uuid.UUID(int=self._chance.getrandbits(128)))
        self._notes.append(new)
        row = {"text": self._word() * self._chance.choice((1, 1, 1, 20_000)), "at": self._atom("integer")}
        return [{"op": "insert", "table": "Note", "uuid": new, "row": row}]

    def _on_one(self, operation: dict[str, Any]) -> dict[str, Any]:
        one = self._chance.choice(self._animals)
        return {**operation, "table": "Animal", "where": [["_uuid", "==", ["uuid", one]]]}

    def _row(self) -> dict[str, Any]:
        friends = self._chance.sample(self._animals, min(len(self._animals), self._chance.randrange(3)))
        return {
            **{f"one_{atom}": self._atom(atom) for atom in _ATOMS},
            **{
                f"maybe_{atom}": self._atom(atom) if self._chance.random() < 0.5 else ["set", []]
                for atom in _ATOMS
                if atom != "real"  # the later schema has no maybe_real
            },
            **{f"many_{atom}": self._some(atom) for atom in _ATOMS},
            "map_string_string": self._pairs("string", "string"),
            "map_integer_uuid": self._pairs("integer", "uuid"),
            "map_uuid_real": self._pairs("uuid", "real"),
            "little_map": ["map", [[self._word(), self._word()]][: self._chance.randrange(2)]],
            "one_or_more": ["set", self._chance.sample(range(9), self._chance.choice((1, 2, 3)))],
            "friends": ["set", [["uuid", friend] for friend in friends]],
        }

    def _word(self) -> str:
        return "".join(self._chance.choices(_WORDS, k=self._chance.randrange(4)))

    def _atom(self, kind: str) -> Any:
        match kind:
            case "string":
                return self._word()
            case "integer":
                return self._chance.choice((0, 1, -1, 2**63 - 1, -(2**63), self._chance.randrange(99)))
            case "real":
                return self._chance.choice((0.5, -1.25, 1e300, 3.0, self._chance.random()))
            case "boolean":
                return self._chance.random() < 0.5
        return ["uuid", str(uuid.UUID(int=self._chance.randrange(6)))]

    def _some(self, kind: str) -> Any:
        atoms = [self._atom(kind) for _ in range(self._chance.randrange(5))]
        return ["set", [atom for i, atom in enumerate(atoms) if atom not in atoms[:i]]]

    def _pairs(self, key: str, value: str) -> Any:
        keys = self._some(key)[1]
        return ["map", [[k, self._atom(value)] for k in keys]]
