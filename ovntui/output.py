"""The second wall before the terminal: what leaves is what the console itself says to terminals, and text.

SafeText is the first. Should a stranger's text ever come to the driver without it, what a terminal would
obey is shown as a sign here.
"""

import re
from typing import Final

from ovntui.safetext import UNSAFE, visible

# Textual's own: moves of the cursor, colours; modes set, reset and asked for; the keyboard's protocol.
_OURS: Final = r"\[(?:[0-9;]{0,16}[ABCDHJK]|[0-9;:]{0,200}m|\?[0-9]{1,5}(?:[hl]|\$p)|[<>=][0-9]{0,3}u|6n)"

_SAID: Final = re.compile(rf"\x1b{_OURS}")  # lines end too, but a choice would take twice as long

_STRAY: Final = re.compile(rf"\x1b(?!{_OURS})|[{UNSAFE}](?<![\x1b\n\r])")

_WHOLE: Final = re.compile(r"\x07|\x1b\]22;[a-z-]{1,32}\x07")
"""What is only said by itself: a bell, and the mouse pointer's shape."""

_COPY: Final = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/]*={0,2}\x07")
"""A text for the clipboard."""


def filtered(data: str, *, copies: bool = False) -> str:
    """One write of the driver, with signs in the place of what is none of ours. copies: it may be a text for
    the clipboard and nothing else."""
    # What is left without our own and the ends of lines is nearly always printable: that is quick to tell.
    rest = _SAID.sub("", data).replace("\n", "").replace("\r", "")
    if rest.isprintable() or _WHOLE.fullmatch(data) or (copies and _COPY.fullmatch(data)):
        return data
    return _STRAY.sub(lambda match: visible(match[0]), data)
