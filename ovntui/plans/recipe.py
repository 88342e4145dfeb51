"""A recipe: how a family of changes is asked for. From its one description come the wizard's form, the flags
of `ovntui plan NAME`, and the wish that a plan is made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import Cloud
from ovntui.ovsdb.schema import Schema
from ovntui.ovsdb.watch import Condition
from ovntui.plans.act import Act
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.values import Columns

Values: TypeAlias = Mapping[str, str]
"""What stands in the fields by their names, as it was typed. A field of kind many or order holds a line a
value; one of kind switch holds "yes" or "no"."""

FieldKind: TypeAlias = Literal["text", "choice", "many", "order", "switch"]
"""text: one line, offers complete it. choice: one of the offers and nothing else. many: any number of
lines, offers complete each. order: some of the offers, in an order that matters. switch: yes or no."""


@dataclass(frozen=True, slots=True)
class Query:
    """Rows that a recipe needs beside the cloud's own: those of a table that match where, with columns."""

    table: str
    columns: tuple[str, ...]
    where: Sequence[Condition] = ()
    database: str = "nb"


@dataclass(frozen=True, slots=True)
class View:
    """What a recipe sees: the cloud; the rows that it asked for, by table and uuid; the schemas of the
    databases that have been reached, by their connections' keys; what it wanted to know of hosts, those
    that answer; and the hosts that can be worked on."""

    cloud: Cloud
    rows: Mapping[str, Mapping[str, Columns]] = field(default_factory=dict)
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    found: Mapping[Look, str | None] = field(default_factory=dict)
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may be chosen; said tells it from the others (a chassis' host name, a free address)."""

    value: str
    said: str = ""


def _nothing(_: View, __: Values) -> str:
    return ""


def _no_offers(_: View, __: Values) -> Iterable[Offer]:
    return ()


def _no_fault(_: View, __: Values) -> str | None:
    return None


def _always(_: View, __: Values) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked. name is its key among the values and its flag (--name).

    default proposes a value from the cloud and from what the other fields hold; it is taken as long as
    the operator has typed nothing here. check says what is wrong with this field's value, in a sentence
    for the operator, or None; it is only asked about values that are there. applies says whether the
    field has a meaning beside what the others hold; one that does not is neither shown nor read.
    """

    name: str
    label: str
    help: str
    kind: FieldKind = "text"
    required: bool = False
    default: Callable[[View, Values], str] = _nothing
    offers: Callable[[View, Values], Iterable[Offer]] = _no_offers
    check: Callable[[View, Values], str | None] = _no_fault
    applies: Callable[[View, Values], bool] = _always


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator wants: the acts in their order; what it will mean for traffic; what speaks
    against it; where the result can be looked at, by kind and name; and, where it hurts, the word that has
    to be typed before it is done."""

    acts: tuple[Act | HostAct, ...]
    meaning: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    shows: tuple[Kind, str] | None = None
    confirm: str | None = None


def _no_queries(_: Cloud, __: Values) -> Iterable[Query]:
    return ()


def _none_by_schema(_: Cloud, __: Mapping[str, Schema], ___: Values) -> Iterable[Query]:
    return ()


def _no_looks(_: Cloud, __: Values) -> Iterable[Look]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One family of changes.

    name is its word on the command line ("add-switch"), title its name on the screen ("Add a switch"),
    summary one sentence of help. subject is the kind of record that it is done to, and target the field that
    takes that record's name; on the page of such records the wizard opens with the target filled in from
    under the cursor. rows is the northbound table whose rows it is about, where these have no page of their
    own: on a page of such rows it opens with its target filled in by their uuids, or, to add one, by the name
    of the record that the page is about. queries says which rows must be there before the form is shown;
    by_schema says so where it takes the databases' schemas, by their connections' keys, to tell. looks says
    what it wants to know of hosts. wish is asked only for values without a fault. bulk says that target takes
    several.
    """

    name: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    wish: Callable[[View, Values], Wish]
    subject: Kind | None = None
    target: str | None = None
    rows: str = ""
    bulk: bool = False
    queries: Callable[[Cloud, Values], Iterable[Query]] = _no_queries
    by_schema: Callable[[Cloud, Mapping[str, Schema], Values], Iterable[Query]] = _none_by_schema
    looks: Callable[[Cloud, Values], Iterable[Look]] = _no_looks


def lines(values: Values, name: str) -> tuple[str, ...]:
    """The values of a field of kind many or order."""
    return tuple(line for line in (raw.strip() for raw in values.get(name, "").splitlines()) if line)


def settled(recipe: Recipe, view: View, typed: Values) -> dict[str, str]:
    """All values of the fields that apply: what was typed, else what is proposed. Fields are settled in
    their order, so that a proposal may build on the fields before it."""
    values: dict[str, str] = dict(typed)
    for one in recipe.fields:
        if not one.applies(view, values):
            values.pop(one.name, None)
        elif one.name not in typed:
            values[one.name] = one.default(view, values)
    return values


def faults(recipe: Recipe, view: View, values: Values) -> Iterator[tuple[str, str]]:
    """What is wrong, field by field: its name and a sentence. values are settled ones."""
    for one in recipe.fields:
        value = values.get(one.name)
        if value is None:
            continue
        if not value.strip():
            if one.required:
                yield one.name, f"{one.label} is needed"
            continue
        if one.kind in ("choice", "order"):
            known = {offer.value for offer in one.offers(view, values)}
            strange = [line for line in lines(values, one.name) if line not in known]
            if strange:
                yield one.name, f"there is no {strange[0]} to choose"
                continue
        if one.kind == "switch" and value not in ("yes", "no"):
            yield one.name, "say yes or no"
            continue
        if fault := one.check(view, values):
            yield one.name, fault


def any_of(*names: str) -> Callable[[View, Values], Iterable[Offer]]:
    """Offers that are always the same."""
    return lambda _view, _values: [Offer(name) for name in names]
