"""The first line of the console: which cloud this is, how its connections are, and who looks at it."""

from typing import Unpack

import msgspec
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from ovntui.cloud.cells import Mood
from ovntui.safetext import SafeText
from ovntui.widgets.fit import clip, fit
from ovntui.widgets.lines import HEADING, LineView, Names


class LinkState(msgspec.Struct, frozen=True):
    """One connection, or several counted: `NB ● 0.1s`, `hosts 2/2`.

    The sign tells the state beside the mood's colour; text is how old the data are, or a count.
    """

    label: str
    mood: Mood
    sign: str = ""
    text: str = ""


class Status(msgspec.Struct, frozen=True):
    """All that the status line tells. Role is what this operator may do, note what they must not overlook."""

    cloud: SafeText
    links: tuple[LinkState, ...] = ()
    role: str = ""
    note: str = ""


class StatusLine(LineView, can_focus=False, inherit_bindings=False):
    """Draws a Status in one line. Where it does not fit, the role goes first, then what the links
    tell beside their signs; a link's label and sign stay as long as there is room for them."""

    DEFAULT_CSS = """
    StatusLine {
        dock: top;
        height: 1;
        overflow: hidden;
        scrollbar-gutter: auto;
        background: $panel;
    }
    """

    class Pressed(Message):
        """The operator clicked on a connection, or beside them all (None)."""

        def __init__(self, label: str | None) -> None:
            self.label = label
            super().__init__()

    def __init__(self, **names: Unpack[Names]) -> None:
        self._status = Status(SafeText(""))
        self._ends: list[tuple[int, int, str]] = []
        super().__init__(**names)

    @property
    def status(self) -> Status:
        """What is told."""
        return self._status

    def show(self, status: Status) -> None:
        """Tell another status; drawn only where it is another one."""
        if status != self._status:
            self._status = status
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Tell which connection was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            hit = (label for start, end, label in self._ends if start <= offset.x < end)
            self.post_message(self.Pressed(next(hit, None)))

    def render_line(self, y: int) -> Strip:
        """The line, right part first: the cloud's name gets what the connections leave."""
        if y:
            return self.blank()
        width, status, paper = self.size.width, self._status, self.paper
        right: list[tuple[list[tuple[str, Mood]], str]] = []
        used = 0
        for texts, role in ((True, status.role), (True, ""), (False, "")):
            right = [(_link(link, texts), link.label) for link in status.links]
            if role:
                right.append(([(role, Mood.DIM)], ""))
            if status.note:
                right.append(([(SafeText(status.note), Mood.WARNING)], ""))
            used = sum(sum(cell_len(t) for t, _ in pieces) + 2 for pieces, _ in right)
            if used + 10 <= width:
                break
        room = max(0, width - used)
        name, taken = clip(status.cloud, room - 10)
        left = [
            Segment(clip(" ovntui", room)[0], paper + self.ink(HEADING)),
            Segment(f"  {name}" if taken else "", paper + self.mood(Mood.NAME)),
        ]
        start = max(room, 0)
        segments = [*left, Segment(fit("", room - sum(segment.cell_length for segment in left)), paper)]
        self._ends = []
        for pieces, label in right:
            length = sum(cell_len(text) for text, _ in pieces)
            if label:
                self._ends.append((start, start + length, label))
            segments.extend(Segment(text, paper + self.mood(mood)) for text, mood in pieces)
            segments.append(Segment("  ", paper))
            start += length + 2
        return self.filled([segment for segment in segments if segment.text])


def _link(link: LinkState, texts: bool) -> list[tuple[str, Mood]]:
    pieces = [(link.label, Mood.DIM)]
    if link.sign:
        pieces.append((f" {link.sign}", link.mood))
    if link.text and (texts or not link.sign):
        pieces.append((f" {link.text}", Mood.DIM if link.sign else link.mood))
    return pieces
