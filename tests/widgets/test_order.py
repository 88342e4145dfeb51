"""Sorting, filtering, and keeping one's place, compared with a plain model of the same."""

from collections import UserDict
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ovntui.cloud.filters import FilterError, Haystacks, parse
from ovntui.widgets import merging, sifting
from ovntui.widgets import order as order_module
from ovntui.widgets.merging import Merging
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
    order.note({"a"})
    assert order.place() == (False, [])
    assert list(order.shown_keys()) == ["a", "b", "c"]
    order.sort(NAME, False)
    assert list(order.shown_keys()) == ["b", "c", "a"]


def test_what_was_noted_and_not_placed_yet_is_sorted_and_filtered_as_it_is_now() -> None:
    records = {"a": Port("a"), "b": Port("b"), "c": Port("c")}
    order = order_of(records)
    records["a"] = Port("z")
    order.note({"a"})
    order.sort(NAME, False)
    assert list(order.shown_keys()) == ["b", "c", "a"]

    haystacks = Haystacks(COLUMNS, records.get)
    for text in ("z", "zz"):
        wanted = parse(text, COLUMNS)
        assert wanted is not None
        order.filter(wanted.search(haystacks))
        if text == "z":
            assert list(order.shown_keys()) == ["a"]
            records["b"] = Port("zzz")
            haystacks.forget({"b"})
            order.note({"b"})
    assert list(order.shown_keys()) == ["b"]


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
    order.note({"new", "3"})
    order.place()
    assert records.asked <= 1000 + 2


def test_many_that_come_are_looked_at_and_sorted_some_at_a_time() -> None:
    records = Lazy({str(n): Port(f"port{n}") for n in range(0, 1000, 2)})
    order = order_of(records)
    came = {str(n): Port(f"port{n}") for n in range(1, 1000, 2)}
    records.update(came)
    order.note(came.keys())
    records.asked = 0
    sorted_at_once = []

    class Watched(Merging):
        def __init__(self, rows: Any, coming: Any, places: Any, arrange: Callable[[list[str]], None]) -> None:
            def watched(part: list[str]) -> None:
                sorted_at_once.append(len(part))
                arrange(part)

            super().__init__(rows, coming, places, watched)

    with (
        patch.object(order_module, "LOOKED_AT", 40),
        patch.object(order_module, "Merging", Watched),
        patch.object(merging, "PART", 40),
    ):
        assert not order.prepare_some()
        assert records.asked == 40
        parts = 1
        while not order.place_some():
            parts += 1
            assert records.asked <= 40 * parts
    assert records.asked == 500
    assert max(sorted_at_once) == 40
    assert parts >= 500 / 40 + 500 / 40 + 1000 / 40
    order.place()
    assert list(order.shown_keys()) == [str(n) for n in range(1000)]


def test_what_was_learned_of_a_row_is_let_go_when_it_changes() -> None:
    records = Lazy({str(n): Port(f"port{n}", f"sw{n}") for n in range(100)})
    order = order_of(records)
    order.expect((SWITCH,))
    for key, record in records.data.items():
        order.learn(key, record)
    before = records.asked
    records.data.update({str(n): Port(f"port{n}", f"sw{100 - n}") for n in range(10)})
    order.note({str(n) for n in range(10)})
    order.place()
    assert records.asked == before
    order.sort(SWITCH, False)
    assert records.asked == before + 2 * 10  # for their names, too
    assert [records.data[key].switch for key in order.shown_keys()] == sorted(
        (record.switch for record in records.data.values()), key=natural
    )


def test_what_is_not_placed_by_is_let_go_afterwards_some_at_a_time() -> None:
    records = Lazy({str(n): Port(f"port{n}", f"sw{n}") for n in range(100)})
    order = order_of(records)
    order.expect((SWITCH,))
    for key, record in records.data.items():
        order.learn(key, record)
    records.data.update({str(n): Port(f"port{n}", f"sw{100 - n}") for n in range(25)})
    with patch.object(order_module, "LOOKED_AT", 10):
        order.note({str(n) for n in range(25)})
        while not order.place_some():
            pass
        order.place()
        assert [order.tidy_some() for _ in range(3)] == [False, False, True]
        assert order.row_of("3") == 3, "placed by its name"
        order.note({"30"})
        order.place()
        order.learn("30", Port("port30", "sw999"))
    order.sort(SWITCH, False)
    rows = list(order.shown_keys())
    assert rows[-1] == "30", "learned anew"
    switches = [records.data[key].switch for key in rows[:-1]]
    assert switches == sorted(switches, key=natural)


def check_heirs(before: list[str], after: list[str], heirs: list[str | None]) -> None:
    for row, (key, heir) in enumerate(zip(before, heirs, strict=True)):
        later = [k for k in before[row:] if k in after]
        earlier = [k for k in before[:row] if k in after]
        assert heir == (later[0] if later else earlier[-1] if earlier else None), key


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
        order.note({key for key in records.keys() | old.keys() if records.get(key) is not old.get(key)})
        _, heirs = order.place(before)
        after = list(order.shown_keys())
        assert set(after) == {key for key in records if wanted is None or wanted(key)}
        assert len(after) == len(set(after)) == len(order)
        assert order.total == len(records)
        stayed = [key for key in before if key in after]
        assert [key for key in after if key in before] == stayed  # nobody overtook anybody
        for row, key in enumerate(after):
            assert order.row_of(key) == row
            assert order.key_at(row) == key
        check_heirs(before, after, heirs)
    order.sort(next((c for c in COLUMNS if c.key == by), None), reverse)
    if by == "name":
        shown = [natural(records[key].name) for key in order.shown_keys()]
        assert shown == sorted(shown, reverse=reverse)


@settings(deadline=None)
@given(
    names=st.lists(st.text("ab12", max_size=2), min_size=60, max_size=60),
    doings=st.lists(
        st.one_of(
            st.sets(st.integers(0, 59), max_size=30),  # which come or go
            st.sampled_from(("some", "some", "some", "place", "name", "switch", "filter", "all")),
        ),
        max_size=30,
    ),
)
def test_rows_placed_part_by_part_stand_as_if_all_were_sorted_at_once(
    names: list[str], doings: list[set[int] | str]
) -> None:
    records: dict[str, Port] = {}
    order = order_of(records)
    by, wanted = "name", None
    with (
        patch.object(order_module, "_FEW", 2),
        patch.object(order_module, "LOOKED_AT", 4),
        patch.object(merging, "PART", 3),
    ):
        for doing in doings:
            if isinstance(doing, set):
                for key in map(str, doing):
                    if records.pop(key, None) is None:
                        records[key] = Port(names[int(key)], f"sw{int(key) % 4}", up=int(key) % 3 > 0)
                order.note({str(number) for number in doing})
            elif doing == "some":
                order.place_some()
            elif doing == "place":
                before = list(order.shown_keys())
                _, heirs = order.place(before)
                check_heirs(before, list(order.shown_keys()), heirs)
            elif doing in ("filter", "all"):
                wanted = (lambda key: key in records and records[key].up) if doing == "filter" else None
                order.filter(wanted)
            else:
                by = doing
                order.sort(NAME if by == "name" else SWITCH, False)
        while not order.place_some():
            pass
        order.place()  # what was being placed, and then what was noted meanwhile
        order.place()
    assert order.place() == (False, [])
    anew = order_of(records, by)
    anew.filter(wanted)
    assert list(order.shown_keys()) == list(anew.shown_keys())
    assert order.total == len(records)


@settings(deadline=None)
@given(
    names=st.lists(st.text("ab1", max_size=3), max_size=40),
    reverse=st.booleans(),
    doings=st.lists(
        st.sampled_from((*"ab1", "less", "change", "new", "gone", "search", "place")), max_size=20
    ),
    cursor=st.integers(0, 39),
)
def test_what_is_searched_part_by_part_is_in_the_end_what_is_let_through(
    names: list[str], reverse: bool, doings: list[str], cursor: int
) -> None:
    records = {str(number): Port(name) for number, name in enumerate(names)}
    order = order_of(records, reverse=reverse)
    haystacks, text, search, held = Haystacks(COLUMNS, records.get), "", None, order.key_at(cursor)
    with patch.object(sifting, "PART", 4), patch.object(order_module, "PART", 4):
        for number, doing in enumerate(doings):
            if doing in ("change", "new", "gone"):
                key = f"new{number}" if doing == "new" else str(number)
                if doing == "gone":
                    records.pop(key, None)
                else:
                    records[key] = Port("ab1"[number % 3 :])
                haystacks.forget([key])
                order.note({key})
            elif doing == "search":
                order.search(-1.0)
            elif doing == "place":
                moved = order.is_searching
                assert order.place()[0] >= moved, "what place() has found is to be shown"
                assert not order.is_searching
            else:
                text = text[:-1] if doing == "less" else text + doing
                search = parse(text, COLUMNS).search(haystacks) if text else None
                heirs = order.filter(search, [held], -1.0)
                if held in records and (search is None or search(held)) and held not in order._coming:
                    assert heirs == [held], "who matches keeps the cursor"
            part = list(order.shown_keys())
            assert [order.row_of(key) for key in part] == list(range(len(part)))
        order.place()
        while not order.search(-1.0):
            pass
    assert set(order.shown_keys()) == {key for key in records if search is None or search(key)}
    assert len(set(order.shown_keys())) == len(order)


def test_what_is_found_so_far_is_not_all_that_a_longer_word_is_in() -> None:
    records = {str(number): Port(f"port{number}") for number in range(1000)}
    order, haystacks = order_of(records), Haystacks(COLUMNS, records.get)
    order.filter(parse("9", COLUMNS).search(haystacks), seconds=-1.0)
    order.filter(parse("99", COLUMNS).search(haystacks), seconds=-1.0)
    assert order.is_searching
    while not order.search(-1.0):
        pass
    assert [key for key in order.shown_keys() if "99" not in key] == []
    assert len(order) == 19
    order.filter(parse("999", COLUMNS).search(haystacks), seconds=-1.0)
    assert list(order.shown_keys()) == ["999"], (
        "of a word that was found everywhere only its rows are searched"
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_a_row_far_from_all_others_that_are_left_finds_its_heir_at_once(reverse: bool) -> None:
    records = {str(number): Port(f"port{number}") for number in range(5000)}
    order = order_of(records, reverse=reverse)
    first, heir = order.key_at(0), order.key_at(4999)
    with patch.object(order, "_place", wraps=order._place) as place:
        assert order.filter(lambda key: key == heir, [first, None, heir]) == [heir, None, heir]
    assert place.call_count < 100


@settings(deadline=None)
@given(
    names=st.lists(st.text("ab1", max_size=3), max_size=40),
    typed=st.lists(st.sampled_from((*"ab1", " ", " !", " name:", "less", "change", "note")), max_size=20),
)
def test_a_filter_typed_letter_by_letter_shows_what_all_of_it_lets_through(
    names: list[str], typed: list[str]
) -> None:
    records = {str(number): Port(name) for number, name in enumerate(names)}
    order, haystacks, text = order_of(records), Haystacks(COLUMNS, records.get), ""
    for number, key in enumerate(typed):
        if key in ("change", "note"):
            changed = str(number)
            records[changed] = Port("ab1"[number % 3 :])
            haystacks.forget([changed])
            order.note({changed})
            if key == "change":
                order.place()
        else:
            text = text[:-1] if key == "less" else text + key
        try:
            wanted = parse(text, COLUMNS)
        except FilterError:
            continue
        search = wanted.search(haystacks) if wanted else None
        before = list(order.shown_keys())
        heirs = order.filter(search, before)
        check_heirs(before, list(order.shown_keys()), heirs)
        order.place()
        assert set(order.shown_keys()) == {one for one in records if search is None or search(one)}, text
