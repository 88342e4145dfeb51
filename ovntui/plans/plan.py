"""A plan: what will be done, whole and ready to be looked at, as data."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from ovntui.cloud.cells import Kind
from ovntui.plans.values import Columns


class RowChange(msgspec.Struct, frozen=True):
    """One row before and after. before is None for a new row, after for a row that goes; of a row that
    stays both hold just the columns that differ. name is what people call the row, "" where it has none."""

    table: str
    uuid: str
    before: Columns | None
    after: Columns | None
    name: str = ""


class Guard(msgspec.Struct, frozen=True):
    """What a plan was made from and must still be so: these columns of the one row of the table that
    matches where; rows is empty where no row may match. It becomes a "wait" (RFC 7047 section 5.2.6)."""

    table: str
    where: tuple[Any, ...]
    rows: tuple[Columns, ...]


class Deed(msgspec.Struct, frozen=True):
    """Work on a host that is no transaction of a database. craft names how it is done (see deeds.crafts),
    subject what it is done to: a file's path, a network's name. before and after are what is there, as that
    craft tells it; None: nothing."""

    craft: str
    subject: str
    before: str | None
    after: str | None
    sentence: str = ""


class Step(msgspec.Struct, frozen=True):
    """The part of a plan that is done on one system at once: one transaction on one database, or one deed on
    one host."""

    database: str
    """The connection's key: "nb", "sb" or a host's name."""
    changes: tuple[RowChange, ...]
    guards: tuple[Guard, ...]
    words: tuple[tuple[str, ...], ...]
    """The argument list of the tool that would do the same, one for each command between "--"; of a deed
    whole commands, with the programs' names."""
    deed: Deed | None = None


class Plan(msgspec.Struct, frozen=True):
    """id is a uuid. recipe is its recipe's name, or "undo"; values are what the form held, so that the plan
    can be made anew. sentences say what is done, one an act."""

    id: str
    recipe: str
    title: str
    operator: str
    values: dict[str, str]
    sentences: tuple[str, ...]
    steps: tuple[Step, ...]
    meaning: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    shows: tuple[Kind, str] | None = None
    confirm: str | None = None
    undoes: str | None = None
    """The id of the plan that this one is the inverse of."""
    apart: bool = False
    """Whether what is done on one system stands without the others: where a step fails, only those before it
    on the same system are undone, and none behind it is begun."""

    @property
    def can_stop(self) -> bool:
        """Whether it takes long enough for somebody to stop it."""
        return any(step.deed for step in self.steps)

    @property
    def guards(self) -> int:
        """By how many rows of databases it is guarded; each deed is guarded beside that."""
        return len({(guard.table, guard.where) for step in self.steps for guard in step.guards})


Verdict: TypeAlias = Literal["applied", "refused", "moved", "unknown"]
"""moved: refused, because what the plan was made from is not so any more."""


class Difference(msgspec.Struct, frozen=True):
    """What a plan was made from, and what is there instead."""

    table: str
    name: str
    column: str
    expected: Any
    found: Any


class Outcome(msgspec.Struct, frozen=True):
    """What became of a plan. reason is a sentence where it was not applied, or where something is to be said
    all the same; nb_cfg is the number that hv_cfg has to reach before it is in force everywhere (ovn-nb(5),
    NB_Global), if one was asked for. stands are the numbers of the steps that stand of a plan that was not
    applied in whole."""

    verdict: Verdict
    reason: str = ""
    differences: Sequence[Difference] = ()
    seconds: float | None = None
    """How long the database took."""
    nb_cfg: int | None = None
    stands: tuple[int, ...] = ()


class Progress(msgspec.Struct, frozen=True):
    """How far a plan has come: the number of the step that is under way, of how many, what it is doing, and
    which part of that is done (0 to 1), where that can be told."""

    step: int
    steps: int
    sentence: str
    fraction: float | None = None

    def __str__(self) -> str:
        part = f" ({self.fraction:.0%})" if self.fraction is not None else ""
        return f"{self.step} of {self.steps}: {self.sentence}{part}"
