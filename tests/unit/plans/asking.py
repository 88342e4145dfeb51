"""A recipe asked as a form asks it: what it proposes, what it finds wrong, what it comes to."""

from collections.abc import Mapping

from ovntui.cloud.cloud import Cloud
from ovntui.plans.recipe import View, Wish, faults, settled
from ovntui.plans.recipes.catalogue import RECIPES
from ovntui.plans.values import Columns
from tests.unit.cloud.rows import blog

Rows = Mapping[str, Mapping[str, Columns]]


def proposed(
    name: str, typed: Mapping[str, str], cloud: Cloud | None = None, rows: Rows | None = None
) -> dict[str, str]:
    """All values of the form's fields; the cloud is the blog's unless one is given."""
    return settled(RECIPES[name], View(cloud or blog(), rows or {}), typed)


def wrong(
    name: str, typed: Mapping[str, str], cloud: Cloud | None = None, rows: Rows | None = None
) -> dict[str, str]:
    """What the form says beside its fields."""
    view = View(cloud or blog(), rows or {})
    return dict(faults(RECIPES[name], view, settled(RECIPES[name], view, typed)))


def wished(name: str, typed: Mapping[str, str], cloud: Cloud | None = None, rows: Rows | None = None) -> Wish:
    """What the recipe comes to. Raises AssertionError where the form finds something wrong."""
    view = View(cloud or blog(), rows or {})
    values = settled(RECIPES[name], view, typed)
    assert not dict(faults(RECIPES[name], view, values))
    return RECIPES[name].wish(view, values)
