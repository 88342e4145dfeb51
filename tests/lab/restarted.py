"""A machine that goes down in the middle of what it does, and starts anew with what is on its disk."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from tests.lab.booted import begin, groups, swept, up
from tests.lab.namespaces import Host, is_gone
from tests.lab.waiting import wait_for
from tests.servers.process import DIES_WITH_US, ENVIRONMENT, program

_STAYS: Final = ("--net", "--mount", "--uts", "--ipc")
"""What a machine keeps: its disk and its cards."""
_START: Final = """\
cd / && mount -t proc lab /proc &&
umount -l -R /run && mount -t tmpfs -o mode=755 lab /run &&
umount -l -R /sys/fs/cgroup && mount -t cgroup2 lab /sys/fs/cgroup &&
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /usr/lib/systemd/systemd --system --unit=lab.target --show-status=0
"""
_WANTS: Final = "/etc/systemd/system/{}.target.wants"


@contextmanager
def restarted(host: Host, cards: tuple[str, ...], units: tuple[str, ...]) -> Iterator[None]:
    """Pull the plug and let it start, with these units of those that multi-user.target wants then, and D-Bus;
    its cards have forgotten all. When this is left, it is gone."""
    above = groups()
    assert above is not None
    group = above / f"ovntui-lab-{os.getpid()}-again"
    group.mkdir()
    holder = subprocess.Popen(
        [*DIES_WITH_US, program("nsenter"), f"--target={host.pid}", *_STAYS, "--", "sleep", "infinity"],
        start_new_session=True,
        env=ENVIRONMENT,
    )
    here = f"/proc/{holder.pid}/ns/net"
    wait_for(lambda: Path(here).readlink() == Path(f"/proc/{host.pid}/ns/net").readlink(), "it is held")
    host.run("mkdir", "-p", _WANTS.format("lab"))
    host.run("ln", "-sf", "/lib/systemd/system/dbus.socket", _WANTS.format("lab"))
    for unit in units:
        if (host.root / _WANTS.format("multi-user").lstrip("/") / unit).is_symlink():
            host.run("cp", "-dfT", f"{_WANTS.format('multi-user')}/{unit}", f"{_WANTS.format('lab')}/{unit}")
    os.kill(host.pid, signal.SIGKILL)
    wait_for(partial(is_gone, host.pid), "the end of all its processes")
    inside = [program("nsenter"), f"--target={holder.pid}", *_STAYS, "--wd=/", "--"]
    shown = subprocess.run([*inside, "ip", "-json", "link"], check=True, capture_output=True).stdout
    for link in (one["ifname"] for one in json.loads(shown)):
        forgets = (("address", "flush", "dev", link), ("link", "set", "dev", link, "down"))
        # Open vSwitch's own outlive it (TUNSETPERSIST), but no restart
        for words in forgets if link in ("lo", *cards) else (("link", "delete", "dev", link),):
            subprocess.run([*inside, "ip", *words], check=True, capture_output=True)
    process = begin(
        group,
        *(*inside, program("unshare"), "--pid", "--cgroup", "--fork", "--kill-child"),
        *("sh", "-c", _START),
    )
    try:
        host.pid = up(process).pid
        yield
    finally:
        for one in (process, holder):
            one.kill()
            one.wait()
        assert process.stderr is not None
        process.stderr.close()
        wait_for(partial(swept, group), "the end of the machine's processes")
