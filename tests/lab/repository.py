"""Packages that a host of a lab can install: in a repository of its own, beside no other."""

from collections.abc import Sequence
from typing import Final

from tests.lab.namespaces import Host

_FOLDER: Final = "/root/repository"
_UNIT: Final = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n"
_STARTS: Final = "#!/bin/sh\nsystemctl daemon-reload && systemctl --quiet enable --now {}.service\n"
"""What debhelper has a package do for its unit, in short (dh_systemd_start(1))."""


def offer(host: Host, names: Sequence[str], *, units: bool = False) -> None:
    """Let there be packages of these names, and no others. Each writes nothing but a file in /etc; units:
    and a unit, which it starts."""
    for name in names:
        _build(host, name, units=units)
    host.write(f"{_FOLDER}/Packages", "".join(_listed(host, name) for name in names))
    host.run("chmod", "755", "/root")  # apt reads as a user of its own
    host.run("sh", "-c", "rm -rf /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d/*")
    host.write("/etc/apt/sources.list", f"deb [trusted=yes] file:{_FOLDER} ./\n")


def _build(host: Host, name: str, *, units: bool) -> None:
    root = f"{_FOLDER}/{name}"
    host.write(
        f"{root}/DEBIAN/control",
        f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x.invalid>\nDescription: test\n",
    )
    host.write(f"{root}/etc/{name}", "here\n")
    if units:
        host.write(f"{root}/lib/systemd/system/{name}.service", _UNIT)
        host.write(f"{root}/DEBIAN/postinst", _STARTS.format(name), 0o755)
    host.run("dpkg-deb", "--root-owner-group", "--build", root, f"{_FOLDER}/{name}.deb")


def _listed(host: Host, name: str) -> str:
    file = f"{_FOLDER}/{name}.deb"
    size = (host.root / file.lstrip("/")).stat().st_size
    digest = host.run("sha256sum", file).split()[0]
    return (
        f"Package: {name}\nVersion: 1\nArchitecture: all\nFilename: ./{name}.deb\nDescription: test\n"
        f"Size: {size}\nSHA256: {digest}\n\n"
    )
