"""A line as it is sent to a terminal: at each piece of it only what differs from the piece before.

Textual sends every piece with all of its colours and ends it with a reset, which is more than half of what a
table's line takes on the wire.
"""

from functools import lru_cache
from typing import Final

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

_PLAIN: Final = Style()


def sent(strip: Strip, console: Console) -> str:
    """What a terminal is to be sent for a line; the strip keeps it, as it would keep Textual's."""
    if strip._render_cache is None:
        system = console._color_system or ColorSystem.TRUECOLOR
        parts, before = [], _PLAIN
        for text, style, _ in strip:
            now = style or _PLAIN
            if now is not before:
                parts.append(_turn(before, now, system))
                before = now
            parts.append(text)
        parts.append(_turn(before, _PLAIN, system))
        strip._render_cache = "".join(parts)
    return strip._render_cache


@lru_cache(1 << 12)
def _turn(before: Style, after: Style, system: ColorSystem) -> str:
    """What takes a terminal from one style to another (ECMA-48, 8.3.117, SGR)."""
    if before == after:
        return ""
    whole = Strip.render_ansi(after, system)
    if not whole:
        return "\x1b[0m"
    if _attributes(before) != _attributes(after):
        return f"\x1b[0;{whole}m"
    codes: list[str] = []
    if before.color != after.color:
        codes += after.color.downgrade(system).get_ansi_codes() if after.color else ("39",)
    if before.bgcolor != after.bgcolor:
        codes += after.bgcolor.downgrade(system).get_ansi_codes(False) if after.bgcolor else ("49",)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _attributes(style: Style) -> int:
    return style._attributes & style._set_attributes
