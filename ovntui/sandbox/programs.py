"""Where Open vSwitch and OVN are installed on this machine, and what to install where they are not.

A plain user's PATH often lacks the sbin directories, in which Debian keeps half of the daemons.
"""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from ovntui.sandbox.errors import SandboxError

PACKAGES: Final[Mapping[str, str]] = {
    "ovsdb-server": "openvswitch-common",
    "ovsdb-tool": "openvswitch-common",
    "ovs-appctl": "openvswitch-common",
    "ovs-vsctl": "openvswitch-switch",
    "ovs-vswitchd": "openvswitch-switch",
    "ovn-nbctl": "ovn-common",
    "ovn-sbctl": "ovn-common",
    "ovn-northd": "ovn-central",
    "ovn-controller": "ovn-host",
    "openvswitch/vswitch.ovsschema": "openvswitch-switch",
    "ovn/ovn-nb.ovsschema": "ovn-central",
    "ovn/ovn-sb.ovsschema": "ovn-central",
}
"""What a sandbox can need, and the Debian package that brings it."""
_BEYOND_PATH: Final = ("/usr/sbin", "/sbin", "/usr/local/sbin")
_SHARES: Final = (Path("/usr/local/share"), Path("/usr/share"))


def find(wanted: Iterable[str], path: str | None = None) -> dict[str, str]:
    """The full paths of programs, and of schemas, which are named by their path below a share directory.

    Looks through PATH (or the given one), then the usual sbin directories. A schema is looked for
    beside the programs first, so that an OVN from /usr/local does not get the distribution's schemas.

    Raises SandboxError, which names each missing file and the Debian packages that bring them.
    """
    names = list(wanted)
    found = {name: program for name in names if "/" not in name and (program := where(name, path))}
    beside = [Path(program).parents[1] / "share" for program in found.values()]
    for name in names:
        schemas = [share / name for share in (*beside, *_SHARES) if "/" in name]
        if at := next(filter(Path.is_file, schemas), None):
            found[name] = str(at)
    missing = [name for name in names if name not in found]
    if missing:
        packages = " ".join(sorted({PACKAGES[name] for name in missing}))
        those = ", ".join(missing)
        raise SandboxError(f"Not installed here: {those}; to install: apt-get install {packages}")
    return found


def where(program: str, path: str | None = None) -> str | None:
    """The full path of one program; None where it is not installed."""
    search = os.pathsep.join([os.environ.get("PATH", os.defpath) if path is None else path, *_BEYOND_PATH])
    return shutil.which(program, path=search)
