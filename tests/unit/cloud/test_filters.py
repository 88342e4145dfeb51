"""The filter language, on records that are two words."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.cloud.cells import Cell, Column
from ovntui.cloud.filters import FilterError, Haystacks, parse, quote
from ovntui.safetext import SafeText


class Thing(NamedTuple):
    name: str
    place: str


COLUMNS: tuple[Column[Thing], ...] = (
    Column("name", "NAME", lambda thing: Cell(SafeText(thing.name))),
    Column("place", "PLACE", lambda thing: Cell(SafeText(thing.place))),
)
THINGS = (
    Thing("vm1", "ls-int"),
    Thing("VM2", "ls-int"),
    Thing("vm10", "ls ext"),
    Thing("52:54:00:c4:a1:03 fe80::1/64", "/srv"),
    Thing('say "hi" \\o/', "x=y"),
)


def found(text: str) -> list[int]:
    return [number for number, thing in enumerate(THINGS) if parse(text, COLUMNS).matches(thing)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("   ", [0, 1, 2, 3, 4]),
        ("vm", [0, 1, 2]),
        ("VM2", [1]),
        ("vm ls-int", [0, 1]),
        ("vm !ls-int", [2]),
        ("!vm", [3, 4]),
        ("name:vm1", [0, 2]),
        ("NAME:vm1", [0, 2]),
        ("place:vm1", []),
        ("name=vm1", [0]),
        ("name=vm", []),
        ('place="ls ext"', [2]),
        ('"ls ext"', [2]),
        ("!name:vm place:srv", [3]),
        ("52:54:00", [3]),
        ("fe80::1", [3]),
        ("fe80::1/64", [3]),
        ("/^vm1$/", [0]),
        ("/VM[0-9]$/", [0, 1]),
        ("!/[0-9]$/", [4]),
        ("name:/^vm/", [0, 1, 2]),
        ("/ls ext/", [2]),
        ("/0+:c4/ srv", [3]),
        (r"/\/srv/", [3]),
        ('"/srv"', [3]),
        (r'"say \"hi\" \\o/"', [4]),
        ('place="x=y"', [4]),
        ('"x=y"', [4]),
        ("name=", []),
        ("!place=/srv", [0, 1, 2, 4]),
    ],
)
def test_what_a_filter_finds(text: str, numbers: list[int]) -> None:
    assert found(text) == numbers
    assert parse(text, COLUMNS).select(THINGS) == [THINGS[number] for number in numbers]


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("vm colour:red", 3, 'no column is called "colour": there are name, place'),
        ("x=y", 0, "needs quotes"),
        ("vm /[/", 4, "no regular expression: unterminated character set"),
        ("/vm", 0, "lacks its closing /"),
        ('name:"vm', 5, 'closing "'),
        ("vm !", 4, "a word is missing"),
        ("name:", 5, "a word is missing"),
    ],
)
def test_what_is_wrong_is_said_and_where(text: str, position: int, words: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text, COLUMNS)
    assert words in str(caught.value)
    assert caught.value.position == position


@given(st.text(), st.text())
def test_a_quoted_name_finds_exactly_what_shows_it(name: str, other: str) -> None:
    wanted = parse(quote("name", name), COLUMNS)
    assert wanted.matches(Thing(name, other))
    assert wanted.matches(Thing(other, name)) == (SafeText(other).casefold() == SafeText(name).casefold())


@given(st.text(alphabet='nameplc:=!"/\\ v[(*1'))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        wanted = parse(text, COLUMNS)
    except FilterError as error:
        assert 0 <= error.position <= len(text)
        assert str(error)
    else:
        assert wanted.select(THINGS) == [thing for thing in THINGS if wanted.matches(thing)]


def test_a_haystack_is_made_once_for_a_record() -> None:
    made = []

    def cell(thing: Thing) -> Cell:
        made.append(thing)
        return Cell(SafeText(thing.name))

    columns: tuple[Column[Thing], ...] = (Column("name", "NAME", cell),)
    things = {"k": THINGS[0]}
    haystacks = Haystacks(columns, things.get)
    for text in ("v", "vm", "name:vm1"):
        assert parse(text, columns).search(haystacks)("k")
    assert made == [THINGS[0]]
    things["k"] = Thing("vm2", "")
    haystacks.forget(["k"])
    assert parse("vm2", columns).search(haystacks)("k")
    assert not parse("vm1", columns).search(haystacks)("k")
    assert len(made) == 2, "what has become another is read anew"
    haystacks.learn("k", things["k"])
    assert len(made) == 2
    assert not parse("!vm1", columns).search(haystacks)("gone")


@given(st.text(alphabet='nameplc:=!"/\\ v[(*1 '))
def test_a_search_by_keys_finds_what_matches(text: str) -> None:
    try:
        wanted = parse(text, COLUMNS)
    except FilterError:
        return
    if wanted:
        things = {str(number): thing for number, thing in enumerate(THINGS)}
        search = wanted.search(Haystacks(COLUMNS, things.get))
        assert [search(key) for key in things] == [wanted.matches(thing) for thing in THINGS]
        found = [key for key in things if search(key)]
        assert search.among(tuple(things)) == found
        assert search.among(("gone", *things)) == found


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("v", "vm", True),
        ("vm ls", "vm1 ls-int", True),
        ("ls", "vm ls", True),
        ("name:v", "name:vm", True),
        ("vm", "v", False),
        ("name:v", "vm", False),
        ("!v", "!vm", False),
        ("name=vm", "name=vm1", False),
        ("/v/", "/vm/", False),
        ("vm !ls", "vm1 !ls", False),
        ("vm", "!vm", False),
    ],
)
def test_a_letter_more_narrows_what_words_have_found(before: str, after: str, expected: bool) -> None:
    things = dict(zip("abcde", THINGS, strict=True))
    haystacks, others = Haystacks(COLUMNS, things.get), Haystacks(COLUMNS, things.get)
    first, second = (parse(text, COLUMNS).search(haystacks) for text in (before, after))
    assert second.narrows(first) is expected
    assert not second.narrows(None)
    assert not second.narrows(parse(before, COLUMNS).search(others))


@given(texts=st.tuples(*[st.lists(st.sampled_from(("v", "vm", "1", "name:v", "!ls", "ls")), max_size=3)] * 2))
def test_what_narrows_finds_nothing_new(texts: tuple[list[str], list[str]]) -> None:
    things = dict(zip("abcde", THINGS, strict=True))
    haystacks = Haystacks(COLUMNS, things.get)
    first, second = (parse(" ".join(text), COLUMNS).search(haystacks) for text in texts)
    if second.narrows(first):
        assert second.among(first.among(tuple(things))) == second.among(tuple(things))
