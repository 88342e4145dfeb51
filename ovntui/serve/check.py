"""What is wrong with keys, files and modes before the server starts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ovntui.operators import Role
from ovntui.plans.errors import JournalError
from ovntui.plans.verify import verify
from ovntui.serve.authorized import Authorized, parse_authorized
from ovntui.serve.keys import host_key
from ovntui.serve.modes import unsafe
from ovntui.serve.settings import ServeSettings
from ovntui.settings import SettingsError

_LOOPBACK: Final = ("127.", "::1", "localhost")


def wrong(settings: ServeSettings) -> Iterator[str]:
    """A sentence for each thing that keeps the server from starting or somebody from coming in."""
    if settings.host_key.exists():
        try:
            host_key(settings.host_key)
        except SettingsError as error:
            yield str(error)
    elif not os.access(_there(settings.state), os.W_OK):
        yield f"{settings.state} cannot be made or written: the host key is to lie there"
    yield from _keys(settings.authorized_keys)
    if settings.audit.exists():
        try:
            found = verify(settings.audit)
        except JournalError as error:
            yield str(error)
        else:
            if found.wrong:
                yield f"the audit {settings.audit}: {found}"


def _keys(path: Path) -> Iterator[str]:
    try:
        yield from unsafe(path)
        found = parse_authorized(path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        yield f"the authorized keys {path}: {error.strerror}; nobody can come in"
        return
    yield from (f"{path}, {fault}" for fault in found.faults)
    if not found.lines:
        yield f"{path} has no line that admits anybody"


def told(settings: ServeSettings) -> Iterator[str]:
    """What will be so, for the eye of whoever starts it."""
    open_to = "this machine only" if settings.listen.startswith(_LOOPBACK) else "the network"
    yield f"listens on {settings.listen} port {settings.port}, open to {open_to}"
    made = "" if settings.host_key.exists() else ", made at the first start"
    yield f"host key {settings.host_key}{made}"
    yield f"audit {settings.audit}"
    try:
        lines = parse_authorized(settings.authorized_keys.read_text(errors="replace")).lines
    except OSError:
        lines = Authorized().lines
    for role in Role:
        names = ", ".join(
            f"{line.name} (authority)" if line.options.is_authority else line.name
            for line in lines
            if line.options.role is role
        )
        yield f"{role.word}s: {names or 'none'}"


def _there(path: Path) -> Path:
    """The nearest folder that is there already."""
    return next(one for one in (path, *path.parents) if one.exists())
