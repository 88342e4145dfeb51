"""Overview: what an operator wants to know first, on one page, each name a door."""

import time
from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from ovntui.cloud.cells import Cell, Door, Kind, Listing, Mood
from ovntui.cloud.delta import Delta
from ovntui.cloud.events import Event
from ovntui.cloud.overview import ControlPlane, Overview, overview
from ovntui.cloud.records import Gateway, Named
from ovntui.deployment import Deployment
from ovntui.safetext import SafeText
from ovntui.widgets.console_screen import ConsoleScreen
from ovntui.widgets.panel import Line, Panel, Part

GATEWAYS_SHOWN: Final = 200
EVENTS_SHOWN: Final = 100


class OverviewScreen(ConsoleScreen):
    """Five panels: the control plane, the cloud in numbers, gateways, what wants attention, and what
    has just happened."""

    AUTO_FOCUS = "#cloud"
    MODE: ClassVar[str] = "overview"
    DEFAULT_CSS = """
    OverviewScreen {
        & #panels { height: 1fr; overflow-y: auto; scrollbar-size-vertical: 1; }
        & #middle { height: auto; }
        & #cloud { width: 2fr; min-width: 34; height: auto; }
        & #right { width: 3fr; height: auto; }
        & #gateways { max-height: 30vh; }
        & #attention { max-height: 40vh; }
        & #events { height: 1fr; min-height: 4; }
    }
    """

    def compose_page(self) -> ComposeResult:
        with Vertical(id="panels"):
            yield Panel("Control plane", id="control")
            with Horizontal(id="middle"):
                yield Panel("Cloud", id="cloud")
                with Vertical(id="right"):
                    yield Panel("Gateways", id="gateways")
                    yield Panel("Wants attention", id="attention")
            yield Panel("Just now", id="events")

    def __init__(self, deployment: Deployment, *, mark_seconds: float = 2.0) -> None:
        self._kept_gateways: dict[str, tuple[object, Line]] = {}
        """The lines of gateways, and what each was made of."""
        self._event_lines: dict[Event, Line] = {}
        super().__init__(deployment, mark_seconds=mark_seconds)

    def on_mount(self) -> None:
        self._draw()

    def take(self, delta: Delta) -> None:
        """Everything here is counted by the cloud as it changes, so drawing anew costs no search."""
        self._draw()

    def _draw(self) -> None:
        now = overview(self.deployment.cloud)
        known = self.deployment.connections
        panels: dict[str, list[Line]] = {
            "control": list(_control(now.control)),
            "cloud": list(_cloud(now, self.deployment.count, south="sb" in known)),
            "gateways": list(self._gateway_lines(now)),
            "attention": [*self._losses(), *_attention(now)] or [_said("● nothing", Mood.GOOD)],
            "events": list(self._events()),
        }
        for name, lines in panels.items():
            self.query_one(f"#{name}", Panel).show(lines)

    def _losses(self) -> Iterator[Line]:
        """Databases that are not connected, and why."""
        for connection in self.deployment.connections.values():
            link = connection.database.link
            if link.error and link.state in ("connecting", "lost"):
                yield _said(f"✗ {connection.label}: {link.error}", Mood.BAD)

    def _gateway_lines(self, now: Overview) -> Iterator[Line]:
        """Each gateway with its chassis by priority, the one that holds it marked. A large cloud has hundreds
        of them, and a change is about few."""
        south = self.deployment.cloud.sb_cfg is not None
        before, self._kept_gateways = self._kept_gateways, {}
        for router, gateway in now.gateways[:GATEWAYS_SHOWN]:
            key, made_of = gateway.port.key, (router, gateway, south)
            kept = before.get(key)
            if kept is None or kept[0] != made_of:
                kept = made_of, _gateway(router, gateway, south=south)
            self._kept_gateways[key] = kept
            yield kept[1]
        if (more := len(now.gateways) - GATEWAYS_SHOWN) > 0:
            yield (Part(Cell(SafeText(f"… and {more:,} more"), Mood.DIM), Listing("router", "")),)
        if not now.gateways:
            yield _said("no router has a gateway")

    def _events(self) -> Iterator[Line]:
        events = list(self.deployment.intake.events)[: -EVENTS_SHOWN - 1 : -1]
        before = self._event_lines
        self._event_lines = {event: before.get(event) or _event(event) for event in events}
        for event in events:
            yield self._event_lines[event]
        if not events:
            yield _said("nothing has changed since this console was opened")


def _event(event: Event) -> Line:
    at = time.strftime("%H:%M:%S", time.localtime(event.time))
    return Part(Cell(SafeText(at), Mood.DIM)), Part(Cell(event.text), event.door, grow=True)


def _attention(now: Overview) -> Iterator[Line]:
    for one in now.attention:
        yield (Part(Cell(one.text, one.mood), one.door, grow=True),)


def _said(text: str, mood: Mood = Mood.DIM) -> Line:
    return (Part(Cell(SafeText(text), mood), grow=True),)


def _control(control: ControlPlane) -> Iterator[Line]:
    """The way of a change from the northbound database to the chassis, and how far it has come."""
    if control.nb_cfg is None:
        yield _said("the northbound database has not told of any configuration")
        return
    line = [Part(Cell(SafeText(f"NB {control.nb_cfg}")))]
    translated = control.sb_cfg == control.nb_cfg
    line += [Part(Cell(SafeText("──▶ northd ──▶"), Mood.DIM))]
    line += [Part(Cell(SafeText(f"SB {control.sb_cfg}"), Mood.GOOD if translated else Mood.WARNING))]
    line += [Part(Cell(SafeText("──▶"), Mood.DIM))]
    mood = Mood.GOOD if control.in_sync == control.chassis else Mood.WARNING
    told = f"chassis {control.in_sync}/{control.chassis} at {control.nb_cfg}"
    line += [Part(Cell(SafeText(told), mood), Listing("chassis", "sync=behind" if control.behind else ""))]
    yield (*line, Part(_verdict(control, translated), grow=True, right=True))


def _verdict(control: ControlPlane, translated: bool) -> Cell:
    if not translated:
        return Cell(SafeText("▲ northd has not translated the last change"), Mood.WARNING)
    if control.behind:
        return Cell(SafeText("◐ on its way"), Mood.PARTLY)
    took = f", {control.in_force_ms:,} ms" if control.in_force_ms is not None else ""
    return Cell(SafeText(f"● in force{took}"), Mood.GOOD)


def _cloud(now: Overview, count: Callable[[Kind], int], *, south: bool) -> Iterator[Line]:
    """What there is, in numbers; each number leads to the page that lists it. Counted are those too of which
    so far only is known that there are so many."""
    ports, in_sync = now.ports, now.control.in_sync
    behind = now.control.chassis - in_sync
    yield _count(
        "chassis",
        count("chassis"),
        Listing("chassis", ""),
        ("●", in_sync, Mood.GOOD),
        ("▲", behind, Mood.WARNING),
    )
    if not south:
        yield _said("southbound is not connected")
    yield _count("switches", count("switch"), Listing("switch", ""))
    yield _count(
        "ports",
        count("port"),
        Listing("port", ""),
        ("●", ports.up, Mood.GOOD),
        ("○", ports.down, Mood.BAD),
        ("off", ports.disabled, Mood.DIM),
    )
    yield _count("routers", count("router"), Listing("router", ""))
    yield _count(
        "NAT", sum(n for _, n in now.nats), Listing("nat", ""), *((kind, n, Mood.DIM) for kind, n in now.nats)
    )
    yield _count("hosts", count("host"), Listing("host", ""))


def _count(label: str, total: int, door: Listing, *parts: tuple[str, int, Mood]) -> Line:
    return (
        Part(Cell(SafeText(label), Mood.DIM), width=8),
        Part(Cell(SafeText(f"{total:,}")), door, width=6, right=True),
        *(Part(Cell(SafeText(f"{sign} {n:,}"), mood)) for sign, n, mood in parts if n),
    )


def _gateway(router: Named | None, gateway: Gateway, *, south: bool) -> Line:
    door = Door("router", router.key) if router else None
    candidates = []
    for one in gateway.candidates:
        active = gateway.active is not None and one.chassis.key == gateway.active.key
        text = f"{'●' if active else '○'} {one.chassis.name} {one.priority}"
        leads = Door("chassis", one.chassis.key) if one.chassis.key else None
        candidates.append(Part(Cell(SafeText(text), Mood.GOOD if active else Mood.DIM), leads))
    if gateway.active is None and south:
        candidates.insert(0, Part(Cell(SafeText("✗ held by none"), Mood.BAD)))
    return Part(Cell(SafeText(gateway.port.name), Mood.NAME), door, width=20, grow=True), *candidates
