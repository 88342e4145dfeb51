"""A VM from its libvirt's row, with the chain from each interface to its logical port."""

from ovntui.cloud.facts import Facts, first
from ovntui.cloud.joins.relations import chassis_by_name, chassis_in, named_switch
from ovntui.cloud.records import Named, Vm, VmNic, port_state
from ovntui.cloud.rows.libvirt import Domain, Nic
from ovntui.cloud.rows.northbound import LogicalSwitchPort
from ovntui.ovsdb.wire import flag, text, texts


def join_vm(facts: Facts, key: str) -> Vm:
    """Raises KeyError where there is no such VM."""
    row = facts.vms[key]
    host, _, uuid = key.rpartition("/")
    return Vm(
        key=key,
        uuid=uuid,
        name=row.name,
        host=Named(host, host),
        state=row.state,
        vcpus=row.vcpus,
        memory=row.memory,
        autostart=row.autostart,
        persistent=row.persistent,
        nics=tuple(_nic(facts, host, row, nic) for nic in row.nics),
        disks=row.disks,
    )


def _nic(facts: Facts, host: str, domain: Domain, nic: Nic) -> VmNic:
    north = facts.north
    uuid = first(north.ports_named[nic.iface_id]) if nic.iface_id else None
    port = north.ports.rows[uuid] if uuid else None
    switch = named_switch(facts, uuid) if uuid else None
    broken = ""
    if nic.iface_id and north.globals.rows:
        if port is None:
            broken = "no logical port of that name"
        elif switch is None:
            broken = "its port is on no switch"
        elif domain.state not in ("off", "crashed"):
            broken = _unplugged(facts, host, nic.iface_id) or _unbound(facts, host, nic, port)
    return VmNic(
        mac=nic.mac,
        model=nic.model,
        source=nic.source,
        device=nic.device,
        iface_id=nic.iface_id,
        port=Named(uuid or "", nic.iface_id) if nic.iface_id else None,
        switch=switch,
        addresses=_addresses(port),
        up=flag(port.up) if port else None,
        broken=broken,
    )


def _unplugged(facts: Facts, host: str, iface_id: str) -> str:
    """What is wrong between the VM and its host's Open vSwitch."""
    there = facts.hosts[host]
    if not there.system.rows:
        return ""  # nothing is known of it
    interfaces = [there.interfaces.rows[uuid] for at, uuid in facts.plugged[iface_id] if at == host]
    if not interfaces:
        return "not plugged into Open vSwitch"
    return next((f"Open vSwitch: {error}" for one in interfaces if (error := text(one.error))), "")


def _unbound(facts: Facts, host: str, nic: Nic, port: LogicalSwitchPort) -> str:
    """What is wrong between Open vSwitch and the logical port."""
    if not _may_speak(nic.mac, port):
        return "its port has another MAC"
    if port_state(port) == "disabled":
        return "its port is disabled"
    bound = facts.south.binding(port.name)
    chassis = chassis_in(facts, bound[1].chassis) if bound else ()
    if not chassis:
        return "no chassis binds its port"
    system = facts.hosts[host].system_id()
    here = chassis_by_name(facts, system) if system else None
    if here is not None and here not in chassis:
        return f"its port is bound on {chassis[0].name}"
    return "its port is down" if port_state(port) == "down" else ""


def _may_speak(mac: str, port: LogicalSwitchPort) -> bool:
    """Whether the port's addresses are the interface's, or any may be (ovn-nb(5), Logical_Switch_Port
    addresses)."""
    words = [address.split() for address in _addresses(port)]
    macs = {line[0].lower() for line in words if line and ":" in line[0]}
    return not mac or not macs or mac.lower() in macs or any(line[:1] == ["unknown"] for line in words)


def _addresses(port: LogicalSwitchPort | None) -> tuple[str, ...]:
    """As configured, with what northd assigned in the place of "dynamic"."""
    if port is None:
        return ()
    assigned = text(port.dynamic_addresses)
    return tuple(assigned if assigned and "dynamic" in one else one for one in texts(port.addresses))
