"""The one type that carries strangers' text to a screen, a log or a terminal.

Names in an OVN come from whoever may create a port. A name may hold escape sequences, bidi
overrides or invisible characters; what a terminal would obey or hide is shown here as a visible
sign instead, so that distinct names stay distinct and columns stay straight. Markup is never
interpreted: drawing code takes SafeText and makes segments of it, and nothing parses it again.
"""

import re
import unicodedata
from typing import Self

# C0, DEL and C1; soft hyphen; every format character (bidi, zero width, tags); line and paragraph
# separators; variation selectors and Hangul fillers, whose width terminals disagree on; lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures: ␛ for ESC
    if code == 0x7F:
        return "\u2421"
    return f"⟨{code:x}⟩"


class SafeText(str):
    """Text that a terminal shows and never obeys. Making one from a SafeText changes nothing.

    It is a str, so it measures, slices and compares as one; what any str operation returns is an
    ordinary str again and must be made safe anew before it is drawn.
    """

    __slots__ = ()

    def __new__(cls, raw: str = "") -> Self:
        if raw.isascii() and raw.isprintable():  # almost every name, and five times as fast to tell
            return str.__new__(cls, raw)
        text = _UNSAFE.sub(_visible, raw) if _UNSAFE.search(raw) else raw
        if text and text[0] > "\u02ff" and unicodedata.category(text[0]) in ("Mn", "Me"):
            text = "\u25cc" + text  # a mark with nothing to stand on would stand on the column before
        return super().__new__(cls, text)
