"""Join a host: from a machine that SSH reaches to a chassis that VMs can be plugged into."""

from collections import Counter
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_interface
from typing import Final
from uuid import uuid4

from ovntui.cloud.cloud import Cloud
from ovntui.ovsdb.errors import RemoteError
from ovntui.ovsdb.remote import parse_remotes
from ovntui.plans.deeds.act import HostAct, Look
from ovntui.plans.deeds.facts import HostFacts, facts_of
from ovntui.plans.deeds.network import ovs_network
from ovntui.plans.deeds.packages import all_of
from ovntui.plans.deeds.service import started
from ovntui.plans.recipe import Field, Offer, Recipe, Values, View, Wish, any_of
from ovntui.plans.recipes.hosts import membership, no_facts, no_site
from ovntui.plans.recipes.things import name_fault, said, yes

_SWITCHING: Final = ("openvswitch-switch", "ovn-host")
_VIRTUALIZING: Final = ("libvirt-daemon-system", "libvirt-clients", "qemu-system-x86", "qemu-utils")
"""By Debian's names."""
_SERVICES: Final = ("openvswitch-switch", "ovn-host")
_LIBVIRT: Final = "libvirtd"


def _candidates(view: View, _: Values) -> Iterator[Offer]:
    """The hosts that can be worked on and are no chassis yet."""
    for name in view.sites:
        host = view.cloud.hosts.get(name)
        if host is None:
            yield Offer(name, "no Open vSwitch is reached there yet")
        elif host.chassis is None:
            yield Offer(name, f"Open vSwitch {host.ovs_version}")


def _host_fault(view: View, values: Values) -> str | None:
    name = said(values, "host")
    if name not in view.sites:
        return no_site(view, name)
    host = view.cloud.hosts.get(name)
    if host is not None and host.chassis is not None:
        return f"{name} is a chassis already"
    if _facts(view, values) is None:
        return no_facts(view, name)
    return None


def _looks(_: Cloud, values: Values) -> Iterable[Look]:
    return (Look(host, "facts", ""),) if (host := said(values, "host")) else ()


def _facts(view: View, values: Values) -> HostFacts | None:
    look = Look(said(values, "host"), "facts", "")
    return facts_of(view.found[look]) if look in view.found else None


def _remote(view: View, values: Values) -> str:
    """Where the other hosts have their southbound; else where this console's machine serves one."""
    others = Counter(host.remote for host in view.cloud.hosts.values() if host.remote)
    if others:
        return others.most_common(1)[0][0]
    return _served(view, values, "sb")


def _northbound(view: View, values: Values) -> str:
    return _served(view, values, "nb")


def _served(view: View, values: Values, database: str) -> str:
    """The database as this machine serves it, where it listens on TCP: then its address is as the host sees
    us."""
    facts = _facts(view, values)
    if facts is None or not facts.seen_as:
        return ""
    us = f"[{facts.seen_as}]" if ":" in facts.seen_as else facts.seen_as
    for short, target in view.cloud.listeners:
        scheme, _, port = target.partition(":")
        port = port.partition(":")[0]
        if short == database and scheme in ("ptcp", "pssl") and port.isdigit():
            return f"{scheme[1:]}:{us}:{port}"
    return ""


def _remote_fault(values: Values, field: str) -> str | None:
    try:
        remotes = parse_remotes(said(values, field))
    except RemoteError as error:
        return str(error)
    if any(remote.scheme not in ("tcp", "ssl") for remote in remotes):
        return "the host has to reach it over the network: say tcp:ADDRESS:PORT or ssl:ADDRESS:PORT"
    if not all(_is_address(remote.host) for remote in remotes):
        return "ovn-controller takes addresses here, no names"
    return None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _encap_ip(view: View, values: Values) -> str:
    """An address in the network of southbound, or the first."""
    facts = _facts(view, values)
    addresses = facts.addresses if facts else ()
    host = said(values, "remote").rpartition(":")[0].partition(":")[2].strip("[]")
    if _is_address(host):
        near = [one for one in addresses if ip_address(host) in ip_interface(one).network]
        addresses = (*near, *addresses)
    return addresses[0].partition("/")[0] if addresses else ""


def _encap_offers(view: View, values: Values) -> Iterator[Offer]:
    facts = _facts(view, values)
    return (Offer(one.partition("/")[0], one) for one in (facts.addresses if facts else ()))


def _encap_fault(view: View, values: Values) -> str | None:
    address = said(values, "encap-ip")
    if not _is_address(address):
        return f"{address} is no IP address"
    for one in view.cloud.chassis.values():
        if address in (encap.ip for encap in one.encaps):
            return f"{one.label} has its tunnels there already: two chassis cannot share an address"
    facts = _facts(view, values)
    if facts is not None and address not in (one.partition("/")[0] for one in facts.addresses):
        return f"{said(values, 'host')} has no such address"
    return None


def _datapath(view: View, values: Values) -> str:
    facts = _facts(view, values)
    return "system" if facts is None or facts.has_datapath else "netdev"


def _network_fault(_: View, values: Values) -> str | None:
    name = said(values, "network")
    return "a network's name holds no /" if "/" in name else name_fault(name)


def _wanted(view: View, values: Values) -> dict[str, str]:
    wanted = {
        "ovn-remote": said(values, "remote"),
        "ovn-nb": said(values, "northbound"),
        "ovn-encap-type": said(values, "encap-type"),
        "ovn-encap-ip": said(values, "encap-ip"),
        # what ovn-controller takes where nothing is said (ovn-controller(8))
        "ovn-bridge-datapath-type": "" if (kind := said(values, "datapath")) == "system" else kind,
    }
    name = said(values, "host")
    if (host := view.cloud.hosts.get(name)) is not None:
        # the packages' own scripts set both where they start Open vSwitch (ovs-ctl(8))
        wanted["system-id"] = "" if host.system_id else str(uuid4())
        wanted["hostname"] = "" if host.hostname else name
    return {key: value for key, value in wanted.items() if value}


def _acts(view: View, values: Values) -> Iterator[HostAct]:
    host, network = said(values, "host"), said(values, "network")
    if yes(values, "packages"):
        names = " ".join(sorted((*_SWITCHING, *(_VIRTUALIZING if network else ()))))
        sentence = f"install on {host} what is missing of {names.replace(' ', ', ')}"
        yield HostAct(sentence, host, "packages", names, lambda _: all_of(names.split()))
    for unit in (*_SERVICES, *((_LIBVIRT,) if network else ())):
        yield HostAct(f"start {unit} on {host}, now and with the host", host, "service", unit, started)
    yield membership(host, f"let {host} join {said(values, 'remote')}", _wanted(view, values))
    if network:
        yield HostAct(
            f"let libvirt on {host} have the network {network} onto br-int",
            host,
            "network",
            network,
            lambda _: ovs_network(network),
        )
    ends = " ".join(sorted(encap.ip for one in view.cloud.chassis.values() for encap in one.encaps))
    yield HostAct(f"wait until {host} is a chassis", host, "joined", ends, lambda _: "a chassis")


def _warnings(view: View, values: Values) -> Iterator[str]:
    if not any(short == "sb" and target.startswith("p") for short, target in view.cloud.listeners):
        yield (
            "southbound is not known to listen on any port: if nothing else has it served, the host cannot "
            "reach it"
        )
    if said(values, "datapath") == "netdev":
        yield (
            "with the userspace datapath tunnels leave only by a bridge of Open vSwitch: the address "
            "has to be on one, as it is with an uplink"
        )
    encaps = {encap.type for one in view.cloud.chassis.values() for encap in one.encaps}
    if encaps and said(values, "encap-type") not in encaps:
        yield f"no other chassis takes {said(values, 'encap-type')}: they take {', '.join(sorted(encaps))}"


def _join(view: View, values: Values) -> Wish:
    host = said(values, "host")
    others = sum(not one.remote for one in view.cloud.chassis.values())
    tunnels = f"it makes a tunnel to each of {others} other chassis, and they to it"
    return Wish(
        acts=tuple(_acts(view, values)),
        meaning=(
            f"{host} becomes a chassis that VMs can be plugged into",
            *((tunnels,) if others else ()),
            *(("packages stay installed when this is undone",) if yes(values, "packages") else ()),
        ),
        warnings=tuple(_warnings(view, values)),
        shows=("host", host),
    )


RECIPES: Final = (
    Recipe(
        name="join-host",
        title="Join a host",
        summary="Make a chassis of a host that SSH reaches: packages, services, settings, libvirt's network.",
        subject="host",
        target="host",
        looks=_looks,
        fields=(
            Field(
                name="host",
                label="Host",
                help="one of the hosts in the configuration, reached as ssh:HOST or being this machine",
                required=True,
                offers=_candidates,
                check=_host_fault,
            ),
            Field(
                name="remote",
                label="Southbound",
                help="where the host reaches the southbound database: tcp:ADDRESS:PORT, of a cluster all",
                required=True,
                default=_remote,
                check=lambda _, values: _remote_fault(values, "remote"),
            ),
            Field(
                name="northbound",
                label="Northbound",
                help="noted on the host for those who work there; OVN itself does not need it there",
                default=_northbound,
                check=lambda _, values: _remote_fault(values, "northbound"),
            ),
            Field(
                name="encap-type",
                label="Tunnels",
                help="geneve; vxlan where hardware asks for it, which carries fewer networks",
                kind="choice",
                required=True,
                default=lambda _, __: "geneve",
                offers=any_of("geneve", "vxlan"),
            ),
            Field(
                name="encap-ip",
                label="Tunnels end at",
                help="the host's own address that the other chassis send tunnelled packets to",
                required=True,
                default=_encap_ip,
                offers=_encap_offers,
                check=_encap_fault,
            ),
            Field(
                name="datapath",
                label="Datapath",
                help="system: the kernel's; netdev: userspace, for kernels without openvswitch",
                kind="choice",
                required=True,
                default=_datapath,
                offers=any_of("system", "netdev"),
            ),
            Field(
                name="network",
                label="Network",
                help="what libvirt's network for VMs on br-int is called; empty: none is made",
                default=lambda _, __: "ovs-net",
                check=_network_fault,
            ),
            Field(
                name="packages",
                label="Packages",
                help="install what is missing with apt-get",
                kind="switch",
                default=lambda _, __: "yes",
            ),
        ),
        wish=_join,
    ),
)
