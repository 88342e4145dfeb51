"""The flows of a real bridge that ovn-controller made."""

from pathlib import Path

import pytest

from ovntui.hosts.errors import HostError
from ovntui.hosts.far import FarSite
from ovntui.hosts.openflow import flows, read
from ovntui.hosts.ssh import SshLink
from ovntui.ovsdb.remote import parse_remote
from tests.lab.lab import Lab
from tests.lab.namespaces import Host
from tests.lab.operator import at_controller


async def test_flows_are_those_that_the_host_prints(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kvm1 = cloud.hosts["kvm1"]
    with at_controller(cloud, tmp_path, monkeypatch):
        await _agree(kvm1)


async def _agree(kvm1: Host) -> None:
    async with SshLink(parse_remote("ssh:10.10.10.234")) as link:
        site = FarSite("kvm1", None, link)
        found = await flows(site, "br-int")
        printed = kvm1.run("ovs-ofctl", "--no-names", "dump-flows", "br-int")
        assert len(found) > 100
        assert len({flow.key for flow in found}) == len(found)
        for flow in found:
            assert f"{flow.match} actions={flow.actions}\n" in f"{printed}\n"
            reading = read(flow)
            assert ",".join(name for name, _ in reading.match).count(",") == flow.match.count(",")
            assert reading.actions or flow.actions == "drop"
        with pytest.raises(HostError, match="ovs-ofctl"):
            await flows(site, "--help")
