"""Makes systemd the first process of a machine of its own: this machine's files, what is written in memory.
Run by the interpreter alone, inside new namespaces, with the folder of the interpreter's installation, of its
packages, and of a wheel.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path("/mnt")
"""Where the machine's files are put together, and what is hidden by that here."""
DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "net/tun")
PLACES = ("/opt/python", "/opt/packages", "/opt/wheel")

TARGET = "[Unit]\nRequires=sysinit.target\nAfter=sysinit.target\n"
"""What systemd itself wants, and none of what this machine has enabled."""


def mount(*arguments: str) -> None:
    """Run mount(8)."""
    subprocess.run(["mount", *arguments], check=True)


def furnish(lent: list[str]) -> None:
    """Put the root together."""
    root = ROOT / "root"
    mount("--make-rprivate", "/")
    mount("-t", "tmpfs", "-o", "mode=755", "lab", str(ROOT))
    for folder in ("upper", "work", "root"):
        (ROOT / folder).mkdir()
    layers = f"lowerdir=/,upperdir={ROOT / 'upper'},workdir={ROOT / 'work'}"
    mount("-t", "overlay", "-o", layers, "lab", str(root))
    for place, folder in zip(PLACES, lent, strict=True):
        there = root / place.lstrip("/")
        there.mkdir(parents=True, exist_ok=True)
        mount("--bind", folder, str(there))
    for folder in ("run", "tmp", "dev"):
        mount("-t", "tmpfs", "-o", "mode=755", "lab", str(root / folder))
    (root / "tmp").chmod(0o1777)
    mount("-t", "proc", "lab", str(root / "proc"))
    mount("-t", "sysfs", "lab", str(root / "sys"))
    mount("-t", "cgroup2", "lab", str(root / "sys/fs/cgroup"))
    (root / "dev/net").mkdir()
    for name in DEVICES:
        if Path("/dev", name).exists():
            (root / "dev" / name).touch()
            mount("--bind", f"/dev/{name}", str(root / "dev" / name))
    for name in ("pts", "shm"):
        (root / "dev" / name).mkdir()
    mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=620", "lab", str(root / "dev/pts"))
    mount("-t", "tmpfs", "lab", str(root / "dev/shm"))
    (root / "dev/ptmx").symlink_to("pts/ptmx")
    (root / "dev/fd").symlink_to("/proc/self/fd")
    (root / "etc/machine-id").unlink(missing_ok=True)
    (root / "etc/machine-id").touch()
    (root / "etc/systemd/system/lab.target").write_text(TARGET)


def turn_round() -> None:
    """Make it the root of all here."""
    os.chdir(ROOT / "root")
    Path("old").mkdir(exist_ok=True)
    subprocess.run(["pivot_root", ".", "old"], check=True)
    os.chdir("/")
    subprocess.run(["umount", "--lazy", "/old"], check=True)


furnish(sys.argv[1:])
turn_round()
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
systemd = "/usr/lib/systemd/systemd"
environment = {"container": "lab", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
os.execve(systemd, [systemd, "--system", "--unit=lab.target", "--show-status=0"], environment)
