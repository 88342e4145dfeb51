"""The pages of the console and the keys that open them, in one line."""

from typing import Final, Unpack

import msgspec
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from ovntui.cloud.cells import Mood
from ovntui.widgets.lines import CELL, LABEL, LineView, Names


class Page(msgspec.Struct, frozen=True):
    """A top-level page: its mode's name, its key, and what it is called."""

    mode: str
    key: str
    title: str


PAGES: Final = (
    Page("overview", "1", "Overview"),
    Page("chassis", "2", "Chassis"),
    Page("switches", "3", "Switches"),
    Page("ports", "4", "Ports"),
    Page("routers", "5", "Routers"),
    Page("nat", "6", "NAT"),
    Page("hosts", "7", "Hosts"),
    Page("vms", "8", "VMs"),
    Page("database", "9", "Database"),
    Page("history", "0", "History"),
)

_BENEATH: Final = {"router_ports": "routers"}
"""Pages without a key of their own, and the page that they are reached from."""


class NavBar(LineView, can_focus=False, inherit_bindings=False):
    """Draws the pages, the present one marked. Where not all titles fit, the last ones go without."""

    DEFAULT_CSS = """
    NavBar {
        height: 1;
        overflow: hidden;
        scrollbar-gutter: auto;
    }
    """

    class Chosen(Message):
        """The operator clicked on a page."""

        def __init__(self, mode: str) -> None:
            self.mode = mode
            super().__init__()

    def __init__(self, mode: str, **names: Unpack[Names]) -> None:
        self._mode = mode
        self._ends: list[tuple[int, str]] = []
        super().__init__(**names)

    def on_click(self, event: events.Click) -> None:
        """Open the page that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            mode = next((mode for end, mode in self._ends if offset.x < end), None)
            if mode is not None:
                self.post_message(self.Chosen(mode))

    def _titled(self) -> set[str]:
        """The pages whose titles there is room for: the present one, then from the left."""
        room = self.size.width - sum(len(page.key) + 1 for page in PAGES)
        here = _BENEATH.get(self._mode, self._mode)
        titled = set()
        for page in sorted(PAGES, key=lambda page: page.mode != here):
            room -= len(page.title) + 1
            if room < 0:
                break
            titled.add(page.mode)
        return titled

    def render_line(self, y: int) -> Strip:
        """The line."""
        if y:
            return self.blank()
        titled = self._titled()
        segments: list[Segment] = []
        self._ends = []
        x = 0
        for page in PAGES:
            here = page.mode == _BENEATH.get(self._mode, self._mode)
            key, title = f" {page.key}", f" {page.title}" if page.mode in titled else ""
            if here:
                style = self.paper + self.ground(CELL) + self.mood(Mood.NAME)
                segments.append(Segment(f"{key}{title}", style))
            else:
                segments += [Segment(key, self.paper + self.ink(LABEL)), Segment(title, self.paper)]
            x += len(key) + len(title)
            self._ends.append((x, page.mode))
        return self.filled([segment for segment in segments if segment.text])
