"""Who brings a hypervisor's network up when it starts: the real ifupdown and systemd-networkd, at work in a
host of the lab alone."""

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import platformdirs

from tests.lab.namespaces import Host
from tests.lab.waiting import wait_for
from tests.servers.process import ENVIRONMENT, ToolError, program

_NETWORKD: Final = "/lib/systemd/systemd-networkd"
_BINARIES: Final = "/run/ifupdown"


def ifup() -> Path:
    """ifupdown's program. Where it is not installed it is unpacked beside the guests' kernel, and not
    installed: that would be this machine's network. Raises ToolError."""
    try:
        return Path(program("ifup"))
    except FileNotFoundError:
        pass
    cache = Path(platformdirs.user_cache_dir("ovntui")) / "lab"
    cache.mkdir(parents=True, exist_ok=True)
    there = cache / "ifupdown"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not there.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                _fetch(Path(folder))
                (Path(folder) / "made").rename(there)
    return there / "sbin/ifup"


def _fetch(folder: Path) -> None:
    for argv in (
        ("apt-get", "-o", "APT::Sandbox::User=root", "download", "ifupdown"),
        ("sh", "-c", "dpkg-deb -x ifupdown_*.deb made"),
    ):
        done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT)
        if done.returncode:
            raise ToolError(f"{argv[0]}: {done.stderr}")


@contextmanager
def ifupdown(host: Host, binary: Path) -> Iterator[None]:
    """Let a host have ifup, ifdown and ifquery."""
    here = host.root / _BINARIES.lstrip("/")
    here.mkdir(parents=True)
    shutil.copy(binary, here / "ifup")
    for name in ("ifdown", "ifquery"):
        (here / name).symlink_to("ifup")
    (host.root / "run/network").mkdir(exist_ok=True)
    host.run("mount", "-t", "overlay", "-o", f"lowerdir={_BINARIES}:/usr/sbin", "lab", "/usr/sbin")
    try:
        yield
    finally:
        host.run("umount", "-l", "/usr/sbin")
        shutil.rmtree(here)


def has_networkd() -> bool:
    """Whether there is a systemd-networkd."""
    return Path(_NETWORKD).exists()


def let_networkd_start(host: Host) -> None:
    """What it does when a host starts, until nothing is left to be done. Links count as known where /sys
    cannot be written to, as in a container: there is no udev."""
    host.run("mount", "-o", "remount,ro,bind", "/sys")
    host.run("sh", "-c", f"{_NETWORKD} >/run/networkd.log 2>&1 & echo $! >/run/networkd.pid")
    try:
        wait_for(lambda: "default" in host.run("ip", "route"), "systemd-networkd has set the network up")
    finally:
        host.run("sh", "-c", "kill $(cat /run/networkd.pid)")
        host.run("mount", "-o", "remount,rw,bind", "/sys")


def forget_network(host: Host) -> None:
    """As after a restart: no address, no route; of what Open vSwitch remembers nothing goes."""
    for device in ("ens2", "br-ext"):
        if (host.root / "sys/class/net" / device).exists():
            host.run("ip", "address", "flush", "dev", device)
    for state in (host.root / "run/network").glob("ifstate*"):
        state.unlink()
