"""A tiny osinfo database, in the format of the real one (osinfo-db): a few systems with just what matters."""

import io
import tarfile
from collections.abc import Mapping
from typing import Final

_DEVICES: Final = {
    "virtio-net": "net",
    "virtio1.0-net": "net",
    "virtio-block": "block",
    "virtio1.0-block": "block",
    "virtio1.0-rng": "rng",
    "rtl8139": "net",
    "e1000e": "net",
    "qemu-x86-q35": "chipset",
    "tablet": "input",
}
"""By their names, with their classes."""


def system(key: str, *told: str) -> str:
    """A file about one system; told are elements as they stand in it."""
    return f'<libosinfo version="0.0.1"><os id="http://{key}">{"".join(told)}</os></libosinfo>'


def name(short: str, title: str, family: str) -> str:
    """What it is called, also in another language, and what it descends from."""
    other = f'<name xml:lang="ka">{title} ka</name>'
    return f"<short-id>{short}</short-id><name>{title}</name>{other}<family>{family}</family>"


def devices(*names: str, but: tuple[str, ...] = ()) -> str:
    """What it has drivers for, and what it has none for although others of its like have."""
    listed = "".join(f'<device id="http://devices/{one}"/>' for one in names)
    left_out = "".join(f'<device id="http://devices/{one}" supported="false"/>' for one in but)
    return f"<devices>{listed}{left_out}</devices>"


def like(key: str, relation: str = "derives-from") -> str:
    """That it is made from another one."""
    return f'<{relation} id="http://{key}"/>'


def packed(files: Mapping[str, str]) -> bytes:
    """Files by their paths, as the folder that holds them comes from a host."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for path, text in files.items():
            data = text.encode()
            member = tarfile.TarInfo(f"./{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return archive.getvalue()


FILES: Final = {
    **{
        f"device/{one}.xml": f'<libosinfo><device id="http://devices/{one}"><name>{one}</name>'
        f"<class>{kind}</class></device></libosinfo>"
        for one, kind in _DEVICES.items()
    },
    "os/old.xml": system(
        "debian.org/debian/5",
        name("debian5", "Debian GNU/Linux 5", "linux"),
        devices("virtio-net", "virtio-block", "rtl8139", "tablet"),
    ),
    "os/debian.xml": system(
        "debian.org/debian/12",
        name("debian12", "Debian GNU/Linux 12", "linux"),
        "<short-id>debianbookworm</short-id>",
        like("debian.org/debian/5"),
        devices(
            *("virtio1.0-net", "virtio1.0-block", "virtio1.0-rng", "e1000e", "qemu-x86-q35"),
            but=("rtl8139",),
        ),
    ),
    "os/windows.xml": system(
        "microsoft.com/win/11",
        name("win11", "Microsoft Windows 11", "winnt"),
        devices("e1000e", "qemu-x86-q35"),
        '<firmware arch="x86_64" type="bios" supported="false"/>',
    ),
    "os/windows.d/drivers.xml": system(
        "microsoft.com/win/11",
        '<driver arch="x86_64" location="file:///drivers"><device id="http://devices/virtio-net"/></driver>',
    ),
    "os/xp.xml": system(
        "microsoft.com/win/xp", name("winxp", "Microsoft Windows XP", "winnt"), devices("rtl8139")
    ),
}
"""What is in it, by path."""

TINY: Final = packed(FILES)
"""The same as it comes from a host."""
