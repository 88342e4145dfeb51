"""What all widgets have in common that draw themselves line by line.

Only lines that can be seen are drawn, from cells and not from markup. Every style is a component
class, made of Textual's own theme variables, so that any theme does, built in or a user's.
"""

from collections.abc import Collection, Iterable
from time import monotonic
from typing import ClassVar, Final, TypedDict, Unpack

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.timer import Timer

from ovntui.cloud.cells import Mood
from ovntui.safetext import SafeText
from ovntui.widgets.line_bar import LineBar
from ovntui.widgets.marks import Marks
from ovntui.widgets.messages import Copied

CURSOR: Final = "line--cursor"
"""The line under the cursor."""
SELECTED: Final = "line--selected"
"""A row that was selected, one of several to be changed together."""
CELL: Final = "line--cell"
"""The one thing on that line that a key would act on."""
MARK: Final = "line--mark"
"""What has just changed."""
HEADING: Final = "line--heading"
"""Titles of columns and sections."""
LABEL: Final = "line--label"
"""What names a value."""
DOOR: Final = "line--door"
"""What leads on."""

_MOODS: Final = {mood: f"mood--{mood.value}" for mood in Mood}


class Names(TypedDict, total=False):
    """What any widget may be given: its name, its id and its CSS classes."""

    name: str | None
    id: str | None
    classes: str | None


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A view of lines, scrolled and drawn one by one.

    Subclasses draw a line in render_line and tell their extent by setting virtual_size. While `stale`
    is true everything is drawn dimmed: what is shown is what was known when the link died.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        CURSOR,
        CELL,
        SELECTED,
        MARK,
        HEADING,
        LABEL,
        DOOR,
        *_MOODS.values(),
    }
    DEFAULT_CSS = """
    LineView {
        background: $background;
        color: $foreground;
        scrollbar-size: 0 1;
        scrollbar-gutter: stable;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;

        & > .mood--dim { color: $text-muted; }
        & > .mood--good { color: $text-success; }
        & > .mood--partly { color: $text-warning; }
        & > .mood--warning { color: $text-warning; text-style: bold; }
        & > .mood--bad { color: $text-error; text-style: bold; }
        & > .mood--name { color: $text-primary; }
        & > .line--heading { color: $text-muted; text-style: bold; }
        & > .line--label { color: $text-muted; }
        & > .line--door { text-style: underline; }
        & > .line--mark { background: $warning-muted; text-style: bold; }
        & > .line--selected { color: $text-warning; background: $warning 15%; text-style: bold; }
        & > .line--cursor { background: $block-cursor-blurred-background; }
        & > .line--cell { background: $block-cursor-blurred-background; }

        &:focus > .line--cell {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: bold;
        }
        &:ansi > .mood--dim, &:ansi > .line--label { color: ansi_default; text-style: dim; }
        &:ansi > .line--mark { background: ansi_default; text-style: bold underline; }
        &:ansi > .line--selected { background: ansi_default; text-style: bold; }
        &:ansi > .line--cursor { background: ansi_default; text-style: bold; }
        &:ansi > .line--cell { background: ansi_default; text-style: bold; }
        &:ansi:focus > .line--cell {
            color: ansi_default;
            background: ansi_default;
            text-style: bold reverse;
        }
        &:nocolor > .line--mark { text-style: bold underline; }
        &:nocolor > .line--cursor { text-style: bold; }
        &:nocolor:focus > .line--cell { text-style: bold reverse; }
    }
    """

    stale: reactive[bool] = reactive(False)

    def watch_stale(self) -> None:
        """Draw everything anew, dimmed or not."""
        self.notify_style_update()
        self.refresh()

    def notify_style_update(self) -> None:
        """Styles have changed: those that were worked out are worked out again."""
        super().notify_style_update()
        self._worked_out.clear()
        self.forget_lines()

    def forget_lines(self) -> None:
        """Drop lines that a subclass keeps; their style is no longer right."""

    def __init__(self, **names: Unpack[Names]) -> None:
        self._worked_out: dict[tuple[str, bool], Style] = {}
        self._marks = Marks()
        self._fading: Timer | None = None
        super().__init__(**names)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The bar at its side, made when it is asked for."""
        if self._vertical_scrollbar is None:
            bar = LineBar(vertical=True, name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar = bar
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    @property
    def room(self) -> int:
        """How many cells of a line can be seen."""
        return self.scrollable_content_region.width

    @property
    def paper(self) -> Style:
        """The style of what has no other."""
        if (style := self._worked_out.get(("", True))) is None:
            style = self._worked_out["", True] = self.rich_style
        return style

    def ink(self, component: str) -> Style:
        """A component's own colour and attributes, to be added to what it is written on."""
        return self._style(component, False)

    def ground(self, component: str) -> Style:
        """The same, and its background."""
        return self._style(component, True)

    def _style(self, component: str, ground: bool) -> Style:
        if (style := self._worked_out.get((component, ground))) is not None:
            return style
        rules, full = self.get_component_styles(component), self.get_component_rich_style(component)
        coloured = rules.has_rule("color") or rules.has_rule("auto_color")
        style = rules.text_style + Style(
            color=full.color if coloured else None, bgcolor=full.bgcolor if ground else None
        )
        self._worked_out[component, ground] = style
        return style

    def mood(self, mood: Mood) -> Style:
        """The ink that a cell of this mood is written in."""
        return self.ink(_MOODS[Mood.DIM if self.stale else mood])

    def mood_of_names(self) -> Style:
        """The ink of names, for titles that are to stand out as names do."""
        return Style(color=self.mood(Mood.NAME).color)

    def filled(self, segments: list[Segment], style: Style | None = None) -> Strip:
        """A line of these segments, over the whole width."""
        return Strip(segments).adjust_cell_length(self.size.width, style or self.paper)

    def blank(self) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(self.size.width, self.paper)

    def mark(self, line: str, parts: Iterable[str], seconds: float) -> None:
        """Mark parts of a line as just changed, for so many seconds."""
        self._marks.add(line, parts, monotonic() + seconds)
        if self._fading is None:
            self._fade_later()

    def marked(self, line: str) -> frozenset[str]:
        """The parts of a line that have just changed."""
        return self._marks.of(line)

    def unmark_all(self) -> None:
        """Other things are shown: what is marked has no meaning any more."""
        self._marks.clear()

    def repaint_named(self, lines: Collection[str]) -> None:
        """Draw these lines anew, by the name that they were marked with."""
        if lines:
            self.refresh()

    def _fade_later(self) -> None:
        until = self._marks.next()
        self._fading = None if until is None else self.set_timer(max(0.01, until - monotonic()), self._fade)

    def _fade(self) -> None:
        self.repaint_named(self._marks.fade(monotonic()))
        self._fade_later()

    def repaint(self, line: int, count: int = 1) -> None:
        """Draw these lines of the view anew, counted from its top edge."""
        self.refresh(Region(0, line, max(1, self.size.width), count))

    def set_extent(self, extent: Size) -> None:
        """Tell how many lines there are, and how wide. For another virtual_size Textual lays out and draws
        the whole screen, some ten times the work of the lines. A bar that is always there (overflow-y:
        scroll) needs that only for another width; where all is in view it knows of no more, and is blank."""
        extent = extent.with_height(max(extent.height, self.container_size.height))
        if extent.width != self.virtual_size.width or not self.show_vertical_scrollbar:
            self.virtual_size = extent
        elif extent != self.virtual_size:
            self.set_reactive(LineView.virtual_size, extent)
            self.vertical_scrollbar.window_virtual_size = extent.height
            self.scroll_y = self.scroll_target_y = min(self.scroll_y, self.max_scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the lines anew, and the bar only where it would look another: it tells eighths of a cell, and
        of fifty thousand lines a hundred are one."""
        if self.show_vertical_scrollbar:
            bar = self.vertical_scrollbar
            step = self.max_scroll_y / (8 * max(1, bar.size.height))
            bar.position = new_value // step * step if step > 1 else new_value
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def scroll_quietly(self, x: int | None = None, y: int | None = None) -> None:
        """Scroll at once; a moving picture would only delay the eye."""
        if self.is_attached:
            self.scroll_to(x, y, animate=False, force=True)

    def copy(self, text: SafeText) -> None:
        """Put a text on the clipboard of the operator's own terminal (OSC 52)."""
        self.app.copy_to_clipboard(text)
        self.post_message(Copied(text))
