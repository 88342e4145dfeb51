"""One operator's watching another's screen, with their consent: who asks whom, and who sees whose."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ovntui.serve.copying import Copy
from ovntui.serve.witness import Witness
from ovntui.watching import Answer, Ask, Asked, End, FromConsole, Told, Watched

if TYPE_CHECKING:
    from ovntui.serve.session import Session

_LEAVE: Final = re.compile(rb"[qQ\x11]|\x1b\[113[;:u]")
"""q, alone or with ctrl, as terminals send it; the last is the Kitty keyboard protocol's."""

_CLEAR: Final = b"\x1b[0m\x1b[2J\x1b[H"


@dataclass(eq=False, slots=True)
class _Watch:
    """Whom somebody watches. missed: the watcher's line was full, so that the copy is no longer whole."""

    watched: "Session"
    copy: Copy = field(default_factory=Copy)
    missed: bool = False


class Watches:
    """A watcher's terminal shows what another's does, and takes one key: the one to leave. Nothing that is
    typed there ever comes to the other's terminal."""

    def __init__(self, sessions: "Callable[[], Iterable[Session]]", witness: Witness) -> None:
        self._sessions = sessions
        self._witness = witness
        self._asks: dict[Session, Session] = {}
        self._watches: dict[Session, _Watch] = {}

    def is_watching(self, session: "Session") -> bool:
        """Whether a session's terminal shows another's screen."""
        return session in self._watches

    def heard(self, session: "Session", message: FromConsole) -> None:
        """What a session's process says."""
        match message:
            case Ask():
                self._ask(session, message.session)
            case Answer():
                self._answer(session, message)
            case End():
                for watcher in self._watchers(session):
                    self._stop(watcher, f"{session.who.name} has ended it")

    def written(self, session: "Session", data: bytes) -> None:
        """A session's process has drawn."""
        for watcher in self._watchers(session):
            watch = self._watches[watcher]
            shown = watch.copy.of(data)
            if watcher.is_behind:
                watch.missed = True
            elif shown:
                watcher.show(shown)

    def typed(self, session: "Session", data: bytes) -> None:
        """A watcher has typed."""
        if _LEAVE.search(data):
            self._stop(session, "")

    def looked(self, session: "Session") -> None:
        """A session's client takes more again, or has another size."""
        watch = self._watches.get(session)
        for watcher in self._watchers(session):
            if _is_smaller(watcher, session):
                self._stop(watcher, _too_small(session))
        if watch is None:
            return
        if _is_smaller(session, watch.watched):
            self._stop(session, _too_small(watch.watched))
        elif watch.missed and not session.is_behind:
            watch.missed = False
            self._tell(watch.watched)

    def gone(self, session: "Session") -> None:
        """A session is over."""
        self._asks = {a: b for a, b in self._asks.items() if session not in (a, b)}
        if session in self._watches:
            self._stop(session, "")
        for watcher in self._watchers(session):
            self._stop(watcher, f"{session.who.name} has left")

    def _watchers(self, session: "Session") -> "list[Session]":
        return [watcher for watcher, watch in self._watches.items() if watch.watched is session]

    def _ask(self, session: "Session", name: str) -> None:
        wanted = next((one for one in self._sessions() if one.name == name and one is not session), None)
        if wanted is None:
            session.tell(Told("They are not here any more."))
        elif reason := self._against(session, wanted):
            session.tell(Told(reason))
        elif session in self._asks:
            session.tell(Told(f"{self._asks[session].who.name} has not answered yet."))
        else:
            self._asks[session] = wanted
            who = session.who
            self._witness.tell("asks to watch", session.operator, session_of=wanted.who.name, other=name)
            wanted.tell(Asked(session.name, who.name, who.role.word, session.source))
            session.tell(Told(f"{wanted.who.name} is asked. While you watch, q leaves."))

    def _against(self, watcher: "Session", watched: "Session") -> str:
        """Why there is no watching."""
        if watched in self._watches:
            return f"{watched.who.name} is watching somebody."
        if self._watchers(watcher):
            return "Somebody is watching you."
        return _too_small(watched) if _is_smaller(watcher, watched) else ""

    def _answer(self, session: "Session", answer: Answer) -> None:
        asking = (one for one, asked in self._asks.items() if asked is session)
        watcher = next((one for one in asking if one.name == answer.session), None)
        if watcher is None:
            session.tell(Told("They have left meanwhile."))
            return
        del self._asks[watcher]
        reason = self._against(watcher, session) if answer.yes else f"{session.who.name} would rather not."
        if reason:
            watcher.tell(Told(reason))
            self._witness.tell("is not watched", session.operator, by=watcher.who.name, other=watcher.name)
            return
        self._witness.tell("watches", watcher.operator, session_of=session.who.name, other=session.name)
        self._witness.tell("is watched", session.operator, by=watcher.who.name, other=watcher.name)
        self._watches[watcher] = _Watch(session)
        watcher.show(_CLEAR)
        self._tell(session)

    def _stop(self, watcher: "Session", sentence: str) -> None:
        watched = self._watches.pop(watcher).watched
        self._witness.tell("watches no longer", watcher.operator, other=watched.name)
        self._witness.tell("is watched no longer", watched.operator, by=watcher.who.name, other=watcher.name)
        watcher.show(_CLEAR)
        watcher.tell(Told(sentence))
        self._tell(watched)

    def _tell(self, watched: "Session") -> None:
        watched.tell(Watched(tuple(one.who.name for one in self._watchers(watched))))


def _is_smaller(watcher: "Session", watched: "Session") -> bool:
    return watcher.size[0] < watched.size[0] or watcher.size[1] < watched.size[1]


def _too_small(watched: "Session") -> str:
    width, height = watched.size
    return f"Your terminal is smaller than theirs, which has {width} columns and {height} lines."
