"""What becomes of one host whose NIC goes under a bridge: addresses, routes, files and mappings."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from ovntui.cloud.keys import bridge_mappings
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.facts import HostFacts, Nic, facts_of
from ovntui.plans.deeds.keeper import Keeper, Over
from ovntui.plans.deeds.keepers import KEEPERS
from ovntui.plans.deeds.membership import settings
from ovntui.plans.deeds.placement import (
    BridgeState,
    Placement,
    lines_of,
    read_placement,
    write_placement,
)
from ovntui.plans.errors import Refusal
from ovntui.plans.recipe import Values, View, lines
from ovntui.plans.recipes.things import said

NOT = "no"
"""Made lasting by nobody."""
_MAPPINGS = "ovn-bridge-mappings"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one host. gateway is what was typed for it, "" where nothing was; nic is None where
    the host has none of that name."""

    host: str
    facts: HostFacts
    nic: Nic | None
    name: str
    bridge: str
    network: str
    gateway: str
    keeper: Keeper | None

    @property
    def over(self) -> Over:
        """The bridge that comes over the NIC."""
        nic = self.nic
        is_other = nic is not None and self.gateway != nic.gateway
        return Over(
            nic=self.name,
            nic_mac=nic.mac if nic is not None else "",
            bridge=self.bridge,
            mac=self._mac(),
            datapath="system" if self.facts.has_datapath else "netdev",
            gateway=self.gateway if is_other else "",
        )

    def files(self) -> dict[str, str]:
        """The files that change or come, and their texts then. Raises Refusal."""
        takes_over = self.keeper is not None and self.keeper.apply and self.facts.has_systemd
        if self.nic is not None and self.nic.is_dynamic and not takes_over:
            raise Refusal(
                f"{self.name} has its address by DHCP, and what asks for it there would go on: netplan or "
                "networkd can have the bridge ask, where systemd runs; else give it a fixed address"
            )
        return self.keeper.bridged(self.facts.files, self.over) if self.keeper else {}

    def _mac(self) -> str:
        """A bridge in userspace has a MAC address of its own, because the kernel sees the NIC's frames as
        well; the kernel's takes the NIC's, as ovs-vswitchd has it (ovs-vswitchd.conf.db(5), hwaddr)."""
        if self.facts.has_datapath or self.nic is None or not self.nic.mac:
            return ""
        first = int(self.nic.mac[:2], 16)
        # locally administered (IEEE 802, the second lowest bit), and not the NIC's where that is so as well
        return f"{first ^ 0x04 if first & 0x02 else first | 0x02:02x}{self.nic.mac[2:]}"


def facts_on(view: View, host: str) -> HostFacts:
    """What is known of a host."""
    return facts_of(view.found.get(Look(host, "facts", "")))


def nic_of(view: View, values: Values, host: str) -> Nic | None:
    """The NIC that is meant."""
    return next((nic for nic in facts_on(view, host).nics if nic.name == said(values, "nic")), None)


def gateways(values: Values) -> dict[str, str]:
    """What was typed as gateways, by their hosts; "" is all the others."""
    found = {}
    for line in lines(values, "gateway"):
        host, _, address = line.rpartition(" ")
        found[host.strip()] = address
    return found


def asked_of(view: View, values: Values, host: str) -> Asked:
    """What is asked of one of the hosts."""
    typed = gateways(values)
    return Asked(
        host=host,
        facts=facts_on(view, host),
        nic=nic_of(view, values, host),
        name=said(values, "nic"),
        bridge=said(values, "bridge"),
        network=said(values, "network"),
        gateway=typed.get(host, typed.get("", "")),
        keeper=KEEPERS.get(said(values, "lasting")),
    )


def acts(asked: Asked) -> Iterator[HostAct]:
    """The NIC under the bridge, and the bridge among the mappings."""
    host, nic, bridge = asked.host, asked.name, asked.bridge
    files = asked.files()

    def after(found: str | None) -> str | None:
        if found is None:
            raise Refusal(f"{host} has no {nic}")
        return write_placement(_moved(read_placement(found), asked, files))

    yield HostAct(
        f"move {nic} of {host} with its addresses under {bridge}",
        host,
        "uplink",
        " ".join((nic, bridge, *files)),
        after,
    )

    def mapped(found: str | None) -> str | None:
        there = (found or "").partition("=")[2]
        pairs = [*bridge_mappings(there), (asked.network, bridge)]
        return settings({_MAPPINGS: ",".join(":".join(pair) for pair in pairs)})

    yield HostAct(f"map {asked.network} to {bridge} on {host}", host, "membership", _MAPPINGS, mapped)


def warnings(asked: Asked) -> Iterator[str]:
    """What speaks against it."""
    host, nic, keeper = asked.host, asked.nic, asked.keeper
    if keeper is None:
        yield (
            f"this does not outlast a reboot of {host}: the bridge will be there again, and the addresses "
            "where the host's own files put them"
        )
    elif not (asked.facts.has_datapath or keeper.makes_userspace):
        yield f"{keeper.name} cannot say that a bridge is in userspace: Open vSwitch itself remembers that"
    if nic is not None and nic.is_dynamic:
        yield (
            f"{nic.name} has its address by DHCP: {asked.bridge} asks for one anew, and where it gets "
            f"another one {host} puts everything back"
        )
    if not asked.facts.has_systemd:
        yield f"without systemd nothing is put back if {host} itself goes down in those 40 s"


def _moved(found: Placement, asked: Asked, files: dict[str, str]) -> Placement:
    """The NIC's addresses and routes on the bridge."""
    nic, over = asked.name, asked.over

    def there(one: str) -> str:
        return f"{one.removesuffix(f' on {nic}')} on {over.bridge}" if one.endswith(f" on {nic}") else one

    routes = [there(one) for one in found.routes]
    if over.gateway:
        routes = [one for one in routes if not one.startswith("default ")]
        routes.append(f"default via {over.gateway} on {over.bridge}")
    return msgspec.structs.replace(
        found,
        bridge=BridgeState(datapath=over.datapath, mac=over.mac, has_nic=True),
        addresses=tuple(map(there, found.addresses)),
        routes=tuple(routes),
        files=dict(found.files) | {path: lines_of(text) for path, text in files.items()},
    )
