"""A disk image in a file of this machine, as far as its first bytes tell."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ovntui.plans.errors import Refusal

_QCOW2: Final = b"QFI\xfb"
_BACKING: Final = slice(8, 16)
_SIZE: Final = slice(24, 32)
"""Where a qcow2 image says where the name of its backing file is, and how large it is to a VM (QEMU's
docs/interop/qcow2.txt, "Header")."""
_HEADER: Final = 104
_ISO: Final = (32769, b"CD001")
"""Where the volume descriptors of ISO 9660 begin with their mark."""


@dataclass(frozen=True, slots=True)
class LocalImage:
    """format is qcow2, iso or raw; size is what a VM sees of it and taken the file's length, in bytes."""

    path: Path
    format: str
    size: int
    taken: int


def local_image(text: str) -> LocalImage:
    """The image of that path. Raises Refusal where there is none that could be uploaded."""
    if not text or any(not char.isprintable() for char in text):
        raise Refusal("give the path of a file on this machine")
    try:
        path = Path(text).expanduser().absolute()
        if not path.is_file():
            raise Refusal(f"{text} is no file" if path.exists() else f"there is no file {text} here")
        with path.open("rb") as file:
            head = file.read(_HEADER)
            file.seek(_ISO[0])
            mark = file.read(len(_ISO[1]))
            taken = file.seek(0, os.SEEK_END)
    except (OSError, RuntimeError) as error:  # expanduser raises the second for a user that there is not
        raise Refusal(f"{text} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not taken:
        raise Refusal(f"{text} is empty")
    if not head.startswith(_QCOW2):
        return LocalImage(path, "iso" if mark == _ISO[1] else "raw", taken, taken)
    if len(head) < _HEADER:
        raise Refusal(f"{text} begins as a qcow2 image and ends at once")
    if int.from_bytes(head[_BACKING]):
        raise Refusal(f"{text} is thin over another image, which would stay here: qemu-img convert it first")
    return LocalImage(path, "qcow2", int.from_bytes(head[_SIZE]), taken)
