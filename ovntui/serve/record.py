"""A session's output as an asciicast, version 2: what an operator saw, to be played with asciinema."""

import codecs
import logging
import os
import time
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

import msgspec

from ovntui.operators import Operator

_LOG: Final = logging.getLogger(__name__)

LARGEST: Final = 1 << 28
"""Bytes of output; a session that shows more is recorded no further."""


class Record:
    """One file. What cannot be written is not recorded, which the log tells; the session goes on."""

    def __init__(self, folder: Path, who: Operator, size: tuple[int, int]) -> None:
        self._began = time.monotonic()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._room = LARGEST
        self._file: TextIOWrapper | None = None
        now = datetime.now(UTC)
        path = folder / f"{now:%Y%m%d-%H%M%S}-{who.session}-{_plain(who.name)}.cast"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8")
        except OSError as error:
            _LOG.error("session %s is not recorded: %s: %s", who.session, path, error.strerror)
        self._write(
            {
                "version": 2,
                "width": size[0],
                "height": size[1],
                "timestamp": int(now.timestamp()),
                "title": f"{who.name} ({who.role.word}) from {who.source}",
            }
        )

    def output(self, data: bytes) -> None:
        """The session has shown this."""
        self._room -= len(data)
        if self._room < 0:
            self.close()
        self._event("o", self._decoder.decode(data))

    def resize(self, width: int, height: int) -> None:
        """Its terminal has another size."""
        self._event("r", f"{width}x{height}")

    def close(self) -> None:
        """It is over."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError as error:
                _LOG.error("a record was cut off: %s", error.strerror)

    def _event(self, kind: str, data: str) -> None:
        self._write([round(time.monotonic() - self._began, 6), kind, data])

    def _write(self, line: Any) -> None:
        if self._file is None:
            return
        try:
            self._file.write(msgspec.json.encode(line).decode() + "\n")
        except OSError as error:
            _LOG.error("a record was cut off: %s", error.strerror)
            self._file = None


def _plain(name: str) -> str:
    """A name as a part of a file's."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)[:32]
