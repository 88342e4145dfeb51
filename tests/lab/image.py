"""A tiny guest: the distribution's kernel for clouds, and an initramfs with busybox and nothing else.

Its kernel's command line takes lab.name, lab.ip (an address with its prefix, or dhcp), lab.gw and lab.mtu.
"""

import fcntl
import gzip
import hashlib
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

import platformdirs

from tests.servers.process import ENVIRONMENT, ToolError, program

READY: Final = "LAB-GUEST-READY"
"""What a guest prints on its console once its network is set up."""

_MODULES: Final = (
    "drivers/virtio/virtio_ring",
    "drivers/virtio/virtio",
    "drivers/virtio/virtio_pci_legacy_dev",
    "drivers/virtio/virtio_pci_modern_dev",
    "drivers/virtio/virtio_pci",
    "net/core/failover",
    "drivers/net/net_failover",
    "drivers/net/virtio_net",
)
"""In the order in which they have to be loaded."""

_APPLETS: Final = "sh mount ip ping sleep cat echo insmod udhcpc httpd nc hostname setsid wget seq head free"

_INIT: Final = """\
#!/bin/sh
export PATH=/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev 2>/dev/null
arg() { for w in $(cat /proc/cmdline); do case $w in $1=*) echo "${w#*=}";; esac; done; }
hostname $(arg lab.name)
for m in @MODULES@; do insmod /mod/$m.ko; done
i=0; while [ ! -e /sys/class/net/eth0 ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
ip link set lo up; ip link set eth0 up
IP=$(arg lab.ip); GW=$(arg lab.gw); MTU=$(arg lab.mtu)
[ -n "$MTU" ] && ip link set eth0 mtu $MTU
if [ "$IP" = dhcp ]; then udhcpc -i eth0 -t 20 -T 1 -b -s /udhcpc
elif [ -n "$IP" ]; then ip addr add $IP dev eth0; [ -n "$GW" ] && ip route add default via $GW; fi
echo "hello from $(hostname)" >/www/index.html; httpd -p 80 -h /www
echo "@READY@ $(hostname)"
while :; do setsid -c sh -c 'exec sh </dev/ttyS0 >/dev/ttyS0 2>&1'; sleep 0.2; done
"""

_UDHCPC: Final = """\
#!/bin/sh
case $1 in bound|renew)
  ip addr flush dev $interface; ip addr add $ip/$mask dev $interface
  [ -n "$mtu" ] && ip link set $interface mtu $mtu
  [ -n "$router" ] && ip route replace default via ${router%% *} dev $interface;;
esac
"""


class Image(NamedTuple):
    """What a guest boots from."""

    kernel: Path
    initramfs: Path


def image() -> Image:
    """The image, made the first time. Raises ToolError where it cannot be made."""
    recipe = "".join((_INIT, _UDHCPC, _APPLETS, *_MODULES)).encode()
    cache = Path(platformdirs.user_cache_dir("ovntui")) / "lab"
    cache.mkdir(parents=True, exist_ok=True)
    there = cache / hashlib.sha256(recipe).hexdigest()[:16]
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not there.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                made = Path(folder) / "made"
                made.mkdir()
                _make(Path(folder), made)
                made.rename(there)
    return Image(there / "vmlinuz", there / "initramfs")


def _make(folder: Path, made: Path) -> None:
    depends = _output("apt-cache", "depends", "linux-image-cloud-amd64")
    package = next((line.split()[1] for line in depends.splitlines() if "Depends:" in line), None)
    if package is None:
        raise ToolError("apt knows no kernel for guests: linux-image-cloud-amd64")
    _output("apt-get", "-o", "APT::Sandbox::User=root", "download", package, cwd=folder)
    (archive,) = folder.glob("*.deb")
    _output("dpkg-deb", "-x", str(archive), str(folder / "kernel"))
    (kernel,) = (folder / "kernel/boot").glob("vmlinuz-*")
    shutil.copy(kernel, made / "vmlinuz")
    (modules,) = (folder / "kernel/lib/modules").iterdir()
    root = folder / "root"
    for name in ("bin", "proc", "sys", "dev", "mod", "www"):
        (root / name).mkdir(parents=True)
    shutil.copy(program("busybox"), root / "bin/busybox")
    for applet in _APPLETS.split():
        (root / "bin" / applet).symlink_to("busybox")
    for module in _MODULES:
        shutil.copy(modules / "kernel" / f"{module}.ko", root / "mod")
    names = " ".join(Path(module).name for module in _MODULES)
    _script(root / "init", _INIT.replace("@MODULES@", names).replace("@READY@", READY))
    _script(root / "udhcpc", _UDHCPC)
    (made / "initramfs").write_bytes(gzip.compress(_archive(root)))


def _script(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def _archive(root: Path) -> bytes:
    """A folder as the kernel wants an initramfs ("newc" in its Documentation/driver-api/early-userspace/
    buffer-format.rst): a header of hexadecimal numbers, the name, the content, each padded to four bytes."""
    parts = []
    entries = [(path.relative_to(root).as_posix(), path) for path in sorted(root.rglob("*"))]
    for number, (name, path) in enumerate([*entries, ("TRAILER!!!", None)], 1):
        mode, content = (0, b"") if path is None else _content(path)
        encoded = name.encode() + b"\0"
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(encoded), 0)
        header = b"070701" + "".join(f"{field:08x}" for field in fields).encode()
        parts += [_padded(header + encoded), _padded(content)]
    return b"".join(parts)


def _content(path: Path) -> tuple[int, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return mode, str(path.readlink()).encode()
    return mode, path.read_bytes() if stat.S_ISREG(mode) else b""


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _output(name: str, *arguments: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [program(name), *arguments], cwd=cwd, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    if done.returncode:
        raise ToolError(f"{name} {' '.join(arguments)}: {done.stderr}{done.stdout}")
    return done.stdout
