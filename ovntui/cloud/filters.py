"""The language of the `/` filter.

vm1 ls-int          both words, in any column, upper and lower case alike
switch:int          the word in that column
switch="ls-int"     that column exactly; quotes where there are spaces
/^52:54/            a regular expression, in any column; ^ and $ mean a column's ends
name:/^vm[0-9]+$/   the same in one column
!router             without what follows
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from ovntui.cloud.cells import Column
from ovntui.safetext import SafeText

R = TypeVar("R")

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
    """What a record shows, as one text to search in, made once and kept while the record is the same.

    A screen keeps one for as long as it filters, so that each key typed costs a search and nothing more.
    key names a record: of each name the last record's text is kept.
    """

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], Hashable]) -> None:
        self._text = _shown(columns)
        self._key = key
        self._kept: dict[Hashable, tuple[R, str]] = {}

    def __call__(self, record: R) -> str:
        """All columns' texts but for echoes, case folded, a line each."""
        key = self._key(record)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is record:
            return kept[1]
        text = self._text(record)
        self._kept[key] = (record, text)
        return text


def _shown(columns: Sequence[Column[R]]) -> Callable[[R], str]:
    cells = tuple(column.cell for column in columns if not column.echo)

    def text(record: R) -> str:
        return "\n".join([text for cell in cells if (text := cell(record).text)]).casefold()

    return text


class Filter(Generic[R]):
    """A filter that was understood. An empty one matches everything."""

    def __init__(self, text: str, terms: Sequence[Callable[[R], bool]]) -> None:
        self.text = text
        self._terms = tuple(terms)
        self.matches: Callable[[R], bool] = self._terms[0] if len(self._terms) == 1 else self._all
        """Whether every term holds for a record."""

    def __bool__(self) -> bool:
        return bool(self._terms)

    def _all(self, record: R) -> bool:
        return all(term(record) for term in self._terms)

    def select(self, records: Iterable[R]) -> list[R]:
        """The records that match, in their order; faster than asking for each."""
        found = list(records)
        for term in self._terms:
            found = [record for record in found if term(record)]
        return found


def quote(column: str, value: str) -> str:
    """The term for one column's exact value: quote("switch", "my net") is `switch="my net"`."""
    return f"{column}={word(value)}"


def word(text: str) -> str:
    """A word in quotes, whatever it holds, as it is shown on screen."""
    escaped = SafeText(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def parse(text: str, columns: Sequence[Column[R]], haystacks: Haystacks[R] | None = None) -> Filter[R]:
    """Understand a filter over these columns. haystacks, if given, are of the same columns. Raises
    FilterError, whose text is for the operator."""
    anywhere = haystacks or _shown(columns)
    by_key = {column.key: column for column in columns}
    terms: list[Callable[[R], bool]] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        negated = text[at] == "!"
        if negated:
            at += 1
        term, at = _term(text, at, by_key, anywhere)
        terms.append(_opposite(term) if negated else term)
    return Filter(text, terms)


def _opposite(term: Callable[[R], bool]) -> Callable[[R], bool]:
    return lambda record: not term(record)


def _term(
    text: str, at: int, columns: dict[str, Column[R]], anywhere: Callable[[R], str]
) -> tuple[Callable[[R], bool], int]:
    named = None if _ADDRESS.match(text, at) else _COLUMN.match(text, at)
    if named is None:
        operator, search = "", anywhere
    else:
        key, operator = named[1].lower(), named[2]
        column = columns.get(key)
        if column is None:
            known = ", ".join(columns)
            raise FilterError(
                f'no column is called "{key}": there are {known}; a word with {operator} in it needs quotes',
                at,
            )
        at = named.end()
        search = _in_column(column)
    if operator != "=" and text.startswith("/", at):
        pattern, at = _regex(text, at)
        find = pattern.search
        return lambda record: find(search(record)) is not None, at
    value, at = _value(text, at)
    wanted = value.casefold()
    if operator == "=":
        return lambda record: search(record) == wanted, at
    if not wanted:
        raise FilterError("a word is missing here", min(at, len(text)))
    return lambda record: wanted in search(record), at


def _in_column(column: Column[R]) -> Callable[[R], str]:
    cell = column.cell
    return lambda record: cell(record).text.casefold()


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
