"""The server's own key, made on the first start, and the file of those who may come in, read anew when
it changes."""

import logging
import os
from pathlib import Path
from typing import Final

import asyncssh

from ovntui.safetext import SafeText
from ovntui.serve.authorized import Authorized, parse_authorized
from ovntui.serve.modes import unsafe
from ovntui.settings import SettingsError

_LOG: Final = logging.getLogger(__name__)

_LARGEST: Final = 1 << 20
"""Bytes of an authorized_keys file; more is a mistake."""

_Stamp = tuple[int, int, int, int, int]


def host_key(path: Path) -> asyncssh.SSHKey:
    """The key that the server is known by, made where there is none. Raises SettingsError for one that
    cannot be read, made, or kept to ourselves."""
    try:
        if not path.exists():
            _make(path)
            _LOG.info("made a host key: %s", path)
        for sentence in unsafe(path, secret=True):
            raise SettingsError(f"the host key is not safe: {sentence}")
        return asyncssh.read_private_key(path)
    except OSError as error:
        raise SettingsError(f"the host key {path}: {error.strerror}") from error
    except asyncssh.KeyImportError as error:
        raise SettingsError(f"the host key {path}: {error}") from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = asyncssh.generate_private_key("ssh-ed25519", comment="ovntui")
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.export_private_key("openssh"))
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)


class AuthorizedFile:
    """The file of those who may come in. While it is missing or unsafe nobody new may."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: _Stamp | None = None
        self._held: Authorized | None = None
        self._fault: str | None = ""

    def current(self) -> Authorized | None:
        """What it says now; None where it cannot be relied upon, for a reason that was logged once."""
        try:
            if wrong := list(unsafe(self.path)):
                self._refuse(f"the authorized keys are not safe: {'; '.join(wrong)}")
            elif (stamp := _stamp(self.path)) != self._stamp or self._fault:
                self._read(stamp)
        except OSError as error:
            self._refuse(f"{self.path}: {error.strerror}")
        return self._held

    def _read(self, stamp: _Stamp) -> None:
        if stamp[2] > _LARGEST:
            self._refuse(f"{self.path} is larger than any list of keys")
            return
        found = parse_authorized(self.path.read_text(encoding="utf-8", errors="replace"))
        for fault in found.faults:
            _LOG.warning("%s, %s; it admits nobody", self.path, fault)
        _LOG.info("%s admits by %d lines", self.path, len(found.lines))
        self._held, self._stamp, self._fault = found, stamp, None

    def _refuse(self, sentence: str) -> None:
        if sentence != self._fault:
            _LOG.error("nobody is admitted: %s", SafeText(sentence))
        self._held, self._fault = None, sentence


def _stamp(path: Path) -> _Stamp:
    """What differs once a file or its mode has changed."""
    state = path.stat()
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
