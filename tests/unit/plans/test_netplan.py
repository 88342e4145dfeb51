"""netplan's files: what belongs to a NIC's addresses moves to a bridge, all else stays; netplan takes it."""

import subprocess
from pathlib import Path

import pytest

from ovntui.plans.deeds.keeper import Over
from ovntui.plans.deeds.netplan import Netplan
from ovntui.plans.errors import Refusal
from tests.servers.process import program

FILE = "/etc/netplan/50-cloud-init.yaml"

INSTALLER = """\
# written by the installer
network:
    version: 2
    renderer: networkd   # not NetworkManager
    ethernets:
        ens2:
            # the way out
            addresses:
              - 10.10.10.234/24
            routes:
              - to: 0.0.0.0/0
                via: 10.10.10.1
            nameservers:
                addresses: [8.8.8.8]
            mtu: 1500
        ens3: {dhcp4: true}
"""
MOVED = """\
# written by the installer
network:
    version: 2
    renderer: networkd   # not NetworkManager
    ethernets:
        ens2:
            # the way out
            mtu: 1500
            dhcp4: false
            dhcp6: false
        ens3: {dhcp4: true}
    bridges:
        br-ext:
            openvswitch: {}
            interfaces:
              - ens2
            addresses:
              - 10.10.10.234/24
            routes:
              - to: 0.0.0.0/0
                via: 10.10.10.1
            nameservers:
                addresses: [8.8.8.8]
"""
BY_MAC = """\
network:
  version: 2
  ethernets:
    id0:
      match: {macaddress: "52:54:00:aa:00:34"}
      set-name: ens2
      dhcp4: yes
      dhcp4-overrides: {route-metric: 50}
    ens9: {}
  bridges:
    br0: {interfaces: [ens9]}
    br1:
      dhcp4: no
"""
OLD = """\
network: {version: 2, ethernets: {ens2: {addresses: [10.10.10.234/24], gateway4: 10.10.10.1}}}
"""


def bridged(texts: dict[str, str], mac: str = "", gateway: str = "") -> tuple[str, str]:
    """The one file that changes, and its text then."""
    over = Over(nic="ens2", bridge="br-ext", mac=mac, gateway=gateway)
    (found,) = Netplan().bridged(texts, over).items()
    return found


def test_comments_quotes_and_indentation_stay() -> None:
    assert bridged({FILE: INSTALLER}) == (FILE, MOVED)


@pytest.mark.parametrize("text", [INSTALLER, BY_MAC, OLD])
@pytest.mark.parametrize("mac", ["", "52:54:00:bb:00:34"])
def test_netplan_itself_takes_it(tmp_path: Path, text: str, mac: str) -> None:
    try:
        netplan = program("netplan")
    except FileNotFoundError:
        pytest.skip("netplan is not installed")
    path, changed = bridged({FILE: text}, mac)
    file = tmp_path / path.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_text(changed)
    file.chmod(0o600)
    done = subprocess.run(
        [netplan, "generate", f"--root-dir={tmp_path}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "run/systemd/network/10-netplan-br-ext.network").read_text()
    assert ("DHCP=ipv4" if "dhcp4: yes" in text else "Address=10.10.10.234/24") in made
    service = (tmp_path / "run/systemd/system/netplan-ovs-br-ext.service").read_text()
    assert "add-port br-ext" in service
    assert not mac or mac in service.replace("\\:", ":").replace("\\x3a", ":")


def test_a_nic_is_known_by_what_it_is_set_to() -> None:
    _, changed = bridged({FILE: BY_MAC})
    assert "interfaces:\n      - id0" in changed or "interfaces:\n    - id0" in changed
    assert 'macaddress: "52:54:00:aa:00:34"' in changed
    assert Netplan().file_of({FILE: BY_MAC}, "id0") is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "none of netplan's files tells of ens2"),
        ({FILE: "network: {ethernets: {ens3: {}}}"}, "none of netplan's files"),
        ({FILE: ""}, "none of netplan's files"),
        ({FILE: "- a\n- list\n"}, "none of netplan's files"),
        ({FILE: OLD, "/etc/netplan/60.yaml": OLD}, "several of netplan's files"),
        ({FILE: OLD, "/etc/netplan/60.yaml": "network: {vlans: {v7: {id: 7, link: ens2}}}"}, "carries v7"),
        ({FILE: OLD, "/etc/netplan/60.yaml": "network: {bonds: {b: {interfaces: [ens2]}}}"}, "carries b"),
        ({FILE: OLD, "/etc/netplan/60.yaml": "network: {bridges: {br-ext: {}}}"}, "tells of br-ext already"),
        ({FILE: "network: {a: [}"}, "is no YAML that could be changed"),
        ({FILE: "network:\n\tversion: 2\n"}, "is no YAML that could be changed"),
    ],
)
def test_what_cannot_be_moved_is_told(texts: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        bridged(texts)


@pytest.mark.parametrize("text", [INSTALLER, OLD, BY_MAC])
def test_another_gateway_is_told_of(text: str) -> None:
    _, changed = bridged({FILE: text}, gateway="10.10.10.9")
    assert "10.10.10.9" in changed and "10.10.10.1\n" not in changed and "10.10.10.1}" not in changed


def test_what_could_not_be_put_back_is_left() -> None:
    with pytest.raises(Refusal, match="not all UTF-8"):
        bridged({FILE: f"# caf\N{REPLACEMENT CHARACTER}\n{OLD}"})
