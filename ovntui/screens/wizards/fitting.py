"""Which recipes fit what the operator looks at, and what they are filled in with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from ovntui.cloud.cells import Kind
from ovntui.cloud.cloud import Cloud
from ovntui.widgets.console_screen import Subject

if TYPE_CHECKING:  # recipes are imported when a change is asked for: a start does not wait for them
    from ovntui.plans.recipe import Recipe

Verb: TypeAlias = Literal["add", "edit", "remove"]

_ADDING: Final = ("add", "attach", "clone", "connect", "create", "import", "internet", "join", "upload")
_REMOVING: Final = ("remove", "destroy", "delete", "detach", "leave")


_TABLES: Final[Mapping[Kind, str]] = {
    "switch": "Logical_Switch",
    "port": "Logical_Switch_Port",
    "router": "Logical_Router",
    "router_port": "Logical_Router_Port",
    "nat": "NAT",
}


class Fitting(NamedTuple):
    """A recipe, and what its target field is filled in with."""

    recipe: "Recipe"
    typed: Mapping[str, str]


def verb_of(recipe: "Recipe") -> Verb:
    """Which key asks for it."""
    first = recipe.name.partition("-")[0]
    return "add" if first in _ADDING else "remove" if first in _REMOVING else "edit"


def fitting(recipes: "Iterable[Recipe]", verb: Verb, subjects: Sequence[Subject]) -> list[Fitting]:
    """The recipes of that verb for these records. What is added may also belong to what they belong to."""
    found: dict[str, Fitting] = {}
    for recipe in recipes:
        if verb_of(recipe) != verb:
            continue
        for subject in subjects if verb == "add" else subjects[:1]:
            typed = _filled(recipe, subject)
            if typed is not None:
                found.setdefault(recipe.name, Fitting(recipe, typed))
    return list(found.values())


def fitting_rows(recipes: "Iterable[Recipe]", verb: Verb, subjects: Sequence[Subject]) -> list[Fitting]:
    """The recipes of that verb that are about the rows of just this northbound table."""
    rows, *owners = subjects
    found = []
    for recipe in recipes:
        if not recipe.rows or (recipe.rows, "nb", verb) != (rows.table, rows.database, verb_of(recipe)):
            continue
        if verb == "add":
            found.append(filled(recipe, owners))
        elif recipe.target and (recipe.bulk or len(rows.names) == 1):
            found.append(Fitting(recipe, {recipe.target: "\n".join(rows.names)}))
    return found


def as_rows(cloud: Cloud, subjects: Sequence[Subject]) -> Subject | None:
    """The records themselves as bare rows, each column of which can be edited; None where they are no rows of
    the northbound database."""
    for subject in subjects[:1]:
        table = _TABLES.get(subject.kind)
        keys = [key for name in subject.names for key in _keys(cloud, subject.kind, name)]
        if table is not None and keys:
            return Subject("row", tuple(keys), "nb", table)
    return None


def _keys(cloud: Cloud, kind: Kind, name: str) -> list[str]:
    if kind == "nat":
        return [name] if name in cloud.nats else []
    from ovntui.plans.recipe import View
    from ovntui.plans.recipes.things import WORDS, called

    return [key for thing in WORDS if thing == kind for key in called(View(cloud), thing, name)]


def filled(recipe: "Recipe", subjects: Iterable[Subject]) -> Fitting:
    """The recipe, filled in where a record fits it."""
    typed = (typed for subject in subjects if (typed := _filled(recipe, subject)) is not None)
    return Fitting(recipe, next(typed, {}))


def for_page(recipes: "Iterable[Recipe]", subjects: Sequence[Subject]) -> Iterator[tuple[str, Fitting]]:
    """All that fit, each with the key that asks for it."""
    recipes = tuple(recipes)
    keys: tuple[tuple[str, Verb], ...] = (("a", "add"), ("e", "edit"), ("D", "remove"))
    for key, verb in keys:
        for one in fitting(recipes, verb, subjects):
            yield key, one


def _filled(recipe: "Recipe", subject: Subject) -> dict[str, str] | None:
    """None where the recipe is not for such records, or not for several at once."""
    if recipe.subject != subject.kind or (len(subject.names) > 1 and recipe.target and not recipe.bulk):
        return None
    if recipe.target is None or not subject.names:
        return {}
    return {recipe.target: "\n".join(subject.names)}
