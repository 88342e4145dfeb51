"""One connection to one libvirtd. Everything here waits for its answers, so it runs in a thread of its own
(see virt); only the callback comes from libvirt's own thread.

This module needs libvirt-python, which may not be there: it is imported late.
"""

import contextlib
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import libvirt

from ovntui.cloud.rows.libvirt import Domain, Hardware, Hypervisor, Usage
from ovntui.hosts.calls.console import Console
from ovntui.hosts.calls.domains import Domains
from ovntui.hosts.calls.migration import Migration
from ovntui.hosts.calls.snapshots import Snapshots
from ovntui.hosts.calls.storage import Storage
from ovntui.hosts.calls.told import present, told
from ovntui.hosts.capabilities import read_guest, read_network
from ovntui.hosts.domain_xml import read_devices

KEEPALIVE: Final = (2, 3)
"""Seconds between signs of life, and how many may be missing."""

_STATES: Final = {
    libvirt.VIR_DOMAIN_NOSTATE: "",
    libvirt.VIR_DOMAIN_RUNNING: "running",
    libvirt.VIR_DOMAIN_BLOCKED: "blocked",
    libvirt.VIR_DOMAIN_PAUSED: "paused",
    libvirt.VIR_DOMAIN_SHUTDOWN: "shutting down",
    libvirt.VIR_DOMAIN_SHUTOFF: "off",
    libvirt.VIR_DOMAIN_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_PMSUSPENDED: "suspended",
}

_EVENTS: Final = (
    libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
    libvirt.VIR_DOMAIN_EVENT_ID_REBOOT,
    libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED,
    libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED,
    libvirt.VIR_DOMAIN_EVENT_ID_DISK_CHANGE,
    libvirt.VIR_DOMAIN_EVENT_ID_TRAY_CHANGE,
    libvirt.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE,
    libvirt.VIR_DOMAIN_EVENT_ID_TUNABLE,
    libvirt.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE,
)
"""All that may change what a Domain holds."""


def connect(socket: Path, heard: Callable[[str | None], None], *, read_only: bool) -> "Libvirtd":
    """A connection to the libvirtd that listens there. Raises HostError."""
    return Libvirtd(f"qemu+unix:///system?socket={quote(str(socket))}", heard, read_only=read_only)


class Libvirtd:
    """A connection that is up. heard is called from another thread with the uuid of a domain that may differ
    now, or with None when the connection has ended."""

    def __init__(self, uri: str, heard: Callable[[str | None], None], *, read_only: bool) -> None:
        _events()
        with told():
            self._connection = (libvirt.openReadOnly if read_only else libvirt.open)(uri)
            self._connection.registerCloseCallback(lambda *_: heard(None), None)
            self._connection.setKeepAlive(*KEEPALIVE)
            self._listening = [
                # every callback's second argument is the domain; what comes behind differs
                self._connection.domainEventRegisterAny(
                    None, event, lambda _, domain, *__: heard(domain.UUIDString()), None
                )
                for event in _EVENTS
            ]
        self.domains = Domains(self._connection)
        self.migration = Migration(self._connection)
        self.snapshots = Snapshots(self._connection)
        self.storage = Storage(self._connection)

    def is_alive(self) -> bool:
        """Whether it is still up, as far as is known here; asks nobody."""
        try:
            return bool(self._connection.isAlive())
        except libvirt.libvirtError:  # it was closed
            return False

    def hypervisor(self) -> Hypervisor:
        """What the host is."""
        with told():
            architecture, mebibytes, cpus, *_ = self._connection.getInfo()  # virNodeInfo
            return Hypervisor(
                libvirt=_version(self._connection.getLibVersion()),
                qemu=_version(self._connection.getVersion()),
                hostname=self._connection.getHostname(),
                cpus=cpus,
                architecture=architecture,
                memory=mebibytes * 2**20,
            )

    def hardware(self) -> Hardware:
        """What VMs can be made of."""
        with told():
            architecture = self._connection.getInfo()[0]
            kinds, machines = read_guest(self._connection.getCapabilities(), architecture)
            networks = self._connection.listAllNetworks(libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE)
            found = present(networks, lambda one: read_network(one.XMLDesc()))
            return Hardware(architecture, kinds, machines, tuple(sorted(found)))

    def free_memory(self) -> int:
        """Bytes that nothing on the host uses."""
        with told():
            return int(self._connection.getFreeMemory())

    def console(
        self, uuid: str, read: Callable[[bytes], None], ended: Callable[[], None], *, force: bool = False
    ) -> Console:
        """The serial console of a running domain; force takes it from whoever else has it."""
        return Console(self._connection, uuid, read, ended, force=force)

    def uuids(self) -> list[str]:
        """All domains, running or not."""
        with told():
            return [domain.UUIDString() for domain in self._connection.listAllDomains()]

    def domain(self, uuid: str) -> Domain | None:
        """One domain as it is now; None where there is none any more."""
        with told():
            try:
                domain = self._connection.lookupByUUIDString(uuid)
                return _domain(domain)
            except libvirt.libvirtError as error:
                if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                    return None
                raise

    def usage(self) -> dict[str, Usage]:
        """What every running domain has used, by its uuid, in one request."""
        with told():
            found = self._connection.getAllDomainStats(
                libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
                | libvirt.VIR_DOMAIN_STATS_BALLOON
                | libvirt.VIR_DOMAIN_STATS_INTERFACE
                | libvirt.VIR_DOMAIN_STATS_BLOCK,
                libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE,
            )
            return {domain.UUIDString(): _usage(values) for domain, values in found}

    def close(self) -> None:
        """End it, or what is left of it, listening to nothing any more: libvirtd 9.0 may crash where a client
        that listens hangs up while it is answered, since it then lets go of the listeners twice. One that a
        domain moves over is left to the end of its socket, which ends the move: libvirt's library goes on to
        use, in another host's call, what is closed here."""
        with contextlib.suppress(libvirt.libvirtError):
            for callback in self._listening:
                self._connection.domainEventDeregisterAny(callback)
        if not self.migration.is_under_way:
            with contextlib.suppress(libvirt.libvirtError):
                self._connection.close()


def _domain(domain: Any) -> Domain:
    state, _, memory, vcpus, _ = domain.info()  # virDomainInfo; the memory is in KiB
    nics, disks = read_devices(domain.XMLDesc())
    persistent = bool(domain.isPersistent())
    return Domain(
        name=domain.name(),
        state=_STATES.get(state, ""),
        vcpus=vcpus,
        memory=memory * 2**10,
        autostart=persistent and bool(domain.autostart()),
        persistent=persistent,
        nics=nics,
        disks=disks,
    )


def _usage(values: dict[str, Any]) -> Usage:
    """virConnectGetAllDomainStats' values: net.0.rx.bytes, block.1.wr.bytes, cpu.time in nanoseconds …"""

    def total(group: str, what: str) -> int:
        return sum(values.get(f"{group}.{n}.{what}", 0) for n in range(values.get(f"{group}.count", 0)))

    return Usage(
        cpu=values.get("cpu.time", 0) / 1e9,
        memory=values.get("balloon.rss", 0) * 2**10,
        read=total("block", "rd.bytes"),
        written=total("block", "wr.bytes"),
        received=total("net", "rx.bytes"),
        sent=total("net", "tx.bytes"),
    )


def _version(number: int) -> str:
    """9000000 is 9.0.0 (virConnectGetLibVersion)."""
    return f"{number // 1_000_000}.{number // 1_000 % 1_000}.{number % 1_000}"


@cache
def _events() -> threading.Thread:
    """libvirt has one event loop a process, for all of its connections; it must run before the first is made.
    It only hands events on, so that a host that does not answer holds up nobody."""
    libvirt.registerErrorHandler(lambda *_: None, None)  # it would write on the terminal
    libvirt.virEventRegisterDefaultImpl()

    def run() -> None:
        while True:
            libvirt.virEventRunDefaultImpl()

    thread = threading.Thread(target=run, name="libvirt's events", daemon=True)
    thread.start()
    return thread
