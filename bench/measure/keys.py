"""A key pressed in a table, and how long until its line is painted."""

from typing import Final

from bench.measure.terminal import Terminal
from bench.measure.views import cursor

_PAUSE: Final = 0.0137  # seconds between an answer and the next key; of no round number of frames
_LOST: Final = 10.0  # seconds after which a key has had no effect


def press(console: Terminal, key: bytes) -> float:
    """Press a key, wait until the cursor's line is another one, and rest a little. Returns the seconds
    until then."""
    before = cursor(console.screen)
    pressed = console.send(key)
    took = console.until(lambda screen: cursor(screen) != before, "the cursor moves", _LOST) - pressed
    console.listen(_PAUSE)
    return took


def run_down(console: Terminal, key: bytes, times: int) -> list[float]:
    """Press a key so often, from the top: each brings lines, or a cursor on them, not drawn before."""
    console.send(b"g")
    console.listen(0.3)
    return [press(console, key) for _ in range(times)]
