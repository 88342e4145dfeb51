"""How a host is reached, in the words of all that leads to it."""

from typing import TYPE_CHECKING

from ovntui.cloud.rows.way import Way
from ovntui.ovsdb.link import Link
from ovntui.ovsdb.remote import Remote

if TYPE_CHECKING:
    from ovntui.hosts.host import Host


def way_to(host: "Host | None", link: Link, remote: Remote) -> Way:
    """The way to a host, whose database has that link and is named there."""
    switch = "" if link.state in ("live", "loading") else link.error or "connecting …"
    virt = host.virt.state if host is not None and host.virt is not None else None
    libvirt = "" if virt is None or virt.state == "live" else virt.error or "connecting …"
    at = "" if remote.scheme == "unix" else str(remote)
    ssh = host.ssh.state if host is not None and host.ssh is not None else None
    if ssh is None:
        state = "up" if not switch else "lost" if link.error else "connecting"
        return Way(state=state, by=at, error=switch if state == "lost" else "", libvirt=libvirt)
    by = " ".join(filter(None, (at, f"as {ssh.user}" if ssh.user else "", ssh.server)))
    if ssh.state != "up":
        return Way(state=ssh.state, by=by, error=ssh.error)
    return Way(state="up", by=by, switch=switch, libvirt=libvirt)
