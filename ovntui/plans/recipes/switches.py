"""Switches."""

from typing import Final

from ovntui.plans.acts.switches import add_switch
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish


def _is_new(view: View, values: Values) -> str | None:
    name = values["name"]
    if any(switch == name for _, switch in view.cloud.names("switch")):
        return f"there is a switch {name} already"
    return None


def _add(_: View, values: Values) -> Wish:
    name = values["name"]
    return Wish(acts=(add_switch(name),), shows=("switch", name))


RECIPES: Final = (
    Recipe(
        name="add-switch",
        title="Add a switch",
        summary="A logical switch: one layer-2 network that spans all chassis.",
        fields=(
            Field(
                name="name",
                label="Name",
                help="what the switch is called",
                required=True,
                check=_is_new,
            ),
        ),
        wish=_add,
    ),
)
