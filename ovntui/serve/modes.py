"""Whether others could change a file that says who may come in, or read one that is secret."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path


def unsafe(path: Path, *, secret: bool = False) -> Iterator[str]:
    """What is wrong with the owners and modes of a file and of the folders above it, a sentence each; as
    sshd's StrictModes has it (sshd_config(5)), up to the root. Raises OSError where it cannot be seen."""
    real = path.resolve(strict=True)
    state = real.stat()
    if not stat.S_ISREG(state.st_mode):
        yield f"{real} is no ordinary file"
    if secret and state.st_mode & 0o077:
        yield f"{real} can be read by others: chmod 600 {real}"
    yield from _writable(real, state)
    for folder in real.parents:
        yield from _writable(folder, folder.stat())


def _writable(path: Path, state: os.stat_result) -> Iterator[str]:
    if state.st_uid not in (0, os.geteuid()):
        yield f"{path} belongs to another user (uid {state.st_uid})"
    # In a sticky folder, as /tmp is one, nobody can replace what belongs to another.
    is_sticky = stat.S_ISDIR(state.st_mode) and state.st_mode & stat.S_ISVTX
    if state.st_mode & 0o022 and not is_sticky:
        yield f"{path} can be changed by others: chmod go-w {path}"
