"""Guests: what libvirt is told of them, and their serial console, typed into and read."""

import re
import secrets
import shlex
import socket
import time
from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from tests.lab.cast import Vm
from tests.lab.image import READY, Image
from tests.lab.namespaces import Host

GUEST_MTU: Final = 1442
"""What Geneve leaves of 1,500 bytes; larger packets would vanish silently."""

_OFFLOADS: Final = "csum='off' tso4='off' tso6='off' ecn='off' ufo='off'"
"""OVS's userspace datapath neither computes checksums nor cuts packets for anybody."""


class Output(NamedTuple):
    """How a command in a guest ended, and what it printed."""

    status: int
    text: str


class Guest:
    """One VM on its host."""

    def __init__(self, host: Host, vm: Vm) -> None:
        self.host = host
        self.vm = vm
        self._socket = f"/run/console/{vm.name}.sock"
        self._log = f"/run/console/{vm.name}.log"

    def xml(self, image: Image) -> str:
        """Its definition, with its NIC plugged into br-int at its logical port."""
        vm = self.vm
        words = f"console=ttyS0 quiet panic=-1 lab.name={vm.name} lab.ip={vm.address} lab.gw=172.16.0.1"
        return f"""\
<domain type='qemu'>
  <name>{vm.name}</name><uuid>{vm.uuid}</uuid>
  <memory unit='MiB'>80</memory><vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>{image.kernel}</kernel><initrd>{image.initramfs}</initrd>
    <cmdline>{words} lab.mtu={GUEST_MTU}</cmdline>
  </os>
  <features><acpi/></features>
  <cpu mode='maximum'/>
  <on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <interface type='bridge'>
      <source bridge='br-int'/><mac address='{vm.mac}'/>
      <virtualport type='openvswitch'><parameters interfaceid='{vm.port}'/></virtualport>
      <model type='virtio'/>
      <driver name='qemu'>
        <host {_OFFLOADS} gso='off' mrg_rxbuf='off'/><guest {_OFFLOADS}/>
      </driver>
    </interface>
    <serial type='unix'>
      <source mode='bind' path={quoteattr(self._socket)}/><log file={quoteattr(self._log)}/><target port='0'/>
    </serial>
    <controller type='usb' model='none'/><memballoon model='none'/>
  </devices>
</domain>
"""

    def start(self, image: Image) -> None:
        """Define and start it. It is ready some time later: see run()."""
        self.host.run("virsh", "-q", "define", "/dev/stdin", text=self.xml(image))
        self.host.run("virsh", "-q", "start", self.vm.name)

    def run(self, *arguments: str, seconds: float = 60) -> Output:
        """Type a command on its console, once it is ready. Raises TimeoutError with what was read."""
        end = time.monotonic() + seconds
        while READY not in self._printed():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.vm.name} is not ready: {self._printed()[-300:]}")
            time.sleep(0.05)
        return self._type(arguments, end)

    def moved(self) -> None:
        """Let it say again that it is ready: the QEMU that has taken it over did not hear it."""
        self._type(("echo", READY), time.monotonic() + 60)

    def _type(self, arguments: Sequence[str], end: float) -> Output:
        with socket.socket(socket.AF_UNIX) as console:
            console.connect(str(self.host.root / self._socket.lstrip("/")))
            console.settimeout(0.5)
            _read_until(console, re.compile(r"# (\x1b\[6n)?$"), end, poke=b"\n")
            # The console echoes what is typed, so the mark of the end must look otherwise when typed.
            mark = secrets.token_hex(8)
            console.sendall(f"{shlex.join(arguments)}; echo @{mark[:8]}''{mark[8:]} $?\n".encode())
            pattern = re.compile(rf"''{mark[8:]} \$\?\s+(.*?)@{mark} (\d+)\s", re.DOTALL)
            found = _read_until(console, pattern, end)
        return Output(int(found[2]), found[1].replace("\r", ""))

    def reaches(self, address: str) -> bool:
        """Whether one ping is answered."""
        return self.run("ping", "-c", "1", "-W", "2", address).status == 0

    def _printed(self) -> str:
        log = self.host.root / self._log.lstrip("/")
        return log.read_text(errors="replace") if log.exists() else ""


def _read_until(
    console: socket.socket, pattern: re.Pattern[str], end: float, poke: bytes = b""
) -> re.Match[str]:
    """Read the console until what it says matches. poke is sent whenever it says nothing."""
    read = ""
    if poke:
        console.sendall(poke)
    while (found := pattern.search(read)) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"the console says no {pattern.pattern}: {read[-500:]}")
        try:
            data = console.recv(65536)
        except TimeoutError:
            if poke:
                console.sendall(poke)
            continue
        if not data:
            raise ConnectionError(f"the console was closed: {read[-500:]}")
        read += data.decode(errors="replace")
    return found
