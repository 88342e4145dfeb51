"""How a libvirt is connected to."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Driver:
    """module is the one that connects. folder is where the private socket for it is made; None: among
    temporary files. missing tells why there is no libvirt at all."""

    module: str = "ovntui.hosts.libvirtd"
    folder: Path | None = None
    missing: str = ""
