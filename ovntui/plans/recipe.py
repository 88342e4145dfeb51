"""A recipe: how a family of changes is asked for. From its one description come the wizard's form, the flags
of `ovntui plan NAME`, and the wish that a plan is made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeAlias

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.mac_prefix import VM_PREFIX
from ovntui.ovsdb.schema import Schema
from ovntui.ovsdb.watch import Condition
from ovntui.plans.act import Act, Restoring
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.errors import Refusal
from ovntui.plans.values import Columns
from ovntui.plans.wall import walled

Values: TypeAlias = Mapping[str, str]
"""What stands in the fields by their names, as it was typed. A field of kind many or order holds a line a
value; one of kind switch holds "yes" or "no"."""

FieldKind: TypeAlias = Literal["text", "choice", "many", "order", "switch"]
"""text: one line, offers complete it. choice: one of the offers and nothing else, by its value or key. many:
any number of lines, offers complete each. order: some of the offers, in an order that matters. switch: yes or
no."""


@dataclass(frozen=True, slots=True)
class Query:
    """Rows that a recipe needs beside the cloud's own: those of a table that match where, with columns. of is
    a table and a column of rows that were asked for before: then just those that these refer to there."""

    table: str
    columns: tuple[str, ...]
    where: Sequence[Condition] = ()
    database: str = "nb"
    of: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a recipe sees: the cloud; the rows that it asked for, by table and uuid; the schemas of the
    databases that have been reached, by their connections' keys; what it wanted to know of hosts, those
    that answer; the hosts that can be worked on; and what MAC addresses that are proposed begin with.
    at_home: the operator is on this machine, and its files are theirs."""

    cloud: Cloud
    rows: Mapping[str, Mapping[str, Columns]] = field(default_factory=dict)
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    found: Mapping[Look, str | None] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    mac_prefix: str = VM_PREFIX
    at_home: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may be chosen; said tells it from the others (a chassis' host name, a free address). key
    is another word for it that is taken as well where it is typed: the uuid of a row that is offered by what
    it says."""

    value: str
    said: str = ""
    key: str = ""

    def is_meant(self, text: str) -> bool:
        """Whether a text says this one."""
        return text == self.value or (text != "" and text == self.key)


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
    field has a meaning beside what the others hold; one that does not is neither shown nor read. is_offered
    says whether a text is one of the offers, where these are many and it can be told without them.
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
    is_offered: Callable[[View, Values, str], bool] | None = None

    def strangers(self, view: View, values: Values) -> list[str]:
        """Those of its lines that are none of the offers."""
        texts = lines(values, self.name)
        if self.is_offered is not None:
            return [text for text in texts if not self.is_offered(view, values, text)]
        known = {word for offer in offered(self, view, values) for word in (offer.value, offer.key)}
        return [text for text in texts if text not in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator wants: the acts in their order; what it will mean for traffic; what speaks
    against it; where the result can be looked at, by kind and name; and, where it hurts, the word that has
    to be typed before it is done. apart is as in a plan."""

    acts: tuple[Act | HostAct | Restoring, ...]
    meaning: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    shows: tuple[Kind, str] | None = None
    confirm: str | None = None
    apart: bool = False


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
    their order, so that a proposal may build on the fields before it. Raises Refusal where that fails."""
    values: dict[str, str] = dict(typed)
    for one in recipe.fields:
        if not walled(f"whether {one.label} is asked", partial(one.applies, view, values), one.name):
            values.pop(one.name, None)
        elif one.name not in typed:
            values[one.name] = walled(f"what {one.label} is", partial(one.default, view, values), one.name)
    return values


def faults(recipe: Recipe, view: View, values: Values) -> Iterator[tuple[str, str]]:
    """What is wrong, field by field: its name and a sentence. values are settled ones."""
    for one in recipe.fields:
        value = values.get(one.name)
        if value is None:
            continue
        try:
            fault = walled(f"whether {one.label} is right", partial(_fault, one, view, values, value))
        except Refusal as refusal:
            fault = str(refusal)
        if fault:
            yield one.name, fault


def _fault(one: Field, view: View, values: Values, value: str) -> str | None:
    if not value.strip():
        return f"{one.label} is needed" if one.required else None
    if one.kind in ("choice", "order") and (strange := one.strangers(view, values)):
        return f"there is no {strange[0]} to choose"
    if one.kind == "switch" and value not in ("yes", "no"):
        return "say yes or no"
    return one.check(view, values)


def offered(one: Field, view: View, values: Values) -> list[Offer]:
    """The offers of a field. Raises Refusal where they cannot be told."""
    return walled(f"what {one.label} may be", lambda: list(one.offers(view, values)), one.name)


def asked(recipe: Recipe, cloud: Cloud, schemas: Mapping[str, Schema], values: Values) -> list[Query]:
    """The rows that a recipe asks for beside the cloud. Raises Refusal where that cannot be told."""
    return walled(
        f"what to ask for: {recipe.title}",
        lambda: [*recipe.queries(cloud, values), *recipe.by_schema(cloud, schemas, values)],
    )


def looked(recipe: Recipe, cloud: Cloud, values: Values) -> list[Look]:
    """What a recipe wants to know of hosts. Raises Refusal where that cannot be told."""
    return walled(f"what to look at: {recipe.title}", lambda: list(recipe.looks(cloud, values)))


def any_of(*names: str) -> Callable[[View, Values], Iterable[Offer]]:
    """Offers that are always the same."""
    return lambda _view, _values: [Offer(name) for name in names]
