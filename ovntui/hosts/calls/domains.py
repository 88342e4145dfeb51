"""Calls about one domain: its power, its name and definition, and its devices (libvirt-domain.h)."""

from typing import Any, Final
from uuid import uuid4

import libvirt

from ovntui.hosts.calls.told import told

_UNDEFINE: Final = (
    libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
)
"""All that belongs to a domain beside its disks."""


class Domains:
    """The domains of a connection, named by uuid. Each call raises HostError."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def state(self, uuid: str) -> str | None:
        """running, paused or off, or None where there is no such domain."""
        with told():
            domain = self._found(uuid)
            if domain is None:
                return None
            if not domain.isActive():
                return "off"
            paused = domain.state()[0] in (libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PMSUSPENDED)
            return "paused" if paused else "running"

    def find_xml(self, uuid: str, *, running: bool = False) -> str | None:
        """As xml(), or as it runs now; None where there is no such domain, or where it does not run."""
        with told():
            domain = self._found(uuid)
            if domain is None or (running and not domain.isActive()):
                return None
            return str(domain.XMLDesc(0 if running else libvirt.VIR_DOMAIN_XML_INACTIVE))

    def has_autostart(self, uuid: str) -> bool:
        """Whether it starts with its host."""
        with told():
            domain = self._found(uuid)
            return domain is not None and bool(domain.isPersistent()) and bool(domain.autostart())

    def name(self, uuid: str) -> str | None:
        """Its name; None where there is no such domain."""
        with told():
            domain = self._found(uuid)
            return None if domain is None else str(domain.name())

    def start(self, uuid: str) -> None:
        """Let it run."""
        with told():
            self._of(uuid).create()

    def shut_down(self, uuid: str) -> None:
        """Ask its guest to shut down; whether and when it does is the guest's affair."""
        with told():
            self._of(uuid).shutdown()

    def force_off(self, uuid: str) -> None:
        """Cut its power."""
        with told():
            self._of(uuid).destroy()

    def reboot(self, uuid: str) -> None:
        """Ask its guest to reboot."""
        with told():
            self._of(uuid).reboot()

    def pause(self, uuid: str) -> None:
        """Stop its CPUs where they are; its memory stays."""
        with told():
            self._of(uuid).suspend()

    def resume(self, uuid: str) -> None:
        """Let a paused one go on."""
        with told():
            self._of(uuid).resume()

    def set_autostart(self, uuid: str, wanted: bool) -> None:
        """Whether it starts with its host."""
        with told():
            self._of(uuid).setAutostart(wanted)

    def rename(self, uuid: str, name: str) -> None:
        """Give it another name, which libvirt allows while it is off."""
        with told():
            self._of(uuid).rename(name)

    def xml(self, uuid: str) -> str:
        """Its definition as it will be when it starts next, without what is secret in it."""
        with told():
            return str(self._of(uuid).XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))

    def has_secrets(self, uuid: str) -> bool:
        """Whether there is something in its definition that xml() leaves out, as a password."""
        with told():
            domain, kept = self._of(uuid), libvirt.VIR_DOMAIN_XML_INACTIVE
            return bool(domain.XMLDesc(kept) != domain.XMLDesc(kept | libvirt.VIR_DOMAIN_XML_SECURE))

    def try_out(self, uuid: str, xml: str) -> None:
        """Let libvirt check another definition of a domain, and keep none of it: under another uuid its name
        is taken, which libvirt says once it has nothing else against it (virDomainObjListAdd)."""
        with told():
            other = str(uuid4())
            try:
                domain = self._connection.defineXMLFlags(
                    xml.replace(uuid, other), libvirt.VIR_DOMAIN_DEFINE_VALIDATE
                )
            except libvirt.libvirtError as error:
                if other not in error.get_error_message() and uuid not in error.get_error_message():
                    raise
            else:  # its name was given up in this very moment
                domain.undefineFlags(_UNDEFINE)

    def define(self, xml: str) -> None:
        """Keep a domain of this definition, which libvirt checks against its schema first."""
        with told():
            self._connection.defineXMLFlags(xml, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)

    def undefine(self, uuid: str) -> None:
        """Forget one that is off, with its saved state and what is known of its snapshots. Its disks stay."""
        with told():
            self._of(uuid).undefineFlags(_UNDEFINE)

    def attach(self, uuid: str, xml: str) -> None:
        """Plug in a device: now, where it runs, and for good, where it is kept."""
        with told():
            domain = self._of(uuid)
            domain.attachDeviceFlags(xml, _reach(domain))

    def detach(self, uuid: str, xml: str) -> None:
        """Unplug a device. The guest of a running domain has to let go of it: it is gone some time later."""
        with told():
            domain = self._of(uuid)
            domain.detachDeviceFlags(xml, _reach(domain))

    def _of(self, uuid: str) -> Any:
        return self._connection.lookupByUUIDString(uuid)

    def _found(self, uuid: str) -> Any:
        try:
            return self._of(uuid)
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return None
            raise


def _reach(domain: Any) -> int:
    live = libvirt.VIR_DOMAIN_AFFECT_LIVE if domain.isActive() else 0
    kept = libvirt.VIR_DOMAIN_AFFECT_CONFIG if domain.isPersistent() else 0
    return int(live | kept)
