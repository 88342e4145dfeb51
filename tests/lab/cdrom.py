"""A CD that any VM boots the tiny guest from. The guest has no address until it is given one by hand."""

import io
from pathlib import Path
from typing import Final

import pycdlib

from tests.lab.image import image
from tests.servers.process import ToolError

_LOADER: Final = (
    Path("/usr/lib/ISOLINUX/isolinux.bin"),
    Path("/usr/lib/syslinux/modules/bios/ldlinux.c32"),
)
"""As the packages isolinux and syslinux-common have them."""

_CONFIGURATION: Final = """\
DEFAULT guest
LABEL guest
  KERNEL /VMLINUZ
  INITRD /INITRD
  APPEND console=ttyS0 quiet panic=-1 lab.name=guest
"""


def cdrom() -> Path:
    """The CD, made the first time. Raises ToolError where it cannot be made."""
    guest = image()
    there = guest.kernel.with_name("bare-guest.iso")
    if there.exists():
        return there
    if missing := [file for file in _LOADER if not file.exists()]:
        raise ToolError(f"no CD can be made to boot from without {missing[0]}")
    made = pycdlib.PyCdlib()
    made.new(interchange_level=3)
    loader, module = _LOADER
    for path, data in (
        ("/ISOLINUX.BIN;1", loader.read_bytes()),
        ("/LDLINUX.C32;1", module.read_bytes()),
        ("/ISOLINUX.CFG;1", _CONFIGURATION.encode()),
        ("/VMLINUZ.;1", guest.kernel.read_bytes()),
        ("/INITRD.;1", guest.initramfs.read_bytes()),
    ):
        made.add_fp(io.BytesIO(data), len(data), path)
    made.add_eltorito("/ISOLINUX.BIN;1", bootcatfile="/BOOT.CAT;1", boot_load_size=4, boot_info_table=True)
    unfinished = there.with_suffix(".unfinished")
    made.write(str(unfinished))
    made.close()
    unfinished.rename(there)
    return there
