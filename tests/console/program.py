"""Running ovntui as a user does: what it prints and how it ends."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

from tests.console.terminal import OVNTUI


class Ended(NamedTuple):
    """How a program ended."""

    code: int
    out: str
    err: str


def ovntui(*arguments: str, environment: Mapping[str, str] | None = None, seconds: float = 30) -> Ended:
    """Run ovntui, without a terminal."""
    ended = subprocess.run(
        [sys.executable, OVNTUI, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=seconds,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
