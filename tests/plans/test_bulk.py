"""One change to many ports, in one transaction: plan, printed commands and undo agree."""

from tests.plans.places import nb
from tests.plans.stage import Words
from tests.plans.twin import proves

SETUP: tuple[Words, ...] = (
    nb("ls-add ls-int", "lsp-add ls-int vm1", "lsp-add ls-int vm2", "lsp-add ls-int vm3"),
    ("ovn-nbctl", "lsp-set-addresses", "vm1", "52:54:00:00:00:01 10.0.0.2 fd00::2", "--",
     "lsp-set-addresses", "vm2", "dynamic", "--", "set", "Logical_Switch_Port", "vm2",
     'dynamic_addresses="52:54:00:00:00:02 10.0.0.3"'),
    ("ovn-nbctl", "lsp-set-port-security", "vm3", "52:54:00:00:00:03"),
    ("ovn-nbctl", "create", "DHCP_Options", 'cidr="10.0.0.0/24"'),
    ("ovn-nbctl", "create", "DHCP_Options", 'cidr="fd00::/64"'),
)  # fmt: skip
ALL = "vm1\nvm2\nvm3"


async def test_port_security_of_many() -> None:
    """Each gets its own addresses; one without any stays as it is."""
    plan = await proves("set-port-security", {"port": ALL}, *SETUP)
    held = {change.name: change.after for change in plan.steps[0].changes}
    assert held == {
        "vm1": {"port_security": ("set", ("52:54:00:00:00:01 10.0.0.2 fd00::2",))},
        "vm2": {"port_security": ("set", ("52:54:00:00:00:02 10.0.0.3",))},
    }
    assert plan.warnings == ("vm3 has no MAC address and stays as it is",)


async def test_no_port_security_of_many() -> None:
    """Whoever had some is told of."""
    plan = await proves("set-port-security", {"port": ALL, "allow": "any address"}, *SETUP)
    assert [change.name for change in plan.steps[0].changes] == ["vm3"]
    assert plan.warnings == ("vm3 may send from any address then",)


async def test_dhcp_of_many() -> None:
    """Of both IP versions at once."""
    plan = await proves("set-dhcp", {"port": ALL, "dhcpv4": "10.0.0.0/24", "dhcpv6": "fd00::/64"}, *SETUP)
    assert len(plan.steps) == 1
    assert {change.name for change in plan.steps[0].changes} == {"vm1", "vm2", "vm3"}


async def test_dhcp_of_many_is_ended() -> None:
    """Only those that were served change."""
    served = ("ovn-nbctl", "--id=@d", "create", "DHCP_Options", 'cidr="10.1.0.0/24"', "--", "set",
              "Logical_Switch_Port", "vm2", "dhcpv4_options=@d")  # fmt: skip
    plan = await proves("set-dhcp", {"port": ALL, "dhcpv4": "none"}, *SETUP, served)
    assert [change.name for change in plan.steps[0].changes] == ["vm2"]
