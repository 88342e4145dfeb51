"""Rows of a draft: the IDL's rows as far as ovsdbapp's commands see, over what is known of the database."""

import uuid as uuids
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ovs.db.data
import ovs.db.error
import ovs.db.idl
import ovs.db.types
from ovsdbapp.backend.ovs_idl.rowview import RowView

from ovntui.plans.errors import Refusal
from ovntui.plans.known import Missing, Rows
from ovntui.plans.values import Value, wire

Datum = ovs.db.data.Datum


class DraftRow(ovs.db.idl.Row):  # type: ignore[misc]  # ovs has no types
    """A row that the commands read and write.

    Nothing of it has to be here before a column is read: a row that was only reached by a reference is
    fetched then, together with all that were reached by the same column (its fellows). Columns of a new row
    read as their defaults. What is written is seen by whoever reads next, and kept in drafted.
    """

    def __init__(
        self, table: Any, uuid: uuids.UUID, group: Iterable[uuids.UUID] = (), *, is_new: bool = False
    ) -> None:
        super().__init__(table.idl, table, uuid, None)
        self.__dict__.update(is_drafted=is_new, fellows=tuple(group), drafted={}, fetched={})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._table.columns:
            raise AttributeError(f"{self._table.name} has no column {name}")
        column = self._table.columns[name]
        datum = self.present(name)
        if self.is_drafted or not (column.type.is_set() and column.type.n_max > 1):
            self._looked(name)
            return self._python(column, datum)
        return Elements(
            self._python(column, datum),
            whole=lambda: self._looked(name),
            element=lambda one, there: self._looked_for(name, one, there),
        )

    def __setattr__(self, name: str, value: Any) -> None:
        self._write(name, self._datum(name, value))

    def put(self, name: str, value: Value) -> None:
        """A column becomes a value as plans hold it."""
        column = self._table.columns.get(name)
        if column is None:
            raise Refusal(f"this server's {self._table.name} has no column {name}")
        try:
            self._write(name, Datum.from_json(column.type, wire(value)))
        except ovs.db.error.Error as error:
            raise Refusal(f"{name} of {self._table.name}: {error.msg}") from error

    def present(self, name: str) -> Any:
        """The datum that a column holds by now."""
        return self.drafted[name] if name in self.drafted else self.before(name)

    def before(self, name: str) -> Any:
        """The datum that a column held before this draft; a new row's is its default."""
        if name not in self.fetched:
            kind = self._table.columns[name].type
            self.fetched[name] = (
                _default(kind) if self.is_drafted else Datum.from_json(kind, wire(self._fetched()[name]))
            )
        return self.fetched[name]

    def _fetched(self) -> Any:
        known, table = self._idl.known, self._table.name
        try:
            row = known.rows[table, str(self.uuid)]
        except KeyError:
            group = [str(one) for one in self.fellows] or [str(self.uuid)]
            wanted = tuple(one for one in group if (table, one) not in known.rows)
            raise Missing([Rows(table, wanted)]) from None
        if row is None:
            raise Refusal(f"a row of {table} went away while the plan was made; make it anew")
        return row

    def addvalue(self, name: str, key: Any) -> None:
        """Put an element into a set."""
        self._add(name, self._datum(name, [key], is_part=True).values)

    def delvalue(self, name: str, key: Any) -> None:
        """Take an element out of a set."""
        self._drop(name, list(self._datum(name, [key], is_part=True).values))

    def setkey(self, name: str, key: Any, value: Any) -> None:
        """Set one key of a map."""
        self._add(name, self._datum(name, {key: value}, is_part=True).values)

    def delkey(self, name: str, key: Any, value: Any = None) -> None:
        """Remove one key of a map; with a value, only where it has that."""
        atom = self._atom(name, key)
        if value and (
            atom not in self.present(name).values or self.present(name).values[atom].value != value
        ):
            return
        self._drop(name, [atom])

    def verify(self, name: str) -> None:
        """The command builds on what the column holds."""
        if not self.is_drafted:
            self._looked(name)

    def delete(self) -> None:
        """The row goes."""
        self._idl.delete(self)

    def _add(self, name: str, more: dict[Any, Any]) -> None:
        datum = self.present(name).copy()
        datum.values.update(more)
        self._write(name, datum)

    def _drop(self, name: str, atoms: list[Any]) -> None:
        datum = self.present(name).copy()
        for atom in atoms:
            datum.values.pop(atom, None)
        self._write(name, datum)

    def _write(self, name: str, datum: Any) -> None:
        if not self.is_drafted:
            self.before(name)  # it will be needed, and has to be fetched first
        self.drafted[name] = datum
        self._idl.touch(self)

    def _datum(self, name: str, value: Any, *, is_part: bool = False) -> Any:
        """The datum that a value comes to; of a part of a set or map the number is not judged."""
        column = self._table.columns.get(name)
        if column is None:
            raise Refusal(f"this server's {self._table.name} has no column {name}")
        try:
            return _part(column.type, value) if is_part else Datum.from_python(column.type, value, _uuid_of)
        except ovs.db.error.Error as error:
            raise Refusal(f"{name} of {self._table.name}: {error.msg}") from error

    def _atom(self, name: str, key: Any) -> Any:
        return ovs.db.data.Atom.from_python(self._table.columns[name].type.key, _uuid_of(key))

    def _python(self, column: Any, datum: Any) -> Any:
        """The datum as ovsdbapp reads it, its references as rows."""
        group = [atom.value for atom in datum.values] if column.type.key.ref_table_name else []

        def row_of(atom: Any, base: Any) -> Any:
            if not base.ref_table_name:
                return atom
            return self._idl.tables[base.ref_table_name].rows.referred(atom, group)

        return datum.to_python(row_of)

    def _looked(self, name: str) -> None:
        if not self.is_drafted:
            self._idl.reads.columns.setdefault((self._table.name, str(self.uuid)), set()).add(name)

    def _looked_for(self, name: str, one: Any, there: bool) -> None:
        atom = ("uuid", str(one.uuid)) if isinstance(one, DraftRow) else one
        if isinstance(one, DraftRow) and one.is_drafted:
            return
        self._idl.reads.elements.setdefault((self._table.name, str(self.uuid), name), {})[atom] = there


class Elements(list[Any]):
    """A set as it is read. Asking for one element is a smaller thing to rely upon than reading them all, and
    is told apart, so that another operator's port on the same switch is no conflict."""

    def __init__(
        self, atoms: Iterable[Any], *, whole: Callable[[], None], element: Callable[[Any, bool], None]
    ) -> None:
        super().__init__(atoms)
        self._whole = whole
        self._element = element

    def __contains__(self, one: object) -> bool:
        there = super().__contains__(one)
        self._element(one, there)
        return there

    def __iter__(self) -> Iterator[Any]:
        self._whole()
        return super().__iter__()

    def __len__(self) -> int:
        self._whole()
        return super().__len__()

    def __getitem__(self, key: Any) -> Any:
        self._whole()
        return super().__getitem__(key)

    def __eq__(self, other: object) -> bool:
        self._whole()
        return super().__eq__(other)

    __hash__ = None

    def __add__(self, other: Any) -> Any:
        return [*self, *other]


def _default(kind: Any) -> Any:
    """What a column of a new row holds; ovs' own Datum.default() wraps each atom twice."""
    if not kind.is_scalar():
        return Datum(kind, {})
    atomic = kind.key.type
    nothing = uuids.UUID(int=0) if atomic == ovs.db.types.UuidType else atomic.default
    return Datum(kind, {ovs.db.data.Atom(atomic, nothing): None})


def _part(kind: Any, value: Any) -> Any:
    """A datum of some elements, whose number is not looked at: the server judges the whole."""
    key, atom = kind.key, ovs.db.data.Atom
    if isinstance(value, dict):
        pairs = {
            atom.from_python(key, _uuid_of(k)): atom.from_python(kind.value, _uuid_of(v))
            for k, v in value.items()
        }
    else:
        pairs = {atom.from_python(key, _uuid_of(one)): None for one in value}
    return Datum(kind, pairs)


def _uuid_of(value: Any) -> Any:
    return value.uuid if isinstance(value, ovs.db.idl.Row | RowView) else value
