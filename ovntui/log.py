"""Warnings in a file or a stream, since on the terminal they would tear the screen."""

import logging
from logging.handlers import RotatingFileHandler
from typing import TextIO

import platformdirs

from ovntui.safetext import SafeText


class SafeFormatter(logging.Formatter):
    """Log files are read in terminals, and messages quote what strangers named."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, each of its lines made safe."""
        return "\n".join(SafeText(line) for line in super().format(record).splitlines())


def log_to(stream: TextIO, form: str) -> None:
    """Send warnings to a stream, and nowhere else."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter(form))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def log_to_file() -> None:
    """Send warnings to $XDG_STATE_HOME/ovntui/ovntui.log. A folder that cannot be written means no log
    and nothing else."""
    handler: logging.Handler
    try:
        folder = platformdirs.user_state_path("ovntui", ensure_exists=True)
        handler = RotatingFileHandler(
            folder / "ovntui.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
