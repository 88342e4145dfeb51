"""What is done to logical switch ports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ovntui.plans.act import Act, Api, Command

_TABLE = "Logical_Switch_Port"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPort:
    """A port to be, with the columns of Logical_Switch_Port (ovn-nb(5)) that are not to be empty.

    parent is the name of the port in whose VM the port's container runs; tag its VLAN there, or the VLAN
    of a localnet port. dhcpv4 and dhcpv6 are uuids of DHCP_Options.
    """

    name: str
    type: str = ""
    addresses: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    port_security: Sequence[str] = ()
    dhcpv4: str | None = None
    dhcpv6: str | None = None
    parent: str | None = None
    tag: int | None = None


def add_port(switch: str, port: NewPort) -> Act:
    """A port of a switch, named by name or uuid."""
    words: list[tuple[str, ...]] = [("lsp-add", switch, port.name)]
    columns: dict[str, Any] = {}
    if port.parent is not None:
        words = [("lsp-add", switch, port.name, port.parent, str(port.tag))]
    elif port.tag is not None:
        columns["tag_request"] = port.tag
        words.append(("set", _TABLE, port.name, f"tag_request={port.tag}"))
    if port.type:
        columns["type"] = port.type
        words.append(("lsp-set-type", port.name, port.type))
    if port.addresses:
        columns["addresses"] = list(port.addresses)
        words.append(("lsp-set-addresses", port.name, *port.addresses))
    if port.options:
        columns["options"] = dict(port.options)
        words.append(("lsp-set-options", port.name, *(f"{k}={v}" for k, v in port.options.items())))
    if port.port_security:
        columns["port_security"] = list(port.port_security)
        words.append(("lsp-set-port-security", port.name, *port.port_security))
    for column, command, uuid in (
        ("dhcpv4_options", "lsp-set-dhcpv4-options", port.dhcpv4),
        ("dhcpv6_options", "lsp-set-dhcpv6-options", port.dhcpv6),
    ):
        if uuid is not None:
            columns[column] = UUID(uuid)
            words.append((command, port.name, uuid))

    def commands(nb: Api) -> Iterator[Command]:
        inside = {} if port.parent is None else {"parent_name": port.parent, "tag": port.tag}
        yield nb.lsp_add(switch, port.name, **inside, **columns)

    return Act(_added(switch, port), commands, tuple(words))


def _added(switch: str, port: NewPort) -> str:
    if port.type == "localnet":
        vlan = f", VLAN {port.tag}" if port.tag is not None else ""
        return f"add port {port.name} to switch {switch}: network {port.options['network_name']}{vlan}"
    if port.type == "router":
        return f"add port {port.name} to switch {switch}: router port {port.options['router-port']}"
    inside = f", inside {port.parent} with tag {port.tag}" if port.parent is not None else ""
    return f"add port {port.name} to switch {switch}: {', '.join(port.addresses) or 'no address'}{inside}"


def set_addresses(port: str, addresses: Sequence[str]) -> Act:
    """All addresses of a port, and no others (ovn-nb(5), Logical_Switch_Port addresses)."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_set(_TABLE, port, ("addresses", list(addresses)))

    words = ("lsp-set-addresses", port, *addresses)
    return Act(f"give port {port} {', '.join(addresses) or 'no address'}", commands, (words,))


def set_security(port: str, addresses: Sequence[str]) -> Act:
    """The addresses that a port may send from; none: any (ovn-nb(5), Logical_Switch_Port port_security)."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_set(_TABLE, port, ("port_security", list(addresses)))

    words = ("lsp-set-port-security", port, *addresses)
    what = (
        f"let port {port} send from {', '.join(addresses)} only"
        if addresses
        else f"let port {port} send from any address"
    )
    return Act(what, commands, (words,))


def set_dhcp(port: str, version: int, uuid: str | None, network: str) -> Act:
    """The DHCP options that serve a port, by uuid, or None to serve it no more; network is theirs."""
    column, command = f"dhcpv{version}_options", f"lsp-set-dhcpv{version}-options"

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.db_set(_TABLE, port, (column, [] if uuid is None else UUID(uuid)))

    words = (command, port) if uuid is None else (command, port, uuid)
    what = f"serve port {port} no more" if uuid is None else f"serve port {port} from {network}"
    return Act(f"{what} by DHCPv{version}", commands, (words,))


def join_groups(port: str, groups: Mapping[str, str], mark: str) -> Act:
    """A port, by name, in these port groups, names by uuid (ovn-nb(5), Port_Group ports); the same plan may
    have added it. mark is its @name among the tool's commands, another one for each port of a plan."""

    def commands(nb: Api) -> Iterator[Command]:
        row = nb.lookup(_TABLE, port).uuid
        for group in groups:
            yield nb.db_add("Port_Group", group, "ports", row)

    names = sorted(groups.values())
    found = (f"--id=@{mark}", "get", _TABLE, port)
    words = (found, *(("add", "Port_Group", group, "ports", f"@{mark}") for group in groups))
    return Act(f"put port {port} into {', '.join(names)}", commands, words)


def enable_port(port: str, enabled: bool) -> Act:
    """Enable or disable a port (ovn-nb(5), Logical_Switch_Port enabled)."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lsp_set_enabled(port, enabled)

    state = "enabled" if enabled else "disabled"
    return Act(
        f"{'enable' if enabled else 'disable'} port {port}", commands, (("lsp-set-enabled", port, state),)
    )
