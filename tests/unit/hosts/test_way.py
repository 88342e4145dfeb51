"""How a host is reached, in one row: over SSH that is not all of it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ovntui.cloud.rows.way import Way
from ovntui.hosts.host import Host
from ovntui.hosts.virt import VirtState
from ovntui.hosts.way import way_to
from ovntui.ovsdb.link import Link
from ovntui.ovsdb.remote import Remote, parse_remote

LIVE, LOST, NEW = Link("live"), Link("lost", error="no such socket"), Link()
FAR, NEAR = parse_remote("ssh:kvm1"), parse_remote("unix:/run/db.sock")
UP: dict[str, Any] = {"state": "up", "user": "kim", "server": "OpenSSH_9.2", "error": ""}
BY = "ssh:kvm1 as kim OpenSSH_9.2"


def host(virt: VirtState | None = None, **ssh: Any) -> Host:
    state = SimpleNamespace(state=SimpleNamespace(**ssh)) if ssh else None
    return cast(Host, SimpleNamespace(ssh=state, virt=SimpleNamespace(state=virt) if virt else None))


@pytest.mark.parametrize(
    ("there", "link", "remote", "way"),
    [
        (host(VirtState("live"), **UP), LIVE, FAR, Way(state="up", by=BY)),
        (host(None, **UP), LOST, FAR, Way(state="up", by=BY, switch="no such socket")),
        (host(None, **UP), NEW, FAR, Way(state="up", by=BY, switch="connecting …")),
        (host(VirtState("lost", error="it is dead"), **UP), LIVE, FAR, Way("up", BY, libvirt="it is dead")),
        (
            host(VirtState("lost"), **{**UP, "state": "lost", "user": "", "server": "", "error": "no route"}),
            LOST,
            FAR,
            Way(state="lost", by="ssh:kvm1", error="no route"),
        ),
        (host(), LIVE, NEAR, Way(state="up")),
        (host(), LOST, NEAR, Way(state="lost", error="no such socket")),
        (host(), NEW, NEAR, Way(state="connecting")),
        (None, LIVE, parse_remote("tcp:10.0.0.1:6640"), Way(state="up", by="tcp:10.0.0.1:6640")),
    ],
)
def test_ways(there: Host | None, link: Link, remote: Remote, way: Way) -> None:
    assert way_to(there, link, remote) == way
