"""The records a cloud is made of: what an operator calls a port, a switch, a router, a host.

Each is frozen and knows its relations as keys with the names needed to show them. Texts are as the
databases have them; whoever shows one makes it safe first. Two records are equal when nothing that
can be shown of them differs.
"""

from ovntui.cloud.records.chassis import Chassis, Encap, Mapping, Role
from ovntui.cloud.records.host import Bridge, Host, Interface, Tunnel
from ovntui.cloud.records.nat import Nat
from ovntui.cloud.records.port import Attachment, Port, PortState, port_state
from ovntui.cloud.records.record import Named, Record
from ovntui.cloud.records.router import Candidate, Gateway, Route, Router, RouterPort
from ovntui.cloud.records.switch import Switch, Uplink
from ovntui.cloud.records.vm import Vm, VmNic

__all__ = [
    "Attachment",
    "Bridge",
    "Candidate",
    "Chassis",
    "Encap",
    "Gateway",
    "Host",
    "Interface",
    "Mapping",
    "Named",
    "Nat",
    "Port",
    "PortState",
    "Record",
    "Role",
    "Route",
    "Router",
    "RouterPort",
    "Switch",
    "Tunnel",
    "Uplink",
    "Vm",
    "VmNic",
    "port_state",
]
