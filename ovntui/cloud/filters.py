"""The language of the `/` filter.

vm1 ls-int          both words, in any column, upper and lower case alike
switch:int          the word in that column
switch="ls-int"     that column exactly; quotes where there are spaces
/^52:54/            a regular expression, in any column; ^ and $ mean a column's ends
name:/^vm[0-9]+$/   the same in one column
!router             without what follows
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from ovntui.cloud.cells import Column
from ovntui.safetext import SafeText

R = TypeVar("R")
Sift: TypeAlias = Callable[[Sequence[str], Sequence[str]], list[str]]

_COLUMN = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)([:=])")
_ADDRESS = re.compile(r"[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(/\d+)?(?=\s|\Z)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|\Z)')
_REGEX = re.compile(r"/((?:[^/\\\s]|\\.|/(?!\s|\Z)|[^\S\n](?=[^/]*/(?:\s|\Z)))*)/(?=\s|\Z)")
_ESCAPED = re.compile(r"\\(.)")


class FilterError(ValueError):
    """What is wrong with a filter, in one sentence, and at which character (counted from 0)."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position


class Haystacks(Generic[R]):
    """What records show, as one text each to search in, made once and kept until the record changes.

    A screen keeps one for as long as it is there, so that each key typed into a filter costs a search
    and nothing more. look finds a record by its key.
    """

    def __init__(self, columns: Sequence[Column[R]], look: Callable[[str], R | None]) -> None:
        self._columns = columns
        self._lines = {column.key: line for line, column in enumerate(c for c in columns if not c.echo)}
        self._look = look
        self._kept: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        """All columns' texts but for echoes, case folded, a line each. Raises KeyError where there is no
        such record."""
        text = self._kept.get(key)
        if text is None:
            text = self._kept[key] = _shown(self._columns, self._known(key))
        return text

    def texts(self, column: Column[R] | None, keys: Sequence[str]) -> list[str]:
        """The texts of these records, in their order: of one column, or of all (None). Raises KeyError where
        one of them is not there."""
        if column is None:
            try:
                return list(map(self._kept.__getitem__, keys))
            except KeyError:
                return [self[key] for key in keys]
        line = self._lines.get(column.key)
        if line is None:
            return [column.cell(self._known(key)).text.casefold() for key in keys]
        return [text.split("\n", line + 1)[line] for text in self.texts(None, keys)]

    def _known(self, key: str) -> R:
        record = self._look(key)
        if record is None:
            raise KeyError(key)
        return record

    def learn(self, key: str, record: R) -> None:
        """Here is a record: keep its text, so that searching need not ask for every record."""
        if key not in self._kept:
            self._kept[key] = _shown(self._columns, record)

    def forget(self, keys: Iterable[str]) -> None:
        """These records have become others, or are gone."""
        for key in keys:
            self._kept.pop(key, None)


def _shown(columns: Iterable[Column[R]], record: R) -> str:
    return "\n".join([column.cell(record).text for column in columns if not column.echo]).casefold()


class Term(NamedTuple, Generic[R]):
    """One thing that is asked of a record's text, of one column or of all (None). sift is given keys and as
    many texts, and returns the keys whose text it is true of. word is what the text has to hold, "" where
    something else is asked."""

    column: Column[R] | None
    sift: Sift
    word: str = ""


class Search(Generic[R]):
    """A filter of records by their keys, in texts that are kept."""

    def __init__(self, terms: Iterable[Term[R]], haystacks: Haystacks[R]) -> None:
        self._terms = tuple(terms)
        self._haystacks = haystacks

    def narrows(self, other: object) -> bool:
        """Whether it lets through only what another one does, because its words hold that one's, as when a
        letter more was typed."""
        return (
            isinstance(other, Search)
            and self._haystacks is other._haystacks
            and all(
                old.word and any(new.column is old.column and old.word in new.word for new in self._terms)
                for old in other._terms
            )
        )

    def __call__(self, key: str) -> bool:
        """Whether a record matches; False for a key that is not there."""
        try:
            return bool(self._sifted((key,)))
        except KeyError:
            return False

    def among(self, keys: Sequence[str]) -> list[str]:
        """Those that match, in their order. Looking for a word in many texts in one go is several times as
        fast as asking of one after the other."""
        try:
            return self._sifted(keys)
        except KeyError:
            return [key for key in keys if self(key)]

    def _sifted(self, keys: Sequence[str]) -> list[str]:
        for column, sift, _ in self._terms:
            keys = sift(keys, self._haystacks.texts(column, keys))
        return list(keys)


class Filter(Generic[R]):
    """A filter that was understood. An empty one matches everything."""

    def __init__(self, columns: Sequence[Column[R]], terms: Sequence[Term[R]]) -> None:
        self._columns = columns
        self._terms = tuple(terms)

    def __bool__(self) -> bool:
        return bool(self._terms)

    def matches(self, record: R) -> bool:
        """Whether every term holds for a record."""
        return all(
            sift(
                ("",),
                (column.cell(record).text.casefold() if column else _shown(self._columns, record),),
            )
            for column, sift, _ in self._terms
        )

    def select(self, records: Iterable[R]) -> list[R]:
        """The records that match, in their order."""
        return [record for record in records if self.matches(record)]

    def search(self, haystacks: Haystacks[R]) -> Search[R]:
        """The same by records' keys, in texts that are kept."""
        return Search(self._terms, haystacks)


def quote(column: str, value: str) -> str:
    """The term for one column's exact value: quote("switch", "my net") is `switch="my net"`."""
    return f"{column}={word(value)}"


def word(text: str) -> str:
    """A word in quotes, whatever it holds, as it is shown on screen."""
    escaped = SafeText(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def parse(text: str, columns: Sequence[Column[R]]) -> Filter[R]:
    """Understand a filter over these columns. Raises FilterError, whose text is for the operator."""
    by_key = {column.key: column for column in columns}
    terms: list[Term[R]] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        negated = text[at] == "!"
        if negated:
            at += 1
        term, at = _term(text, at, by_key)
        terms.append(Term(term.column, _opposite(term.sift)) if negated else term)
    return Filter(columns, terms)


def _holding(word: str) -> Sift:
    def sift(keys: Sequence[str], texts: Sequence[str]) -> list[str]:
        return [key for key, text in zip(keys, texts, strict=True) if word in text]

    return sift


def _true_of(test: Callable[[str], object]) -> Sift:
    def sift(keys: Sequence[str], texts: Sequence[str]) -> list[str]:
        return [key for key, text in zip(keys, texts, strict=True) if test(text)]

    return sift


def _opposite(sift: Sift) -> Sift:
    def others(keys: Sequence[str], texts: Sequence[str]) -> list[str]:
        found = set(sift(keys, texts))
        return [key for key in keys if key not in found]

    return others


def _term(text: str, at: int, columns: dict[str, Column[R]]) -> tuple[Term[R], int]:
    named = None if _ADDRESS.match(text, at) else _COLUMN.match(text, at)
    operator, column = "", None
    if named is not None:
        key, operator = named[1].lower(), named[2]
        column = columns.get(key)
        if column is None:
            known = ", ".join(columns)
            raise FilterError(
                f'no column is called "{key}": there are {known}; a word with {operator} in it needs quotes',
                at,
            )
        at = named.end()
    if operator != "=" and text.startswith("/", at):
        pattern, at = _regex(text, at)
        return Term(column, _true_of(pattern.search)), at
    value, at = _value(text, at)
    wanted = value.casefold()
    if operator == "=":
        return Term(column, _true_of(wanted.__eq__)), at
    if not wanted:
        raise FilterError("a word is missing here", min(at, len(text)))
    return Term(column, _holding(wanted), wanted), at


def _regex(text: str, at: int) -> tuple[re.Pattern[str], int]:
    found = _REGEX.match(text, at)
    if found is None:
        raise FilterError(
            "the regular expression lacks its closing /; to look for a / itself, use quotes", at
        )
    try:
        return re.compile(found[1], re.IGNORECASE | re.MULTILINE), found.end()
    except re.error as error:
        where = at + 1 + (error.pos or 0)
        raise FilterError(f"no regular expression: {error.msg}", where) from None


def _value(text: str, at: int) -> tuple[str, int]:
    if text.startswith('"', at):
        found = _QUOTED.match(text, at)
        if found is None:
            raise FilterError('the closing " is missing, or something follows it without a space', at)
        return _ESCAPED.sub(r"\1", found[1]), found.end()
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[at:end], end
