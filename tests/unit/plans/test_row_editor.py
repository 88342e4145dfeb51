"""The editor made from a schema: what is changed in the form is changed in the row, and nothing else."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.cloud.cloud import Cloud
from ovntui.plans.act import Act
from ovntui.plans.recipe import Recipe, Values, View, Wish, faults, settled
from ovntui.plans.recipes.row_fields import column_text
from ovntui.plans.recipes.rows import row_creator, row_editor
from ovntui.plans.rowtext import is_writable
from ovntui.plans.values import Columns, Value, default, mapping_value, set_value
from tests.unit.plans.schemas import BAKERY, BREAD, STRINGS, rows, values

ROW = "8d0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a11"
SHELF = "1f0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a12"
OTHER = "2f0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a13"
WRITABLE = [name for name, column in sorted(BREAD.columns.items()) if is_writable(column)]


def view(*names: str) -> View:
    """Shelves of these names, the first two of which have uuids that tests know."""
    uuids = [SHELF, OTHER, *(str(UUID(int=number)) for number in range(len(names)))]
    shelves = {uuid: {"name": name} for uuid, name in zip(uuids, names, strict=False)}
    return View(Cloud(), {"Shelf": shelves}, {"nb": BAKERY})


def written(row: Columns, wish: Wish) -> Columns:
    """The columns that a wish's acts write into a row, and what these hold then."""
    held = dict(row)
    touched: set[str] = set()

    def put(name: str, value: Value) -> None:
        touched.add(name)
        held[name] = value

    def alter(name: str, change: Callable[[dict[Any, Any]], object]) -> None:
        kind, body = held[name]
        found: dict[Any, Any] = dict(body) if kind == "map" else dict.fromkeys(body)
        change(found)
        put(name, mapping_value(found.items()) if kind == "map" else set_value(found))

    fake = SimpleNamespace(
        put=put,
        setkey=lambda name, key, value: alter(name, lambda found: found.update({plain(key): plain(value)})),
        delkey=lambda name, key: alter(name, lambda found: found.pop(plain(key))),
        addvalue=lambda name, atom: alter(name, lambda found: found.update({plain(atom): None})),
        delvalue=lambda name, atom: alter(name, lambda found: found.pop(plain(atom))),
    )
    columns = {
        name: SimpleNamespace(type=SimpleNamespace(is_map=lambda kind=kind: kind.value is not None))
        for name, kind in BREAD.columns.items()
    }
    table = SimpleNamespace(rows={UUID(ROW): fake}, columns=columns)
    for act in wish.acts:
        assert isinstance(act, Act)
        for command in act.commands(SimpleNamespace(tables={"Bread": table})):
            command.run_idl(None)
    return {name: held[name] for name in touched}


def plain(atom: Any) -> Any:
    """An atom as plans hold it."""
    return ("uuid", str(atom)) if isinstance(atom, UUID) else atom


@given(st.data())
def test_exactly_what_is_changed_is_written(data: st.DataObject) -> None:
    """Any row, any columns of it, any new values, whatever the shelves that it refers to are called."""
    row = dict(data.draw(rows(BREAD)))
    shelves = view(*data.draw(st.lists(STRINGS | st.just("rye"), max_size=3)))
    row["optional_reference"] = set_value([("uuid", SHELF)])
    names = data.draw(st.lists(st.sampled_from(WRITABLE), max_size=5, unique=True))
    new = {name: data.draw(values(BREAD.columns[name]), label=name) for name in names}
    recipe = row_editor("nb", BAKERY, "Bread", ROW, row)
    typed = {name: column_text(shelves, BREAD.columns[name], value) for name, value in new.items()}
    held = settled(recipe, shelves, typed)
    assert not list(faults(recipe, shelves, held))
    assert written(row, recipe.wish(shelves, held)) == {
        name: value for name, value in new.items() if value != row[name]
    }


BLANK: Columns = {
    **{name: default(column) for name, column in BREAD.columns.items()},
    "some": set_value(["a"]),
}


def fault(recipe: Recipe, typed: Values) -> dict[str, str]:
    """What is wrong with what was typed, beside what the other columns lack."""
    shelves = view("upper", "lower")
    return {
        name: said for name, said in faults(recipe, shelves, settled(recipe, shelves, typed)) if name in typed
    }


def test_references_are_chosen_by_name() -> None:
    """By uuid where two have the same name or none."""
    row = {**BLANK, "set_reference": set_value([("uuid", SHELF), ("uuid", OTHER)])}
    recipe = row_editor("nb", BAKERY, "Bread", ROW, row)
    (field,) = [one for one in recipe.fields if one.name == "set_reference"]
    assert field.default(view("upper", "lower"), {}).split("\n") == ["upper", "lower"]
    assert field.default(view("same", "same"), {}).split("\n") == [SHELF, OTHER]
    assert [offer.value for offer in field.offers(view("upper", ""), {})] == ["upper", OTHER]
    changed = recipe.wish(
        view("upper", "lower"), settled(recipe, view("upper", "lower"), {"set_reference": "lower"})
    )
    assert written(row, changed) == {"set_reference": set_value([("uuid", OTHER)])}


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("integer", "x", "x is no whole number"),
        ("integer", " ", "integer is needed"),
        ("optional_integer", "1\n2", "one value at most"),
        ("grams", "4096", "4096 is more than 4095"),
        ("share", "-1.6", "-1.6 is less than -1.5"),
        ("enum", "oats", "there is no oats to choose"),
        ("set_enum", "rye\noats", "line 2: oats is none of rye, spelt, wheat"),
        ("short", "toolongtext", "11 characters, and no more than 7 fit"),
        ("boolean", "maybe", "say yes or no"),
        ("optional_boolean", "maybe", "there is no maybe to choose"),
        ("set_reference", "upper\nmiddle", "line 2: there is no Shelf middle"),
        ("optional_reference", "middle", "there is no Shelf middle"),
        ("map_integer", "a=1\nb=x", "line 2: x is no whole number"),
        ("some", "", "some is needed"),
        ("some", "a\nb\nc\nd", "3 values at most"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(column: str, text: str, said: str) -> None:
    """Before anything is sent."""
    assert fault(row_editor("nb", BAKERY, "Bread", ROW, BLANK), {column: text}) == {column: said}


def test_what_the_server_fills_is_not_asked_for() -> None:
    """Nor what cannot be changed, but for a new row."""
    edited = {field.name for field in row_editor("nb", BAKERY, "Bread", ROW, BLANK).fields}
    made = {field.name for field in row_creator("nb", BAKERY, "Bread").fields}
    assert BREAD.columns.keys() - edited == {"fixed", "status"}
    assert BREAD.columns.keys() - made == {"status"}


def test_the_southbound_is_written_by_others() -> None:
    """Whoever edits it is told so."""
    recipe = row_editor("sb", BAKERY, "Bread", ROW, BLANK)
    wish = recipe.wish(view(), settled(recipe, view(), {"integer": "7", "some": "a"}))
    (act,) = wish.acts
    assert wish.warnings and isinstance(act, Act) and act.database == "sb"
