"""The offers for a field, in a short list under it."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from ovntui.cloud.cells import Mood
from ovntui.plans.recipe import Offer
from ovntui.safetext import SafeText
from ovntui.widgets.fit import fit
from ovntui.widgets.lines import CELL, LineView

_TALLEST: Final = 8
_WIDEST: Final = 60


class OfferList(LineView, can_focus=False, inherit_bindings=False):
    """Lies over what is beneath the field while it is open. The keys are the field's."""

    DEFAULT_CSS = """
    OfferList {
        overlay: screen;
        constrain: inside inflect;
        display: none;
        height: 1;
        overflow-x: hidden;
        background: $panel;
        scrollbar-background: $panel;

        & > .line--cell {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        &:ansi { border: round ansi_bright_black; }
        &:ansi > .line--cell { color: ansi_default; background: ansi_default; text-style: bold reverse; }
        &:nocolor { border: round $foreground; }
        &:nocolor > .line--cell { text-style: bold reverse; }
    }
    """

    class Picked(Message):
        """An offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            self.offer = offer
            super().__init__()

    def __init__(self) -> None:
        self._offers: tuple[Offer, ...] = ()
        self._more = 0
        self._at: int | None = None
        super().__init__()

    @property
    def is_open(self) -> bool:
        """Whether it is to be seen."""
        return self.display

    @property
    def chosen(self) -> Offer | None:
        """The offer under the cursor of an open list."""
        return self._offers[self._at] if self.is_open and self._at is not None else None

    def open(self, offers: Sequence[Offer], more: int = 0, at: int | None = None) -> None:
        """Show these offers, with the cursor on one of them or none; without any offer there is no list."""
        self._offers, self._more, self._at = tuple(offers), more, at
        lines = len(offers) + bool(more)
        self.display = bool(lines)
        frame = 2 if self.styles.border_top[0] else 0
        self.styles.height = min(_TALLEST, max(1, lines)) + frame
        wide = max((cell_len(_text(offer)) for offer in offers), default=0)
        self.styles.width = min(_WIDEST, max(wide, 22 if more else 8) + 3) + frame
        self.virtual_size = Size(0, lines)
        self._show_cursor()
        self.refresh()

    def close(self) -> None:
        """No list."""
        self._at = None
        self.display = False

    def move(self, step: int) -> bool:
        """Move the cursor; False at the end."""
        at = (-1 if step > 0 else len(self._offers)) if self._at is None else self._at
        if not 0 <= at + step < len(self._offers):
            return False
        self._at = at + step
        self._show_cursor()
        self.refresh()
        return True

    def on_click(self, event: events.Click) -> None:
        """A click takes the offer."""
        offset = event.get_content_offset(self)
        line = self.scroll_offset.y + offset.y if offset is not None else len(self._offers)
        if line < len(self._offers):
            self.post_message(self.Picked(self._offers[line]))

    def render_line(self, y: int) -> Strip:
        """An offer: its value, and what tells it from the others."""
        line = self.scroll_offset.y + y
        if line >= len(self._offers):
            left = (
                f" … {self._more:,} more: type to narrow" if self._more and line == len(self._offers) else ""
            )
            return self.filled([Segment(left, self.paper + self.mood(Mood.DIM))])
        offer, paper = self._offers[line], self.paper
        style = paper + self.ground(CELL) if line == self._at else paper
        dim = style if line == self._at else style + self.mood(Mood.DIM)
        value = SafeText(offer.value)
        said = SafeText(offer.said)
        room = self.room
        first = min(cell_len(value), max(1, room - 2))
        return self.filled(
            [
                Segment(f" {fit(value, first)}", style),
                Segment(fit(f"  {said}" if said else "", max(0, room - first - 1)), dim),
            ],
            style,
        )

    def _show_cursor(self) -> None:
        at, top, height = self._at or 0, self.scroll_offset.y, _TALLEST
        if not top <= at < top + height:
            self.scroll_quietly(y=at if at < top else at - height + 1)


def _text(offer: Offer) -> str:
    return f"{SafeText(offer.value)}  {SafeText(offer.said)}" if offer.said else SafeText(offer.value)
