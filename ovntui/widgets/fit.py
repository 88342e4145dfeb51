"""Text made to fit: measured, clipped and wrapped in terminal cells, whatever its script.

Names from a database may be in double width, carry combining marks, or be 64 kB long. Only as much
of a text is looked at as can be seen, and a wide character or a mark is never cut from its base.
"""

from typing import Final

from rich.cells import get_character_cell_size

ELLIPSIS: Final = "…"

_MARKS: Final = 4
"""How many characters one cell may take: a base and its combining marks. What has more is cut."""


LONG: Final = 255
"""Characters above which a text is seldom seen whole; a mark of all of it is put at its end."""

_MARK_LENGTH: Final = 9


def _mark(text: str) -> str:
    """A few digits that differ where long texts do, wherever that is."""
    from hashlib import blake2s  # for few texts; a start does without

    return f"#{blake2s(text.encode(errors='replace'), digest_size=4).hexdigest()}"


def clip(text: str, width: int) -> tuple[str, int]:
    """As much of the text as fits into width cells, and how many it fills; … says that some is missing."""
    if width <= 0:
        return "", 0
    if len(text) > LONG and width >= 2 * _MARK_LENGTH:
        piece, used = clip(text[: _MARKS * width + _MARKS], width - _MARK_LENGTH)
        return piece + _mark(text), used + _MARK_LENGTH
    if text.isascii():
        length = len(text)
        return (text, length) if length <= width else (text[: width - 1] + ELLIPSIS, width)
    piece = text[: _MARKS * width + _MARKS]
    used = end = used_to_end = 0
    for index, character in enumerate(piece):
        size = get_character_cell_size(character)
        if used + size > width:
            break
        used += size
        if used < width:  # room remains for the ellipsis behind this character
            end, used_to_end = index + 1, used
    else:
        if len(piece) == len(text):
            return text, used
    return piece[:end] + ELLIPSIS, used_to_end + 1


def fit(text: str, width: int, right: bool = False) -> str:
    """The text in exactly width cells: clipped or filled up, at the left where it is to stand right."""
    clipped, used = clip(text, width)
    blank = " " * (width - used)
    return blank + clipped if right else clipped + blank


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most width cells, broken at a space where one is near the end."""
    lines: list[str] = []
    rest = text
    while rest:
        end = _line_end(rest, width)
        if end < len(rest):
            space = rest.rfind(" ", (end + 1) // 2, end + 1)
            if space > 0:
                end = space
        lines.append(rest[:end])
        rest = rest[end:].removeprefix(" ")
    return lines or [""]


def _line_end(text: str, width: int) -> int:
    """How many characters of the text fill one line; at least one, so that wrapping comes to an end."""
    piece = text[: _MARKS * width + _MARKS]
    if piece.isascii():
        return max(1, min(len(text), width))
    used = 0
    for index, character in enumerate(piece):
        used += get_character_cell_size(character)
        if used > width:
            return max(1, index)
    return len(piece)
