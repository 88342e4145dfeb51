"""Sorting, filtering, and keeping one's place, compared with a plain model of the same."""

from collections import UserDict
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ovntui.widgets.order import RowOrder
from ovntui.widgets.sort_keys import natural
from tests.widgets.records import COLUMNS, Port

NAME = COLUMNS[1]
SWITCH = COLUMNS[2]


def order_of(records: Mapping[str, Port], by: str | None = "name", reverse: bool = False) -> RowOrder[Port]:
    order = RowOrder(NAME)
    order.sort(next((c for c in COLUMNS if c.key == by), None), reverse)
    order.load(records)
    return order


@pytest.mark.parametrize(
    "names",
    [
        ("port2", "port10"),
        ("a", "B", "c"),
        ("1", "2", "10", "a"),
        ("eth0.2", "eth0.10", "eth1.1"),
        ("vm", "vm1", "vm01x", "vmx"),
        ("x9", "x" + "9" * 5000),
        ("", " ", "0"),
    ],
)
def test_text_sorts_as_people_do(names: tuple[str, ...]) -> None:
    assert all(natural(a) < natural(b) for a, b in pairwise(names))


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_the_same_text_sorts_alike(one: str, other: str) -> None:
    assert (natural(one) == natural(other)) == (one == other)


def test_rows_that_sort_alike_stand_by_name() -> None:
    records = {str(n): Port(f"port{n}", f"sw{n % 2}") for n in (3, 11, 2, 1)}
    order = order_of(records, "switch")
    assert [records[key].name for key in order.shown_keys()] == ["port2", "port1", "port3", "port11"]
    order.sort(SWITCH, True)
    assert [records[key].name for key in order.shown_keys()] == ["port11", "port3", "port1", "port2"]


def test_a_changed_row_keeps_its_place_until_sorted_anew() -> None:
    records = {"a": Port("a"), "b": Port("b"), "c": Port("c")}
    order = order_of(records)
    records["a"] = Port("z")
    assert order.apply((), ("a",), ()) == (False, [])
    assert list(order.shown_keys()) == ["a", "b", "c"]
    order.sort(NAME, False)
    assert list(order.shown_keys()) == ["b", "c", "a"]


class Lazy(UserDict[str, Port]):
    """A mapping that counts how often it was asked for a record."""

    asked = 0

    def __getitem__(self, key: str) -> Port:
        self.asked += 1
        return super().__getitem__(key)


def test_the_mappings_own_order_asks_for_no_record_and_a_change_only_for_its_own() -> None:
    records = Lazy({str(n): Port(f"port{n}") for n in range(1000)})
    order = order_of(records, None)
    assert (order.total, records.asked) == (1000, 0)
    order.sort(NAME, False)
    assert records.asked == 1000
    records["new"] = Port("port500x")
    order.apply(("new",), ("3",), ())
    assert records.asked <= 1000 + 2


def test_what_was_learned_of_a_row_is_let_go_when_it_changes() -> None:
    records = Lazy({str(n): Port(f"port{n}", f"sw{n}") for n in range(100)})
    order = order_of(records)
    order.expect((SWITCH,))
    for key, record in records.data.items():
        order.learn(key, record)
    before = records.asked
    records.data.update({str(n): Port(f"port{n}", f"sw{100 - n}") for n in range(10)})
    order.apply((), [str(n) for n in range(10)], ())
    assert records.asked == before
    order.sort(SWITCH, False)
    assert records.asked == before + 2 * 10  # for their names, too
    assert [records.data[key].switch for key in order.shown_keys()] == sorted(
        (record.switch for record in records.data.values()), key=natural
    )


changes = st.lists(
    st.tuples(
        st.sampled_from(("set", "set", "del")),
        st.integers(0, 60),
        st.text("ab12", max_size=3),
        st.booleans(),
    ),
    max_size=60,
)


@settings(deadline=None)
@given(
    start=st.dictionaries(st.integers(0, 60).map(str), st.text("ab12", max_size=3), max_size=60),
    batches=st.lists(changes, max_size=5),
    by=st.sampled_from((None, "name", "switch")),
    reverse=st.booleans(),
    filtered=st.booleans(),
)
def test_after_any_changes_the_rows_are_those_of_the_mapping_in_order(
    start: dict[str, str],
    batches: list[list[tuple[str, int, str, bool]]],
    by: str | None,
    reverse: bool,
    filtered: bool,
) -> None:
    records = {key: Port(name) for key, name in start.items()}
    order = order_of(records, by, reverse)
    wanted = (lambda key: records[key].up) if filtered else None
    order.filter(wanted)
    for batch in batches:
        before = list(order.shown_keys())
        old = dict(records)
        for action, number, name, up in batch:
            if action == "set":
                records[str(number)] = Port(name, up=up)
            else:
                records.pop(str(number), None)
        added = records.keys() - old.keys()
        removed = old.keys() - records.keys()
        changed = {key for key in records.keys() & old.keys() if records[key] is not old[key]}
        _, heirs = order.apply(added, changed, removed, before)
        after = list(order.shown_keys())
        assert set(after) == {key for key in records if wanted is None or wanted(key)}
        assert len(after) == len(set(after)) == len(order)
        assert order.total == len(records)
        stayed = [key for key in before if key in after]
        assert [key for key in after if key in before] == stayed  # nobody overtook anybody
        for row, key in enumerate(after):
            assert order.row_of(key) == row
            assert order.key_at(row) == key
        for row, (key, heir) in enumerate(zip(before, heirs, strict=True)):
            later = [k for k in before[row:] if k in after]
            earlier = [k for k in before[:row] if k in after]
            assert heir == (later[0] if later else earlier[-1] if earlier else None), key
    order.sort(next((c for c in COLUMNS if c.key == by), None), reverse)
    if by == "name":
        shown = [natural(records[key].name) for key in order.shown_keys()]
        assert shown == sorted(shown, reverse=reverse)
