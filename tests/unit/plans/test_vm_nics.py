"""The NICs of VMs in the form: what is asked about their ports."""

from ovntui.cloud.cloud import Cloud
from ovntui.cloud.rows.libvirt import Hardware, Machine
from ovntui.cloud.rows.northbound import DHCPOptions
from ovntui.plans.act import Act
from tests.unit.cloud.rows import blog, came, uuid

from .asking import Rows, proposed, wished

ASKED = {"host": "kvm1", "name": "new", "disk": "none", "nics": "ls-int 172.16.0.77/24"}
DHCP: Rows = {
    "DHCP_Options": {
        uuid("dhcp"): {"cidr": "172.16.0.0/24", "external_ids": ("map", (("ovn-switch", "ls-int"),))}
    }
}


def cloud(*, is_served: bool) -> Cloud:
    """The blog's cloud, whose first host can run VMs; is_served: with DHCP options for its inner switch."""
    made = blog()
    hardware = Hardware(architecture="x86_64", kinds=("kvm",), machines=(Machine("q35", "pc-q35-7.2"),))
    made.apply(("host", "kvm1"), [came("hardware", hardware)])
    if is_served:
        made.apply("nb", [came(uuid("dhcp"), DHCPOptions(cidr="172.16.0.0/24"))])
    return made


def port(**typed: str) -> tuple[str, ...]:
    """The words after the name of the port that is added, command by command."""
    wish = wished("create-vm", {**ASKED, **typed}, cloud(is_served=True), DHCP)
    (act,) = (act for act in wish.acts if isinstance(act, Act))
    return tuple(words[0] for words in act.words)


def test_security_and_dhcp_are_asked_where_there_is_some() -> None:
    served, bare = cloud(is_served=True), cloud(is_served=False)
    for name, others in (("create-vm", ASKED), ("attach-nic", {"vm": "vm1", "nic": "ls-int"})):
        assert {"security", "dhcp"} <= proposed(name, others, served, DHCP).keys()
        assert "dhcp" not in proposed(name, others, bare)
    past = proposed("create-vm", {**ASKED, "nics": "network default\nls-none"}, served, DHCP)
    assert not {"security", "dhcp"} & past.keys()


def test_both_can_be_left_out() -> None:
    assert port() == ("lsp-add", "lsp-set-addresses", "lsp-set-port-security", "lsp-set-dhcpv4-options")
    assert port(security="no") == ("lsp-add", "lsp-set-addresses", "lsp-set-dhcpv4-options")
    assert port(security="no", dhcp="no") == ("lsp-add", "lsp-set-addresses")
    for name, typed in (("create-vm", ASKED), ("attach-nic", {"vm": "vm1", "nic": "ls-int"})):
        wish = wished(name, {**typed, "security": "no"}, cloud(is_served=True), DHCP)
        assert any("may send from any address" in warning for warning in wish.warnings)


def test_an_address_stays_as_it_was_typed() -> None:
    wish = wished("create-vm", {**ASKED, "dhcp": "no"}, cloud(is_served=True), DHCP)
    (act,) = (act for act in wish.acts if isinstance(act, Act))
    assert act.words[1][-1].endswith(" 172.16.0.77/24")
    assert not any("by DHCP" in line for line in wish.meaning)
