"""What is done to DHCP options."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import keys_set, value_words

OWNER: Final = "ovn-switch"
"""The external_ids key that tells for which switch a row was made; nothing else in OVN ties the two together
as long as no port uses them."""


def add_dhcp(
    cidr: str, options: Mapping[str, str], external_ids: Mapping[str, str], ports: Sequence[str] = ()
) -> Act:
    """A row of DHCP options for a network (ovn-nb(5), DHCP_Options), and ports, by name, that are served
    by it from now on."""
    column = "dhcpv6_options" if ":" in cidr else "dhcpv4_options"

    def commands(nb: Api) -> Iterator[Command]:
        row = nb.db_create("DHCP_Options", cidr=cidr, options=dict(options), external_ids=dict(external_ids))
        yield row
        for port in ports:
            yield nb.db_set("Logical_Switch_Port", port, (column, row.result.uuid))

    create = ("create", "DHCP_Options", f"cidr={value_words(cidr)}", *keys_set("options", options.items()))
    words = [(*(("--id=@dhcp",) if ports else ()), *create, *keys_set("external_ids", external_ids.items()))]
    words += [("set", "Logical_Switch_Port", port, f"{column}=@dhcp") for port in ports]
    served = f" to {', '.join(ports)}" if ports else ""
    return Act(f"serve {cidr} by DHCP{served}", commands, tuple(words))
