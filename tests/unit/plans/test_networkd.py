"""systemd-networkd's files: what belongs to the NIC's addresses moves to a file of the bridge's."""

import pytest

from ovntui.plans.deeds.keeper import Over
from ovntui.plans.deeds.keepers import keeper_of, keeping
from ovntui.plans.deeds.networkd import Networkd
from ovntui.plans.deeds.placement import (
    BridgeState,
    Placement,
    lines_of,
    read_placement,
    write_placement,
)
from ovntui.plans.deeds.uplink import Uplink
from ovntui.plans.errors import Refusal
from ovntui.plans.plan import Deed

FILE = "/etc/systemd/network/10-ens2.network"
MAC = "52:54:00:aa:00:34"
OVER = Over(nic="ens2", nic_mac=MAC, bridge="br-ext")
TEXT = """\
# uplink
[Match]
Name=ens2

[Link]
MTUBytes=1500

[Network]
Address=10.10.10.234/24
Gateway=10.10.10.1

[Route]
Destination=10.9.0.0/16
Gateway=10.10.10.4"""


def test_the_bridge_has_a_file_of_its_own_that_is_asked_before() -> None:
    changed = Networkd().bridged({FILE: TEXT}, OVER)
    new = "/etc/systemd/network/10-ens2-br-ext.network"
    assert sorted(changed) == [new, FILE]
    assert changed[FILE] == (
        "# uplink\n[Match]\nName=ens2\n\n[Link]\nMTUBytes=1500\n\n[Network]\nLinkLocalAddressing=no\n"
    )
    assert changed[new] == "[Match]\nName=br-ext\n\n" + TEXT[TEXT.index("[Network]") :] + "\n"


def test_another_gateway_is_told_of() -> None:
    over = Over(nic="ens2", bridge="br-ext", gateway="10.10.10.9")
    told = "".join(Networkd().bridged({FILE: TEXT}, over).values())
    assert "Gateway=10.10.10.9\n" in told and "10.10.10.1\n" not in told and "Gateway=10.10.10.4" in told
    with pytest.raises(Refusal, match="no Gateway= is said for ens2"):
        Networkd().bridged({FILE: TEXT.replace("Gateway=10.10.10.1\n", "DHCP=yes\n")}, over)


@pytest.mark.parametrize("match", ["Name=ens2", f"MACAddress={MAC.upper()}", "Name=\nName=ens2"])
def test_a_nic_is_known_by_its_name_or_its_address(match: str) -> None:
    others = {"/etc/systemd/network/05-x.network": "[Match]\nName=ens3 wl*\n", FILE.replace("10", "99"): TEXT}
    text = TEXT.replace("Name=ens2", match)
    assert Networkd().file_of({FILE: text, **others}, "ens2", MAC) == FILE
    assert Networkd().file_of({FILE: text}, "ens9", "52:54:00:00:00:09") is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "none of networkd's files tells of ens2"),
        ({FILE: TEXT.replace("Name=ens2", "Name=en*")}, r"is for en\*, and not for ens2 alone"),
        ({FILE: TEXT.replace("Name=ens2", "Name=!lo")}, "is for !lo"),
        ({FILE: TEXT.replace("Name=ens2", f"MACAddress={MAC} 02:00:00:00:00:01")}, "for several cards"),
        ({FILE: TEXT.replace("Name=ens2", "Driver=virtio")}, "links with Driver=virtio"),
        ({FILE: TEXT, f"{FILE}.d/more.conf": ""}, "more said of it"),
        ({FILE: TEXT.replace("Gateway=10.10.10.1", "VLAN=v7")}, "ens2 carries v7"),
        ({FILE: TEXT.replace("Gateway=10.10.10.1", "Bond=bond0")}, "part of bond0 already"),
        ({FILE: TEXT, FILE.replace("10", "50"): "[Match]\nName=br-ext\n"}, "tells of br-ext already"),
        ({FILE: TEXT, FILE.replace(".n", "-br-ext.n"): ""}, "there is a .* already"),
    ],
)
def test_what_cannot_be_moved_is_told(texts: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        Networkd().bridged(texts, OVER)


def test_netplan_is_asked_first() -> None:
    netplan = {"/etc/netplan/50.yaml": "network: {ethernets: {ens2: {}}}"}
    interfaces = {"/etc/network/interfaces": "iface ens2 inet dhcp\n"}
    every = {FILE: TEXT, **interfaces, **netplan}
    for texts, name in (
        (every, "netplan"),
        ({FILE: TEXT, **interfaces}, "ifupdown"),
        ({FILE: TEXT}, "networkd"),
    ):
        keeper = keeper_of(texts, "ens2", MAC)
        assert keeper is not None and keeper.name == name
        assert keeping(keeper.bridged(texts, OVER)) is keeper
    assert keeper_of(every, "ens3", "52:54:00:aa:00:35") is None


def test_the_commands_say_what_is_written_and_who_reads_it() -> None:
    changed = Networkd().bridged({FILE: TEXT}, OVER)
    new = next(path for path in changed if path != FILE)
    none = Placement(bridge=None, addresses=(), routes=(), files={FILE: lines_of(TEXT), new: None})
    there = BridgeState(datapath="system", mac="", has_nic=True)
    files: dict[str, tuple[str, ...] | None] = {path: lines_of(text) for path, text in changed.items()}
    some = Placement(bridge=there, addresses=(), routes=(), files=files)
    deed = Deed("uplink", f"ens2 br-ext {FILE} {new}", write_placement(none), write_placement(some))
    words = Uplink().words(deed)
    assert words[:2] == tuple(("install", "-m", "644", "/dev/stdin", path) for path in (new, FILE))
    assert words[-1] == ("networkctl", "reload")
    back = Uplink().inverse(deed)
    assert back is not None and ("rm", new) in Uplink().words(back)
    assert "".join(read_placement(back.after or "").files[FILE] or ()) == TEXT
