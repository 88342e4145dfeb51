"""The host's part of an uplink as an operator asks for it: previewed, confirmed anew, lasting, undone."""

from pathlib import Path

import pytest

from ovntui.plans.errors import Refusal
from ovntui.plans.preview import preview
from tests.lab import blog
from tests.lab.console import Console, console
from tests.lab.operator import Operator

FILE = "/etc/netplan/50-lab.yaml"
NETPLAN = """\
network:
  version: 2
  ethernets:
    ens2:
      # the way out
      addresses: [10.10.10.234/24]
      routes:
      - {to: default, via: 10.10.10.1}
"""


async def test_a_nic_goes_under_a_bridge_for_good_and_comes_back_when_that_is_undone(
    operator: Operator, tmp_path: Path
) -> None:
    lab, host = operator.lab, operator.lab.hosts["kvm1"]
    blog.open_databases(lab)
    host.write(FILE, NETPLAN, 0o600)
    host.run("ovs-vsctl", "set", "open_vswitch", ".", "external_ids:ovn-bridge-mappings=OTHER:br-other")
    before = host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids")
    async with console(lab, tmp_path / "journal.jsonl") as one:
        plan = await one.make("add-host-uplink", {"host": "kvm1"})
        told = [(line.sort, line.text.strip()) for line in preview(plan)]
        assert ("more", "10.10.10.234/24 on br-ext") in told
        assert any(sort == "more" and "openvswitch:" in text for sort, text in told)
        assert ("command", "ovs-vsctl --may-exist add-port br-ext ens2") in told
        assert plan.confirm == "kvm1"
        outcome = await one.apply(plan)
        assert (outcome.verdict, outcome.reason) == ("applied", "")
        assert any("confirming" in line for line in one.told)
        assert host.run("ovs-vsctl", "port-to-br", "ens2").strip() == "br-ext"
        assert "inet 10.10.10.234/24" in host.run("ip", "address", "show", "br-ext")
        mapped = host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids:ovn-bridge-mappings")
        assert mapped.strip() == '"OTHER:br-other,UPLINK:br-ext"'
        assert "# the way out" in host.read(FILE) and "br-ext:" in host.read(FILE)
        with pytest.raises(Refusal, match="there is a bridge br-ext already"):
            await one.make("add-host-uplink", {"host": "kvm1"})

        await _refused_by_netplan(one, operator)

        assert (await one.undo(plan))[1].verdict == "applied"
    assert host.read(FILE) == NETPLAN
    assert "10.10.10.234/24" in host.run("ip", "address", "show", "ens2")
    assert host.run("ip", "route", "show", "default").split()[:5] == [
        *("default", "via", "10.10.10.1", "dev", "ens2")
    ]
    assert not host.succeeds("ovs-vsctl", "br-exists", "br-ext")
    assert host.run("ovs-vsctl", "get", "open_vswitch", ".", "external_ids") == before
    host.run("ovs-vsctl", "remove", "open_vswitch", ".", "external_ids", "ovn-bridge-mappings")
    host.run("rm", FILE)
    for database in ("nb", "sb"):
        lab.controller.run(f"ovn-{database}ctl", "del-connection")


async def _refused_by_netplan(one: Console, operator: Operator) -> None:
    """What netplan's own parser does not take is found out before anything is moved."""
    host = operator.lab.hosts["kvm2"]
    text = NETPLAN.replace("234", "235") + "      no-such-thing: 1\n"
    host.write(FILE, text, 0o600)
    outcome = await one.apply(await one.make("add-host-uplink", {"host": "kvm2"}))
    assert outcome.verdict == "refused" and "netplan" in outcome.reason, outcome
    assert host.read(FILE) == text
    assert not host.succeeds("ovs-vsctl", "br-exists", "br-ext")
    host.run("rm", FILE)
