"""The taking in of one large answer, part by part: in one piece it would hold up the event loop."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final, Generic, TypeVar

from ovntui.ovsdb.turns import Turns
from ovntui.ovsdb.watch import Watch
from ovntui.ovsdb.wire import Row

RowT = TypeVar("RowT", bound=Row)

PART: Final = 500
"""Rows taken in between two turns of the event loop."""


class Unpacking(Generic[RowT]):
    """All rows of a watch, given to it part by part. done is called once they are there; when the connection
    is lost first, never."""

    def __init__(
        self, watch: Watch[RowT], rows: Mapping[str, RowT], turns: Turns, done: Callable[[], None]
    ) -> None:
        self._watch = watch
        self.expected = len(rows)
        self._rows = iter(rows.items())
        self._turns = turns
        self._done = done

    def go_on(self) -> None:
        """Take in the next part."""
        if not self._watch.is_filled_by(self):
            return  # the connection is gone, or the monitor was cancelled
        part = dict(islice(self._rows, PART))
        self._watch.take_slice(part)
        if len(part) == PART:
            self._turns.soon(self.go_on)
        else:
            self._done()

    def take_in(self) -> None:
        """Take in all the rest: what comes now is newer."""
        self._watch.take_slice(dict(self._rows))
