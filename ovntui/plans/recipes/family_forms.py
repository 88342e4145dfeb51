"""The recipes of a family of rows: to add one, to change one, to remove several."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ovntui.cloud.cloud import Cloud
from ovntui.plans.act import Act
from ovntui.plans.acts.deltas import change_columns
from ovntui.plans.acts.members import Place, add_row, put_in, take_out
from ovntui.plans.acts.rows import destroy_row
from ovntui.plans.recipe import Field, Query, Recipe, Values, View, Wish
from ovntui.plans.recipes.alike import alike_fault, alike_queries, held_in, index_queries
from ovntui.plans.recipes.asked import columns_of, fields, keys_of
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.owners import GROUPS, many_owners, one_owner
from ovntui.plans.values import Columns


def recipes_of(family: Family) -> tuple[Recipe, Recipe, Recipe]:
    """To add, to edit, to remove."""
    return adding(family), editing(family), removing(family)


def adding(family: Family) -> Recipe:
    """A new row."""

    def queries(cloud: Cloud, values: Values) -> Iterator[Query]:
        yield from index_queries(family, cloud, values)
        yield from alike_queries(family, cloud, values)
        for owner in family.owners:
            if owner.kind is None and (values.get(owner.field) or values.get("on") == owner.noun):
                yield GROUPS
        yield from family.beside

    def wish(view: View, values: Values) -> Wish:
        columns = columns_of(family.asked, view, values, {})
        into = [place for owner in family.owners for place in owner.places(view, values)]
        to = f" to {', '.join(place.name for place in into)}" if into else ""
        words = family.words(into[0], columns) if len(into) == 1 and not family.is_kept else None
        return Wish(
            acts=(add_row(family.table, columns, f"add {family.full(columns)}{to}", into=into, words=words),),
            meaning=family.meaning(view, columns),
            warnings=family.warnings(view, columns),
        )

    asked = fields(family.table, family.asked, lambda one, view, values: one.start(view, values))
    owned = (
        many_owners(family.owners, family.noun) if family.is_kept else one_owner(family.owners, family.noun)
    )
    return Recipe(
        name=f"add-{family.word}",
        title=f"Add {family.title}",
        summary=family.summary,
        fields=_alone(family, (*asked, *owned) if family.is_kept else (*owned, *asked)),
        wish=wish,
        subject=family.subject,
        target=family.target,
        rows=family.table,
        bulk=family.gathers,
        queries=queries,
    )


def editing(family: Family) -> Recipe:
    """A row that is there."""

    def queries(cloud: Cloud, values: Values) -> Iterator[Query]:
        yield from index_queries(family, cloud, values)
        yield from family.queries(values, owned=family.is_kept)

    def wish(view: View, values: Values) -> Wish:
        ((uuid, before),) = family.meant(view, values)
        after = columns_of(family.asked, view, values, before)
        acts = list(_changes(family, uuid, before, after))
        if family.is_kept:
            acts += _moves(family, view, values, uuid, {**before, **after})
        return Wish(
            acts=tuple(acts),
            meaning=family.meaning(view, {**before, **after}),
            warnings=family.warnings(view, {**before, **after}),
        )

    own = Field(
        name=family.word,
        label=family.noun[0].upper() + family.noun[1:],
        help=f"which {family.noun}, by uuid or name",
        required=True,
        offers=family.offers,
        check=family.fault,
    )
    asked = fields(
        family.table,
        family.asked,
        lambda one, view, values: one.text(
            view, family.present(view, values), keys_of(family.asked, one.column)
        ),
        lambda view, values: bool(family.present(view, values)),
    )
    owned = many_owners(family.owners, family.noun, family.word, family.find) if family.is_kept else ()
    return Recipe(
        name=f"edit-{family.word}",
        title=f"Edit {family.title}",
        summary=f"Change {family.title}; what is not typed stays as it is.",
        fields=(own, *_alone(family, (*asked, *owned), own.name)),
        wish=wish,
        target=own.name,
        rows=family.table,
        queries=queries,
    )


def _changes(family: Family, uuid: str, before: Columns, after: Columns) -> Iterator[Act]:
    if any(before.get(name) != value for name, value in after.items()):
        called = family.said(before)
        yield change_columns(family.table, uuid, before, after, family.narrow, called=called)


def _moves(family: Family, view: View, values: Values, uuid: str, row: Columns) -> Iterator[Act]:
    """What it belongs to from now on, and what no more."""
    now = {(place.table, place.uuid): place for place in family.holding(view, uuid)}
    then: dict[tuple[str, str], Place] = {
        (place.table, place.uuid): place for owner in family.owners for place in owner.places(view, values)
    }
    for key, place in then.items():
        if key not in now:
            yield put_in(place, uuid, family.full(row))
    for key, place in now.items():
        if key not in then:
            yield take_out(place, uuid, family.full(row))


def removing(family: Family) -> Recipe:
    """Rows that are there, all in one go."""

    def wish(view: View, values: Values) -> Wish:
        meant = family.meant(view, values)
        acts: list[Act] = []
        for uuid, row in meant:
            if family.is_kept:
                acts.append(destroy_row(family.table, uuid, called=family.said(row)))
            else:
                acts += (take_out(place, uuid, family.full(row)) for place in family.holding(view, uuid))
        return Wish(
            acts=tuple(acts), warnings=tuple(said for _, row in meant for said in family.lost(view, row))
        )

    def queries(_: Cloud, values: Values) -> Iterable[Query]:
        return family.queries(values, owned=not family.is_kept)  # references to a kept row go by themselves

    return Recipe(
        name=f"remove-{family.word}",
        title=f"Remove {family.title}",
        summary=f"Remove {family.title}, one or several in one transaction.",
        fields=(
            Field(
                name=family.word,
                label=family.noun[0].upper() + family.noun[1:],
                help=f"which {family.noun}, by uuid or name; several at will",
                kind="many",
                required=True,
                offers=family.offers,
                check=family.fault,
            ),
        ),
        wish=wish,
        target=family.word,
        rows=family.table,
        bulk=True,
        queries=queries,
    )


def _alone(family: Family, asked: tuple[Field, ...], own: str = "") -> tuple[Field, ...]:
    """The fields; that of the last telling column says where another row holds the same. own is the field
    that names the row itself."""
    telling = family.index or (() if own else family.alike)
    if not telling:
        return asked
    by_column = {one.column: one for one in family.asked}
    last = by_column[telling[-1]].name

    def taken(view: View, values: Values) -> str | None:
        if not family.index:
            return alike_fault(family, view, values)
        held = held_in(family.index, family, view, values)
        mine = family.find(view, values.get(own, ""))
        for uuid, row in family.rows(view).items():
            if (
                held is not None
                and uuid != mine
                and all(row.get(name) == value for name, value in held.items())
            ):
                return f"there is {family.full(row)} already"
        return None

    def also(one: Field) -> Field:
        return replace(one, check=lambda view, values: one.check(view, values) or taken(view, values))

    return tuple(also(one) if one.name == last else one for one in asked)
