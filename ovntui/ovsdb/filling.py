"""The fetching of a large table's rows in slices.

The server sends the updates of all earlier transactions before the result of a select (ovsdb-server
flushes a session's monitors before each reply), so what arrives can be taken in as it comes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final, Generic, TypeVar

import msgspec

from ovntui.ovsdb.session import Session
from ovntui.ovsdb.slices import Numbered
from ovntui.ovsdb.turns import Turns
from ovntui.ovsdb.watch import Condition, Watch
from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)

SLICE: Final = 8
"""Rows asked for in one request, at least. Measured: by eights ports cost a server as much as one dump of
them, by hundreds two to three times that, which it spends looking for memory among what it has just freed."""
ANSWER: Final = 4_000
"""About how many bytes an answer has, where that takes more rows than these."""
_MOST: Final = 32
WINDOW: Final = 32
"""Requests under way at once, so that neither a slow line nor a busy machine makes the server wait. It
takes up one at a time, and others in between."""
LISTED: Final = 2_000
"""About how many uuids are listed in one request, and looked at in one turn of the event loop."""

_ANY: Final = "?"
_BY_UUID: Final = ("_uuid", "==", ("uuid", _ANY))
"""A condition with a place for any uuid: no table or column has such a name (RFC 7047 section 3.1, <id>)."""


class Filling(Generic[RowT]):
    """The fetching of one table's rows over one connection. done is called once all are there; when the
    connection is lost first, never."""

    def __init__(
        self,
        session: Session,
        database: str,
        watch: Watch[RowT],
        columns: Sequence[str],
        turns: Turns,
        done: Callable[[], None],
    ) -> None:
        self._session = session
        self._database = database
        self._watch = watch
        self._turns = turns
        self._done = done
        select = {"op": "select", "table": watch.table, "columns": columns, "where": [_BY_UUID]}
        self._head = _encode(database)
        self._before, self._after = _encode(select).split(_ANY)
        self._referred: Callable[[], Iterable[str]] = tuple
        self._is_listing = False
        self.expected = 0
        """How many rows were listed or referred to; 0 while that is not known."""
        self._named: Iterator[str] = iter(())  # uuids that were not looked at yet
        self._found = True  # whether any was wanted since all were named
        self._queue: deque[str] = deque()
        self._asked: set[str] = set()  # those that were not found yet
        self._under_way = 0
        self._slice = SLICE
        self._answers: list[tuple[list[str], msgspec.Raw]] = []

    def by_uuid(self, referred: Callable[[], Iterable[str]]) -> None:
        """Fetch the rows that these uuids name, all of one moment. Asked again at the end: a row may be
        referred to from elsewhere by then."""
        self._referred = referred
        self.expected = sum(1 for _ in referred())
        self._go_on()

    def listed(self) -> None:
        """Fetch the rows of a list that the server gives."""
        self._is_listing = True

        def take(raw: msgspec.Raw) -> None:
            self._is_listing = False
            self.expected = self._take_list(raw)

        self._list([], take)

    def matching(self, conditions: Sequence[Condition]) -> None:
        """Fetch the rows that match any of the conditions: those that name a uuid without a search."""
        others: list[Condition] = []
        for condition in conditions:
            column, function, value = condition
            if (column, function) == ("_uuid", "=="):
                self._want([value[1]])
            else:
                others.append(condition)
        self._list_matching(others)

    def numbered(self, plan: Numbered) -> None:
        """Fetch the rows of the lists that the server gives for one range of numbers after another."""
        self._is_listing = True
        self._list_range(plan, plan.first, 1)

    def take_in(self) -> None:
        """Take in the answers that have come. They are older than whatever comes now."""
        answers, self._answers = self._answers, []
        if not answers or not self._watch.is_filled_by(self):
            return
        assert self._watch.codec is not None  # it is being filled, so the table is there
        uuids = chain.from_iterable(part for part, _ in answers)
        results = self._watch.codec.read_selected([raw for _, raw in answers])
        # Each select names one row: its result is empty where that is gone.
        came = {uuid: rows[0] for uuid, rows in zip(uuids, results, strict=True) if rows}
        self._asked.difference_update(came)
        self._watch.take_slice(came)

    def _list_matching(self, conditions: Sequence[Condition]) -> None:
        self._is_listing = bool(conditions)
        if conditions:
            condition, *others = conditions

            def take(raw: msgspec.Raw) -> None:
                self._take_list(raw)
                self._list_matching(others)

            self._list([condition], take)
        self._go_on()

    def _list_range(self, plan: Numbered, start: int, span: int) -> None:
        end = start + span
        where: list[Condition] = []
        if start > plan.first:
            where.append((plan.column, ">=", start))
        if end <= plan.last:
            where.append((plan.column, "<", end))

        def take(raw: msgspec.Raw) -> None:
            if end > plan.last:
                self._is_listing = False
                self._take_list(raw)
                return
            self._list_range(plan, end, _next_span(span, self._take_list(raw)))

        self._list(where, take)

    def _take_list(self, raw: msgspec.Raw) -> int:
        uuids = [row.pair[1] for row in _uuids.decode(raw)[0].rows]
        self._want(uuids)
        self._go_on()
        return len(uuids)

    def _want(self, uuids: Iterable[str]) -> None:
        wanted = [u for u in dict.fromkeys(uuids) if u not in self._asked and not self._watch.has_fetched(u)]
        self._found |= bool(wanted)
        self._asked.update(wanted)
        self._queue.extend(wanted)

    def _go_on(self) -> None:
        """Ask for what is still wanted, as far as the window allows; take in what has come meanwhile."""
        if not self._watch.is_filled_by(self):
            return  # the monitor was cancelled, and another filling has begun or will
        self.take_in()
        is_through = self._look()
        self._ask_more()
        if self._queue or self._under_way or self._is_listing:
            return  # what is under way goes on from here
        if not is_through:
            self._turns.soon(self._go_on)
        elif self._found:
            self._found = False
            self._named = chain(self._referred(), tuple(self._watch.passed_over))
            self._turns.soon(self._go_on)
        else:
            self._done()

    def _look(self) -> bool:
        """See which of the next uuids that were named are wanted; True when there are no more."""
        if len(self._queue) >= LISTED:
            return False
        some = list(islice(self._named, LISTED))
        self._want(some)
        return not some

    def _ask_more(self) -> None:
        while self._queue and self._under_way < WINDOW:
            part = list(islice(self._queue, self._slice))
            for _ in part:
                self._queue.popleft()
            self._ask(part)

    def _ask(self, part: list[str]) -> None:
        self._under_way += 1

        def take(raw: msgspec.Raw) -> None:
            self._under_way -= 1
            self._slice = min(_MOST, max(SLICE, ANSWER * len(part) // memoryview(raw).nbytes))
            self._answers.append((part, raw))
            if not self._turns.is_held:
                self._ask_more()
            if len(self._answers) == 1:
                # Later: what comes in one read is taken in together, when the next has been asked for.
                self._turns.soon(self._go_on)

        # The same text for each row but for the uuid: encoding it each time would cost several times that.
        selects = f"{self._after},{self._before}".join(part)
        self._ask_for(f"[{self._head},{self._before}{selects}{self._after}]", take)

    def _list(self, where: Sequence[Condition], take: Callable[[msgspec.Raw], None]) -> None:
        select = {"op": "select", "table": self._watch.table, "columns": ["_uuid"], "where": where}
        self._ask_for(_encode([self._database, select]), take)

    def _ask_for(self, params: str, take: Callable[[msgspec.Raw], None]) -> None:
        def on_result(raw: msgspec.Raw) -> None:
            if self._watch.is_filled_by(self):
                take(raw)

        raw = msgspec.Raw(params)
        self._session.call("transact", raw, on_result, self._session.end, prompt=True)


def _next_span(span: int, found: int) -> int:
    """How wide the next range of numbers is after one that held so many rows. Numbers are given out from the
    lowest on, so that behind an empty range most often comes nothing at all."""
    if found > 2 * LISTED:
        return max(1, span // 2)
    return span * (64 if not found else 8 if found < LISTED // 16 else 2 if found < LISTED // 2 else 1)


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class _Uuid(msgspec.Struct, gc=False, rename={"pair": "_uuid"}):
    pair: tuple[str, str]


class _Result(msgspec.Struct, gc=False):
    rows: list[_Uuid]


_uuids = msgspec.json.Decoder(list[_Result])
