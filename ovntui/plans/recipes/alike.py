"""Two rows of one owner that say the same, as ovn-nbctl refuses them (acl-add, qos-add)."""

from collections.abc import Iterator, Sequence

from ovntui.cloud.cloud import Cloud
from ovntui.plans.recipe import Query, Values, View, lines
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.owners import refers
from ovntui.plans.typed import TypedError
from ovntui.plans.values import Columns


def index_queries(family: Family, cloud: Cloud, values: Values) -> Iterator[Query]:
    """The rows that hold what was typed into the family's index: no two may hold the same in all of it."""
    view = View(cloud)
    where = []
    for one in family.asked:
        if one.column in family.index and values.get(one.name):
            try:
                where.append((one.column, "==", one.value(view, values[one.name])))
            except TypedError:
                return
    if where:
        yield Query(family.table, family.columns, where)


def alike_queries(family: Family, cloud: Cloud, values: Values) -> Iterator[Query]:
    """The rows that hold what a new one would hold in the family's telling columns, and what the owners
    that are named have."""
    if not family.alike:
        return
    view = View(cloud)
    where = []
    for one in family.asked:
        if one.column in family.alike:
            try:
                value = one.value(view, values.get(one.name) or one.start(view, values))
            except TypedError:
                return
            where.append((one.column, "==", value))
    yield Query(family.table, family.columns, where)
    for owner in family.owners:
        for text in lines(values, owner.field):
            if owner.kind is None:
                yield Query(owner.table, ("name", owner.column), [("name", "==", text)])
            else:
                for key in owner.keys(view, text):
                    yield Query(owner.table, ("name", owner.column), [("_uuid", "==", ("uuid", key))])


def held_in(columns: Sequence[str], family: Family, view: View, values: Values) -> Columns | None:
    """What the form puts into columns; None as long as one of them has a fault of its own."""
    try:
        return {
            one.column: one.value(view, values[one.name]) for one in family.asked if one.column in columns
        }
    except TypedError:
        return None


def alike_fault(family: Family, view: View, values: Values) -> str | None:
    """Whether the owner has such a row already."""
    held = held_in(family.alike, family, view, values)
    if held is None:
        return None
    for uuid, row in family.rows(view).items():
        if any(row.get(name) != value for name, value in held.items()):
            continue
        for owner in family.owners:
            for place in owner.places(view, values):
                if refers(view.rows.get(owner.table, {}).get(place.uuid, {}), owner.column, uuid):
                    return f"{place.name} has one of that direction, priority and match already"
    return None
