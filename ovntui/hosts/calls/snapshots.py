"""Calls about a domain's snapshots (libvirt-domain-snapshot.h)."""

from typing import Any
from xml.etree import ElementTree

from ovntui.cloud.rows.libvirt import Snapshot
from ovntui.hosts.calls.told import told


class Snapshots:
    """The snapshots of a connection's domains, these named by uuid. Each call raises HostError."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def all(self, uuid: str) -> list[Snapshot]:
        """A domain's snapshots, the oldest first."""
        with told():
            found = [_snapshot(one) for one in self._of(uuid).listAllSnapshots()]
        return sorted(found, key=lambda one: (one.made, one.name))

    def take(self, uuid: str, name: str) -> None:
        """Keep the state of its disks, and of its memory where it runs. libvirt can for qcow2 alone."""
        root = ElementTree.Element("domainsnapshot")
        ElementTree.SubElement(root, "name").text = name
        with told():
            self._of(uuid).snapshotCreateXML(ElementTree.tostring(root, "unicode"))

    def revert(self, uuid: str, name: str) -> None:
        """Take the domain back to where it was then. What it did since is lost."""
        with told():
            domain = self._of(uuid)
            domain.revertToSnapshot(domain.snapshotLookupByName(name))

    def delete(self, uuid: str, name: str) -> None:
        """Forget one."""
        with told():
            self._of(uuid).snapshotLookupByName(name).delete()

    def _of(self, uuid: str) -> Any:
        return self._connection.lookupByUUIDString(uuid)


def _snapshot(snapshot: Any) -> Snapshot:
    root = ElementTree.fromstring(snapshot.getXMLDesc())  # noqa: S314  # libvirtd's own, over our own channel
    return Snapshot(
        name=snapshot.getName(),
        made=int(root.findtext("creationTime") or 0),
        state=root.findtext("state") or "",
        current=bool(snapshot.isCurrent()),
    )
