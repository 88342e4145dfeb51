"""A plan: what will be done, whole and ready to be looked at, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ovntui.cloud.cells import Kind
from ovntui.plans.values import Columns


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after. before is None for a new row, after for a row that goes; of a row that
    stays both hold just the columns that differ. name is what people call the row, "" where it has none."""

    table: str
    uuid: str
    before: Columns | None
    after: Columns | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a plan was made from and must still be so: these columns of the one row of the table that
    matches where; rows is empty where no row may match. It becomes a "wait" (RFC 7047 section 5.2.6)."""

    table: str
    where: tuple[Any, ...]
    rows: tuple[Columns, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The part of a plan that is one transaction on one database."""

    database: str
    """The connection's key: "nb", "sb" or a host's name."""
    changes: tuple[RowChange, ...]
    guards: tuple[Guard, ...]
    words: tuple[tuple[str, ...], ...]
    """The argument list of the tool that would do the same, one for each command between "--"."""


@dataclass(frozen=True, slots=True)
class Plan:
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

    @property
    def guards(self) -> int:
        """By how many rows it is guarded."""
        return len({(guard.table, guard.where) for step in self.steps for guard in step.guards})


Verdict: TypeAlias = Literal["applied", "refused", "moved", "unknown"]
"""moved: refused, because what the plan was made from is not so any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a plan was made from, and what is there instead."""

    table: str
    name: str
    column: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan. reason is a sentence where it was not applied; nb_cfg is the number that hv_cfg
    has to reach before it is in force everywhere (ovn-nb(5), NB_Global), if one was asked for."""

    verdict: Verdict
    reason: str = ""
    differences: Sequence[Difference] = ()
    seconds: float | None = None
    """How long the database took."""
    nb_cfg: int | None = None
