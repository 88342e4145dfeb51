"""The one type that carries strangers' text to a screen, a log or a terminal.

Names in an OVN come from whoever may create a port. A name may hold escape sequences, bidi
overrides or invisible characters; what a terminal would obey or hide is shown here as a visible
sign instead, so that distinct names stay distinct and columns stay straight. Markup is never
interpreted: drawing code takes SafeText and makes segments of it, and nothing parses it again.
"""

import re
import unicodedata
from typing import Final, Self

# C0, DEL and C1; soft hyphen; every format character (bidi, zero width, tags); line and paragraph
# separators; every space but the common one; variation selectors and Hangul fillers, whose width terminals
# disagree on; lone surrogates.
UNSAFE: Final = (
    "\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680"
    "\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What a terminal obeys or hides, as the inside of a regular expression's set of characters."""

_UNSAFE = re.compile(f"[{UNSAFE}]")

_CONTEXT: Final = 64
"""How far back it is looked for what a mark would compose with."""


def visible(character: str) -> str:
    """The sign for a character that is not to be sent as it is."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures: ␛ for ESC
    if code == 0x7F:
        return "\u2421"
    return f"⟨{code:x}⟩"


def _composed(text: str) -> str:
    """The text in Unicode's composed form, and a visible sign for what is not in it: é of two characters
    looks like é of one, and is the name of another port."""
    shown: list[str] = []
    before = ""
    for character in text:
        if unicodedata.is_normalized("NFC", before + character):
            shown.append(character)
            before = (before + character)[-_CONTEXT:]
        else:
            shown.append(visible(character))
            before = ""
    return "".join(shown)


class SafeText(str):
    """Text that a terminal shows and never obeys. Making one from a SafeText changes nothing.

    It is a str, so it measures, slices and compares as one; what any str operation returns is an
    ordinary str again and must be made safe anew before it is drawn.
    """

    __slots__ = ()

    def __new__(cls, raw: str = "") -> Self:
        if raw.isascii() and raw.isprintable():  # almost every name, and five times as fast to tell
            return str.__new__(cls, raw)
        text = _UNSAFE.sub(lambda match: visible(match[0]), raw) if _UNSAFE.search(raw) else raw
        if not unicodedata.is_normalized("NFC", text):
            text = _composed(text)
        if text and text[0] > "\u02ff" and unicodedata.category(text[0]) in ("Mn", "Me"):
            text = "\u25cc" + text  # a mark with nothing to stand on would stand on the column before
        return super().__new__(cls, text)
