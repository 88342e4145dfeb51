"""ifupdown's files: the NIC's stanzas become the bridge's, all else stays as it is written."""

import pytest

from ovntui.plans.deeds.ifupdown import Ifupdown
from ovntui.plans.deeds.keeper import Over
from ovntui.plans.errors import Refusal

FILE = "/etc/network/interfaces"
MORE = "/etc/network/interfaces.d/ens2"
MAC = "52:54:00:bb:00:34"
OVER = Over(nic="ens2", bridge="br-ext", mac=MAC, datapath="netdev")
STATIC = "iface ens2 inet static\n  address 10.10.10.234/24\n  gateway 10.10.10.1\n"
INSTALLER = """\
source /etc/network/interfaces.d/*

auto lo ens2
iface lo inet loopback

# The primary network interface
allow-hotplug ens2 ens3
iface ens2 inet static
\taddress 10.10.10.234/24
\tgateway \\
  10.10.10.1
\tmtu 1500
\t# theirs
\tdns-nameservers 8.8.8.8

iface ens2 inet6 auto

# other
iface ens3 inet dhcp"""
MOVED = f"""\
source /etc/network/interfaces.d/*

auto lo
iface lo inet loopback

# The primary network interface
allow-hotplug ens3
auto br-ext
allow-ovs br-ext
iface br-ext inet static
\taddress 10.10.10.234/24
\tgateway \\
  10.10.10.1
\t# theirs
\tdns-nameservers 8.8.8.8
    ovs_type OVSBridge
    ovs_ports ens2
    ovs_extra set Bridge br-ext datapath_type=netdev fail_mode=standalone other-config:hwaddr={MAC}

allow-br-ext ens2
iface ens2 inet manual
    ovs_bridge br-ext
    ovs_type OVSPort
\tmtu 1500

iface br-ext inet6 auto

# other
iface ens3 inet dhcp"""


def test_the_nics_stanzas_become_the_bridges() -> None:
    assert Ifupdown().bridged({FILE: INSTALLER}, OVER) == {FILE: MOVED}


def test_what_brings_it_up_may_be_in_another_file() -> None:
    changed = Ifupdown().bridged({FILE: "auto lo ens2\n", MORE: STATIC, "/etc/netplan/x": "ens2"}, OVER)
    assert changed[FILE] == "auto lo\n" and set(changed) == {FILE, MORE}
    assert "datapath_type=system fail_mode=standalone\n" in "".join(
        Ifupdown().bridged({MORE: STATIC}, Over(nic="ens2", bridge="br-ext")).values()
    )


def test_another_gateway_is_told_of() -> None:
    for text in (STATIC, STATIC.replace("  gateway 10.10.10.1\n", "")):
        (changed,) = (
            Ifupdown().bridged({FILE: text}, Over(nic="ens2", bridge="b", gateway="10.1.1.1")).values()
        )
        assert changed.count("gateway") == 1 and "    gateway 10.1.1.1\n" in changed
    with pytest.raises(Refusal, match="takes its gateway by dhcp"):
        Ifupdown().bridged({FILE: "iface ens2 inet dhcp\n"}, Over(nic="ens2", bridge="b", gateway="10.1.1.1"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "none of ifupdown's files tells of ens2"),
        ("# iface ens2 inet dhcp\n", "none of ifupdown's files"),
        (STATIC + "iface br-ext inet manual\n", "tells of br-ext already"),
        (STATIC + "iface ens2.7 inet manual\n", "ens2 carries ens2.7"),
        (STATIC + "iface ens2:0 inet static\n", "ens2 carries ens2:0"),
        (STATIC + "iface v7 inet manual\n vlan-raw-device ens2\n", "ens2 carries v7"),
        (STATIC + "iface br0 inet dhcp\n bridge_ports ens2 ens3\n", "ens2 carries br0"),
        (STATIC + "iface bond0 inet dhcp\n bond-slaves ens2\n", "ens2 carries bond0"),
        (STATIC + "  bond-master bond0\n", "part of something already: bond-master bond0"),
        (STATIC + "  ovs_type OVSPort\n", "part of something already"),
        (STATIC + "  up ip route add 10.9.0.0/16 dev ens2\n", r"names ens2: say \$IFACE"),
        ("auto /e*\n" + STATIC, "takes ens2 by a pattern"),
        ("mapping e*\n script x\n" + STATIC, "takes ens2 by a pattern"),
        ("rename eth0=ens2\n" + STATIC, "renames ens2"),
        (STATIC + "# \N{REPLACEMENT CHARACTER}\n", "not all UTF-8"),
    ],
)
def test_what_cannot_be_moved_is_told(text: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        Ifupdown().bridged({FILE: text}, OVER)


def test_a_nic_in_two_files_is_one_too_many() -> None:
    with pytest.raises(Refusal, match="several of ifupdown's files"):
        Ifupdown().file_of({FILE: STATIC, MORE: STATIC}, "ens2")
