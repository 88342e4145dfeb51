"""Routers: add one."""

from typing import Final

from ovntui.plans.acts.routers import add_router
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish
from ovntui.plans.recipes.candidates import chassis_fault, chassis_name, chassis_offers
from ovntui.plans.recipes.things import existing, find, new_name, offers_of, said


def router_field() -> Field:
    """The router that something is done to."""
    return Field(
        name="router",
        label="Router",
        help="the router, by name or uuid",
        required=True,
        offers=offers_of("router"),
        check=existing("router", "router"),
    )


def router_key(view: View, values: Values) -> str | None:
    """The router that was named there."""
    return find(view, "router", said(values, "router"))


def _add(view: View, values: Values) -> Wish:
    name, pinned = said(values, "name"), said(values, "chassis")
    options = {"chassis": chassis_name(view, pinned)} if pinned else {}
    where = f"all of {name} happens on {pinned}" if pinned else f"{name} is on every chassis at once"
    return Wish(acts=(add_router(name, options),), meaning=(where,), shows=("router", name))


RECIPES: Final = (
    Recipe(
        name="add-router",
        title="Add a router",
        summary="A logical router, to which switches can be connected.",
        subject="router",
        fields=(
            Field(
                name="name",
                label="Name",
                help="what the router is called",
                required=True,
                check=new_name("router", "name"),
            ),
            Field(
                name="chassis",
                label="Only on",
                help="a chassis on which all routing is done (a gateway router); empty: on every chassis",
                offers=chassis_offers,
                check=lambda view, values: chassis_fault(view, said(values, "chassis")),
            ),
        ),
        wish=_add,
    ),
)
