"""Garbage collection kept quiet while rows are loaded.

Decoding a large table makes hundreds of thousands of objects that all stay; each full collection
meanwhile looks at every one of them and finds nothing. Measured: two to three and a half times the
time of the whole load.
"""

import gc


class QuietCollector:
    """Holds automatic collection back while anything is loading, and afterwards takes what was loaded
    out of its sight. One for all connections of a process, because the collector is the process's."""

    def __init__(self) -> None:
        self._loading = 0
        self._was_on = False

    def begin(self) -> None:
        """A load begins. Every begin needs its end."""
        self._loading += 1
        if self._loading == 1:
            self._was_on = gc.isenabled()
            gc.disable()

    def end(self, *, keep: bool) -> None:
        """A load has ended, well or not. keep says that what it brought will stay: a first load, not one
        after a lost link, which mostly brings what is there already."""
        self._loading -= 1
        if self._loading == 0 and self._was_on:
            if keep:
                gc.freeze()
            gc.enable()
