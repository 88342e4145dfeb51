"""The image from which cloud-init reads how to set a VM up on its first start: an ISO with the label cidata
and three files (cloud-init's documentation, "NoCloud")."""

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from pycdlib import PyCdlib
from pycdlib.pycdlibexception import PyCdlibException

LABEL: Final = "cidata"

FILES: Final = ("meta-data", "user-data", "network-config")


def seed_image(files: Mapping[str, str]) -> bytes:
    """The image with these files. The same files make an image that holds the same."""
    disc = PyCdlib()
    disc.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident=LABEL)
    for number, (name, text) in enumerate(files.items()):
        data = text.encode()
        disc.add_fp(BytesIO(data), len(data), f"/F{number}.;1", rr_name=name, joliet_path=f"/{name}")
    out = BytesIO()
    disc.write_fp(out)
    disc.close()
    return out.getvalue()


def read_seed(image: bytes) -> dict[str, str] | None:
    """The files of such an image; None where it is none."""
    disc = PyCdlib()
    files = {}
    try:
        disc.open_fp(BytesIO(image))
        for name in FILES:
            content = BytesIO()
            disc.get_file_from_iso_fp(content, rr_path=f"/{name}")
            files[name] = content.getvalue().decode(errors="replace")
    except PyCdlibException:
        return None
    disc.close()
    return files
