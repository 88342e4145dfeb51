"""A NAT rule of a logical router."""

from ovntui.cloud.records.record import Named, Record


class Nat(Record, frozen=True, gc=False, kw_only=True):
    type: str
    """snat, dnat or dnat_and_snat."""
    external_ip: str
    external_port_range: str
    logical_ip: str
    logical_port: Named | None
    external_mac: str | None
    distributed: bool
    """Done on the chassis of logical_port instead of the gateway: dnat_and_snat with both external_mac
    and logical_port (ovn-nb(5), NAT)."""
    stateless: bool
    match: str
    priority: int
    gateway_port: Named | None
    router: Named | None
    chassis: Named | None
    """Where the translation happens now; None where no chassis holds the gateway, and on a
    distributed router without any, where the rule is without effect."""
