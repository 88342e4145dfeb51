"""The last line of the console: the keys that do something here, and what each does."""

from typing import ClassVar, Final, Unpack

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from ovntui.safetext import SafeText
from ovntui.widgets.fit import clip
from ovntui.widgets.lines import LineView, Names

_KEY: Final = "keys--key"
_DEED: Final = "keys--deed"

_SPARED: Final = ("table.sort", "console.back", "page.details", "change.undo")
"""What is left out where there is not room for all, in this order: keys that do the same on every page."""
_ENOUGH: Final = 1000
"""More cells than any line has."""


class _Key(msgspec.Struct, frozen=True):
    """A key, how it is shown, what it does, and a sentence about that."""

    key: str
    shown: str
    deed: str
    told: str
    enabled: bool
    name: str = ""

    @property
    def width(self) -> int:
        """The cells that it takes, without what parts it from the next one."""
        return sum(clip(SafeText(text), _ENOUGH)[1] for text in (self.shown, f" {self.deed}"))


class KeyLine(LineView, can_focus=False, inherit_bindings=False):
    """Draws the keys in one line; a click on one presses it. Textual's own footer makes a widget of each
    key, anew whenever the focus goes elsewhere, which costs more than a page of a table."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {_KEY, _DEED}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        overflow: hidden;
        scrollbar-gutter: auto;
        background: $panel;

        & > .keys--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        & > .keys--deed {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
    }
    """

    def __init__(self, **names: Unpack[Names]) -> None:
        self._keys: tuple[_Key, ...] = ()
        self._ends: list[tuple[int, _Key]] = []
        super().__init__(**names)

    def on_mount(self) -> None:
        """From now on the keys are those of whatever has the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._look())
        self._look()

    def _look(self) -> None:
        if not self.is_attached:
            return
        first: dict[str, _Key] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in first:
                shown, deed = self.app.get_key_display(binding), binding.description
                name = binding.id or ""
                first[binding.action] = _Key(binding.key, shown, deed, tooltip or deed, enabled, name)
        if (keys := tuple(first.values())) != self._keys:
            self._keys = keys
            self.refresh()

    def _at(self, event: events.MouseEvent) -> _Key | None:
        offset = event.get_content_offset(self)
        return None if offset is None else next((key for end, key in self._ends if offset.x < end), None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell more of the key beneath the mouse."""
        key = self._at(event)
        self.tooltip = None if key is None else SafeText(key.told)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key beneath the mouse."""
        key = self._at(event)
        if key is not None and key.enabled:
            self.app.simulate_key(key.key)

    def render_line(self, y: int) -> Strip:
        """The line."""
        if y:
            return self.blank()
        paper, room = self.paper, self.size.width
        segments: list[Segment] = []
        self._ends = []
        for key in self._fitting(room):
            faint = Style() if key.enabled else Style(dim=True)
            for text, component in ((key.shown, _KEY), (f" {key.deed}", _DEED)):
                shown, width = clip(SafeText(text), room)
                segments.append(Segment(shown, paper + self.ground(component) + faint))
                room -= width
            if room > 0:
                segments.append(Segment(" ", paper))
                room -= 1
            self._ends.append((self.size.width - room, key))
        return self.filled([segment for segment in segments if segment.text])

    def _fitting(self, room: int) -> list[_Key]:
        """The keys that there is room for: what is spared goes before anything is cut."""
        kept = list(self._keys)
        for name in _SPARED:
            if sum(key.width for key in kept) + len(kept) - 1 <= room:
                break
            kept = [key for key in kept if key.name != name]
        return kept
