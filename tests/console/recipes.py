"""Recipes for the console's tests: a new switch with a field of each kind, a note on many ports, a switch's
removal that asks for its name, and one that every server refuses."""

from dataclasses import replace

from ovntui.plans.acts.rows import destroy_row, set_columns
from ovntui.plans.acts.switches import add_switch
from ovntui.plans.recipe import Field, Recipe, Values, View, Wish, lines
from ovntui.plans.values import mapping_value, set_value
from tests.widgets.recipes import SAMPLE


def _key(view: View, kind: str, name: str) -> str:
    cloud = view.cloud
    return next(key for key, other in cloud.names(kind) if name in (other, key))  # type: ignore[arg-type]  # a kind


def _taken(view: View, values: Values) -> str | None:
    taken = any(name == values["name"] for _, name in view.cloud.names("switch"))
    return f"there is a switch {values['name']} already" if taken else None


def _add(_: View, values: Values) -> Wish:
    name = values["name"]
    config = {"subnet": "10.0.0.0/24", "exclude_ips": values["address"]}
    warnings = ("nobody will answer here",) if values["dhcp"] == "no" else ()
    meaning = (f"a new network that spans all chassis; its gateway is {lines(values, 'gateways')[0]}",)
    return Wish(acts=(add_switch(name, config),), meaning=meaning, warnings=warnings, shows=("switch", name))


def _note(view: View, values: Values) -> Wish:
    note = mapping_value([("note", values["note"])])
    return Wish(
        acts=tuple(
            set_columns("Logical_Switch_Port", _key(view, "port", name), {"external_ids": note}, called=name)
            for name in lines(values, "ports")
        )
    )


def _remove(view: View, values: Values) -> Wish:
    name = values["switch"]
    act = destroy_row("Logical_Switch", _key(view, "switch", name), called=name)
    return Wish(acts=(act,), warnings=("its ports go with it",), confirm=name)


def _tag(view: View, values: Values) -> Wish:
    port = values["port"]
    tag = set_value([int(values["tag"])])
    return Wish(
        acts=(set_columns("Logical_Switch_Port", _key(view, "port", port), {"tag": tag}, called=port),)
    )


ADD = replace(
    SAMPLE,
    name="add-switch",
    title="Add a switch",
    summary="One network that spans all chassis.",
    fields=(replace(SAMPLE.fields[0], check=_taken), *SAMPLE.fields[1:]),
    wish=_add,
    subject="switch",
)
NOTE = Recipe(
    name="edit-note",
    title="Put a note on ports",
    summary="A note in external_ids.",
    fields=(
        Field(name="ports", label="Ports", help="one or many", kind="many", required=True),
        Field(name="note", label="Note", help="what to remember", required=True),
    ),
    wish=_note,
    subject="port",
    target="ports",
    bulk=True,
)
REMOVE = Recipe(
    name="remove-switch",
    title="Remove a switch",
    summary="The switch and its ports.",
    fields=(Field(name="switch", label="Switch", help="which", required=True),),
    wish=_remove,
    subject="switch",
    target="switch",
)
TAG = Recipe(
    name="edit-tag",
    title="Tag a port",
    summary="Without any check of its own: the server has the last word.",
    fields=(
        Field(name="port", label="Port", help="which", required=True),
        Field(name="tag", label="Tag", help="1 to 4095", required=True),
    ),
    wish=_tag,
    target="port",
)

ALL = {recipe.name: recipe for recipe in (ADD, NOTE, REMOVE, TAG)}
