"""The bar beside a view of lines."""

from functools import lru_cache
from typing import cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class LineBar(ScrollBar):
    """Textual's, drawn as lines are. It has the same few cells again and again, and Textual would draw each
    of them anew through Rich and its own styles: as much work as a third of the rows beside it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its cells, each a line."""
        bar = cast("ScrollBarRender", self.render())
        style = self.app.console.get_style(bar.style)
        assert style.color is not None and style.bgcolor is not None
        cells = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            back_color=style.bgcolor,
            bar_color=style.color,
        )
        background = self.background_colors[1]
        ground = self.rich_style
        strips = [_strip(cell, ground) for cell in cells.segments[crop.y : crop.bottom]]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips


@lru_cache(64)
def _strip(cell: Segment, ground: Style) -> Strip:
    return Strip([Segment(cell.text, ground + cell.style)], 1)
