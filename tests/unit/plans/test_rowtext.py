"""A record as text: what an editor shows is read back as the same, and what is wrong is told by line."""

from hypothesis import given
from hypothesis import strategies as st

from ovntui.ovsdb.schema import ColumnType, TableSchema
from ovntui.plans.rowtext import is_writable, parse, render
from ovntui.plans.values import Columns, mapping_value, set_value
from tests.unit.plans.schemas import BREAD, STRINGS, rows

SHELF = "8d0a6a1c-9a29-4d1b-b3f5-0c7c1f3d2a11"
TABLE = TableSchema(
    "Loaf",
    {
        "name": ColumnType("string"),
        "weight": ColumnType("integer", min=0, max=1),
        "seeds": ColumnType("string", min=0, max=9),
        "options": ColumnType("string", "string", min=0, max=9),
        "shelf": ColumnType("uuid", min=0, max=1, ref_table="Shelf"),
        "kind": ColumnType("string", is_mutable=False),
    },
)
LOAF: Columns = {
    "name": "rye",
    "weight": set_value([750]),
    "seeds": set_value(["# none", " "]),
    "options": mapping_value([("crust", "dark"), ("a=b", "")]),
    "shelf": set_value([("uuid", SHELF)]),
    "kind": "loaf",
}
TEXT = f"""\
# Loaf rye
# An indented line is one value of the column above; # begins a comment.

# string
name = rye

# map string = string
options =
  "a=b"=""
  crust=dark

# set of string
seeds =
  " "
  # none

# optional uuid → Shelf
shelf = {SHELF}  upper left

# optional integer
weight = 750

# These cannot be changed:
# kind = loaf
"""


@given(rows(BREAD), STRINGS, STRINGS)
def test_every_row_is_read_as_it_was_written(row: Columns, title: str, said: str) -> None:
    """Whatever is in the row, its title or the names beside its references."""
    found = parse(BREAD, render(BREAD, row, title, lambda _: said))
    assert found.faults == ()
    assert found.values == {name: row[name] for name, column in BREAD.columns.items() if is_writable(column)}


@given(st.text())
def test_whatever_an_editor_leaves_is_read_or_told_of(text: str) -> None:
    """Nothing breaks the reader, and each fault has a line of the text."""
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines and said for line, said in parse(BREAD, text).faults)


def test_the_text_can_be_read() -> None:
    """As a person sees it."""
    assert render(TABLE, LOAF, "Loaf rye", lambda _: "upper left") == TEXT


def test_what_is_taken_out_stays_as_it_is() -> None:
    """A text with two columns tells of two columns."""
    assert parse(TABLE, "name = spelt\nseeds =\n").values == {"name": "spelt", "seeds": set_value([])}


def test_each_fault_has_its_line() -> None:
    """An editor can go there."""
    text = "  lost\nname = a\nname = b\nweight = 1\n  2\n\nseeds =\n  a\n# between\n  a\n"
    text += "kind = x\nsize = 3\nwhat\n"
    assert parse(TABLE, text).faults == (
        (1, "this value belongs to no column"),
        (3, "name is there twice"),
        (4, "weight: one value at most"),
        (10, "seeds: a is there twice"),
        (11, "kind cannot be changed"),
        (12, "Loaf has no column size"),
        (13, "what is no column = value"),
    )
