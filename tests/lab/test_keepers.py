"""An uplink that outlasts a restart of its host by ifupdown or systemd-networkd: both read what was written,
and what is undone is there again to the byte."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab import blog
from tests.lab.console import console
from tests.lab.keeping import forget_network, has_networkd, ifupdown, let_networkd_start
from tests.lab.namespaces import Host
from tests.lab.operator import Operator

INTERFACES = """\
# the loopback is in another file
source /etc/network/interfaces.d/*

auto ens2
iface ens2 inet static
\taddress 10.10.10.234/24
\t# the way out
\tgateway 10.10.10.1\\
 \n
allow-hotplug ens7
iface ens7 inet manual
    mtu 9000"""
NETWORK = """\
; written by hand\r
[Match]
Name=ens2

[Network]
Address=10.10.10.234/24
Gateway=10.10.10.1"""


@pytest.fixture
def kvm1(operator: Operator) -> Iterator[Host]:
    """The host, with the lab's databases open; its network is put back as the lab made it."""
    blog.open_databases(operator.lab)
    host = operator.lab.hosts["kvm1"]
    yield host
    forget_network(host)
    host.run("ip", "address", "add", "10.10.10.234/24", "dev", "ens2")
    host.run("ip", "route", "add", "default", "via", "10.10.10.1")
    for database in ("nb", "sb"):
        operator.lab.controller.run(f"ovn-{database}ctl", "del-connection")


def where(host: Host) -> list[str]:
    """What the host's network is, as far as it matters here; the kernel's own routes are no matter."""
    shown = host.run("ip", "-brief", "address", "show", "to", "10.10.10.0/24").split()
    bridges = host.run("ovs-vsctl", "list-br").split()
    columns = ("datapath_type", "fail_mode", "other_config")
    for bridge in bridges:
        shown += [host.run("ovs-vsctl", "get", "Bridge", bridge, column).strip() for column in columns]
        shown += host.run("ovs-vsctl", "list-ports", bridge).split()
    return [*shown, *host.run("ip", "route", "show", "default").split()[:5]]


async def _there_and_back(
    operator: Operator, journal: Path, files: dict[str, bytes], starts: Callable[[], None]
) -> None:
    """Under a bridge, a restart, back, a restart; files are those of the host before."""
    host = operator.lab.hosts["kvm1"]

    def held() -> dict[str, bytes]:
        folders = {Path(file).parent for file in files}
        found = [
            one for of in folders for one in (host.root / str(of).lstrip("/")).iterdir() if one.is_file()
        ]
        return {f"/{one.relative_to(host.root)}": one.read_bytes() for one in found}

    def restarts() -> None:
        forget_network(host)
        starts()

    restarts()
    before = where(host)
    assert before[2] == "10.10.10.234/24" and before[0].startswith("ens2")
    assert held() == files
    modes = {file: (host.root / file.lstrip("/")).stat().st_mode for file in files}
    async with console(operator.lab, journal) as one:
        plan = await one.make("add-host-uplink", {"host": "kvm1"})
        assert plan.steps[0].deed is not None and set(files) <= set(plan.steps[0].deed.subject.split()[2:])
        outcome = await one.apply(plan)
        assert (outcome.verdict, outcome.reason) == ("applied", "")
        moved, changed = where(host), held()
        assert moved[0] == "br-ext" and moved[2] == "10.10.10.234/24" and "ens2" in moved
        assert changed != files
        assert {file: (host.root / file.lstrip("/")).stat().st_mode for file in files} == modes
        restarts()
        assert where(host) == moved
        assert (await one.undo(plan))[1].verdict == "applied"
    assert held() == files
    assert where(host) == before
    restarts()
    assert where(host) == before


async def test_by_ifupdown(kvm1: Host, binary: Path, operator: Operator, tmp_path: Path) -> None:
    kvm1.write("/etc/network/interfaces", INTERFACES)
    kvm1.write("/etc/network/interfaces.d/lo", "auto lo\niface lo inet loopback\n")
    files = {"/etc/network/interfaces": INTERFACES.encode()}

    def starts() -> None:
        # as after a real start Open vSwitch remembers nothing but what ifup says
        kvm1.run("ovs-vsctl", "--if-exists", "del-br", "br-ext")
        kvm1.run("ifup", "-a")

    with ifupdown(kvm1, binary):
        await _there_and_back(operator, tmp_path / "journal.jsonl", files, starts)
    kvm1.run("rm", "-r", "/etc/network/interfaces", "/etc/network/interfaces.d")


async def test_by_systemd_networkd(kvm1: Host, operator: Operator, tmp_path: Path) -> None:
    if not has_networkd():
        pytest.skip("systemd-networkd is not installed")
    path = "/etc/systemd/network/20-uplink.network"
    kvm1.write(path, "")
    (kvm1.root / path.lstrip("/")).write_bytes(NETWORK.encode())
    files = {path: NETWORK.encode()}
    await _there_and_back(operator, tmp_path / "journal.jsonl", files, lambda: let_networkd_start(kvm1))
    kvm1.run("rm", path)
