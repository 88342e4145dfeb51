"""What every page of the console has: the status line, the pages, the keys, and a share in what changes."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer, TimerCallback
from textual.widget import Widget

from ovntui.cloud.cells import Door, Kind, Listing, Mood
from ovntui.cloud.delta import Delta
from ovntui.deployment import Connection, Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.ages import age_text
from ovntui.widgets.context import here
from ovntui.widgets.frames import Frames
from ovntui.widgets.key_line import KeyLine
from ovntui.widgets.lines import LineView
from ovntui.widgets.nav_bar import NavBar
from ovntui.widgets.pieces import PieceCompositor
from ovntui.widgets.status_line import LinkState, Status, StatusLine
from ovntui.widgets.walled_app import WalledApp

STALE_AFTER: Final = 5.0
"""Seconds without a sign of life after which what is shown is no longer called fresh. Servers are asked
for one every two seconds."""

WIDE: Final = 110
"""Cells from which on a page is wide: its details stand beside its table."""

STATUS_EVERY: Final = 1.0
"""Seconds between two looks at the connections' ages."""


class Subject(NamedTuple):
    """Records of one kind by the names that tell them apart, or by uuid where a name does not. Bare rows
    (kind "row") are of one table of one database, named by its connection's key."""

    kind: Kind
    names: tuple[str, ...]
    database: str = ""
    table: str = ""


class ConsoleScreen(Screen[None]):
    """A page over a live deployment.

    While another page is on top this one does nothing: what changed is gathered and taken in when it
    comes back. MODE is the page's mode. What has changed is marked for mark_seconds, where a page marks it.
    """

    MODE: ClassVar[str] = ""
    CHANGES: ClassVar[tuple[str, ...]] = ("add",)
    """What can be asked for here: to add, to edit, to remove."""
    IS_FORM: ClassVar[bool] = False
    """Whether it lies over a page, to change something."""
    TAKES_KEYS: ClassVar[bool] = False
    """Whether every key is for what it shows."""

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self.deployment = deployment
        self._mark_seconds = mark_seconds
        self._pending = Delta()
        self._told: tuple[object, ...] = ()  # the states of the connections in the status line
        self._unlisten: Callable[[], None] | None = None
        self._is_new = True
        self._ticking: list[Timer] = []
        self._is_stale = False
        self._frames = Frames(self, self._paint)
        super().__init__()
        self._compositor = PieceCompositor()

    def _paint(self) -> None:
        self._on_timer_update()
        self.deployment.turns.release()

    def paint_now(self, *widgets: Widget) -> None:
        """Paint what has changed of these widgets. They would tell it the screen by messages, when they have
        nothing else to do, and the screen would call itself: some five turns of the event loop."""
        changed = [widget for widget in widgets if widget._repaint_required and widget.display]
        if changed and self in self._compositor:
            for widget in changed:
                widget._repaint_required = False
            self._dirty_widgets.update(changed)
            with self._context():
                self._frames.now()

    @property
    def _update_timer(self) -> Frames:  # type: ignore[override]  # Textual only has it go on and rest
        return self._frames

    def compose(self) -> ComposeResult:
        # Textual finds the breakpoint when all is there, and would style all of it once more.
        wide = self.app.size.width >= WIDE
        self.set_class(wide, "-wide", update=False)
        self.set_class(not wide, "-narrow", update=False)
        yield StatusLine()
        yield NavBar(self.mode)
        yield from self.compose_page()
        yield KeyLine()

    @property
    def mode(self) -> str:
        """The page's mode; of what lies over a page, that page's."""
        return self.MODE

    def compose_page(self) -> ComposeResult:
        """What the page itself shows, between its keys and the lines above."""
        yield from ()

    def take(self, delta: Delta) -> None:
        """The cloud has changed so."""

    def visit(self, target: Door | Listing | None) -> bool:
        """Show a record or a narrowed table; None just shows the page. False: it is not there."""
        return target is None

    def place(self) -> Door | Listing | None:
        """Where the operator is on this page, for coming back to it."""
        return None

    @property
    def is_settled(self) -> bool:
        """Whether all that the page asked for has come."""
        return self.deployment.is_loaded

    def subjects(self) -> Sequence[Subject]:
        """What a change asked for here would be done to: the selected records or the one under the cursor,
        then what these belong to."""
        return ()

    @property
    def would_lose(self) -> bool:
        """Whether something typed would be lost by leaving."""
        return False

    def step_back(self) -> bool:
        """Whether the page had a way back of its own, and took it."""
        return False

    def on_mount(self) -> None:
        """From now on the page is told of changes."""
        self._unlisten = self.deployment.intake.listen(here(self._listen))
        self.on_top(STATUS_EVERY, self._tell_status)
        self._tell_status()

    def on_top(self, seconds: float, tick: TimerCallback) -> Timer:
        """Call something every so many seconds while the page is on top. A clock that ticks beneath other
        pages costs as much as one that is looked at."""
        timer = self.set_interval(seconds, tick, pause=not self.is_current)
        self._ticking.append(timer)
        return timer

    def on_unmount(self) -> None:
        """The page is gone."""
        if self._unlisten is not None:
            self._unlisten()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """On top again: take in what happened meanwhile."""
        for timer in self._ticking:
            timer.resume()
        if self._is_new:
            self._is_new = event.refresh_styles = False  # it has just been styled
        self._catch_up()
        self._tell_status()

    def on_screen_suspend(self) -> None:
        """Something else is on top."""
        for timer in self._ticking:
            timer.pause()

    def _listen(self, delta: Delta) -> None:
        self._pending.update(delta)
        if self.is_current:
            self._catch_up()

    def _catch_up(self) -> None:
        delta, self._pending = self._pending, Delta()
        self.take(delta)
        if self._states() != self._told:  # ages are told by the clock, not at each change
            self._tell_status()

    def _states(self) -> tuple[object, ...]:
        connections = self.deployment.connections.values()
        return tuple(
            (one.database.link.state, one.database.link.cut_off, one.is_loaded) for one in connections
        )

    def _tell_status(self) -> None:
        if self.is_current:
            self.tell_status()

    def tell_status(self) -> None:
        """Have the status line say how things are now."""
        deployment, self._told = self.deployment, self._states()
        links = tuple(_links(deployment))
        name = deployment.settings.name or _where(deployment)
        note = self.app.note if isinstance(self.app, WalledApp) else ""
        self.query_one(StatusLine).show(Status(SafeText(name), links, _role(deployment), note))
        stale = any(
            _is_stale(connection, deployment.age(connection.key))
            for connection in deployment.connections.values()
            if not connection.is_host
        )
        if stale or self._is_stale:
            self._is_stale = stale
            for view in self.query(LineView):
                if not isinstance(view, StatusLine | NavBar | KeyLine):
                    view.stale = stale


def _role(deployment: Deployment) -> str:
    """What may be done here: by role for whoever came in over SSH."""
    settings = deployment.settings
    if settings.operator is not None:
        return settings.operator.role.word
    return "read-only" if settings.read_only else "may write"


def _where(deployment: Deployment) -> str:
    """A cloud that nobody named is called by where its northbound is."""
    remotes = deployment.settings.northbound or deployment.settings.southbound
    return str(remotes[0]) if remotes else ""


def _is_stale(connection: Connection, age: float | None) -> bool:
    link = connection.database.link
    return connection.is_loaded and (link.state == "lost" or (age is not None and age > STALE_AFTER))


def _links(deployment: Deployment) -> Iterator[LinkState]:
    hosts = []
    for connection in deployment.connections.values():
        if connection.is_host:
            hosts.append(connection.database.link.state in ("live", "loading"))
        else:
            yield _link(connection, deployment.age(connection.key))
    if hosts:
        up = sum(hosts)
        mood = Mood.GOOD if up == len(hosts) else Mood.PARTLY if up else Mood.BAD
        yield LinkState("hosts", mood, text=f"{up}/{len(hosts)}")


def _link(connection: Connection, age: float | None) -> LinkState:
    link, label = connection.database.link, connection.label
    if link.state == "connecting":
        return LinkState(label, Mood.BAD, "✗", "not connected")
    if link.state == "lost":
        return LinkState(label, Mood.BAD, "✗", f"lost {age_text(age)} ago")
    if age is not None and age > STALE_AFTER:
        return LinkState(label, Mood.WARNING, "▲", f"silent {age_text(age)}")
    if link.cut_off:
        return LinkState(label, Mood.WARNING, "▲", "cut off from its cluster")
    if not connection.is_loaded:
        return LinkState(label, Mood.PARTLY, "◐", "loading")
    return LinkState(label, Mood.GOOD, "●", age_text(age))
