"""The columns of NAT rules."""

from ovntui.cloud.addresses import address_order
from ovntui.cloud.cells import Cell, Column, Mood
from ovntui.cloud.marks import sign
from ovntui.cloud.records import Nat
from ovntui.cloud.shown import door, named, number, shown, yes


def mood(nat: Nat) -> Mood:
    """● in force, ✗ no chassis does it."""
    return Mood.GOOD if nat.chassis is not None else Mood.BAD


def external(nat: Nat) -> str:
    """The external address, with its ports where they are limited."""
    return f"{nat.external_ip}:{nat.external_port_range}" if nat.external_port_range else nat.external_ip


def _chassis(nat: Nat) -> Cell:
    return named(nat.chassis) if nat.chassis else shown("none", Mood.BAD)


COLUMNS: tuple[Column[Nat], ...] = (
    Column(
        "sign", "", lambda nat: sign(mood(nat)), width=1, sort=lambda nat: nat.chassis is not None, echo=True
    ),
    Column("type", "TYPE", lambda nat: shown(nat.type), width=13),
    Column(
        "external",
        "EXTERNAL",
        lambda nat: shown(external(nat)),
        width=16,
        grow=1,
        sort=lambda nat: address_order(nat.external_ip),
    ),
    Column(
        "logical",
        "LOGICAL",
        lambda nat: shown(nat.logical_ip),
        width=18,
        grow=1,
        sort=lambda nat: address_order(nat.logical_ip),
    ),
    Column(
        "router", "ROUTER", lambda nat: named(nat.router), 14, 2, door=lambda nat: door("router", nat.router)
    ),
    Column(
        "chassis", "IN FORCE ON", _chassis, width=12, grow=1, door=lambda nat: door("chassis", nat.chassis)
    ),
    Column(
        "port",
        "LOGICAL PORT",
        lambda nat: named(nat.logical_port),
        width=16,
        grow=1,
        door=lambda nat: door("port", nat.logical_port),
        optional=True,
    ),
    Column("mac", "EXTERNAL MAC", lambda nat: shown(nat.external_mac or ""), width=17, optional=True),
    Column("distributed", "DISTRIBUTED", lambda nat: yes(nat.distributed), width=11, optional=True),
    Column("stateless", "STATELESS", lambda nat: yes(nat.stateless), width=9, optional=True),
    Column(
        "gateway",
        "GATEWAY PORT",
        lambda nat: named(nat.gateway_port),
        width=16,
        door=lambda nat: door("router_port", nat.gateway_port),
        optional=True,
    ),
    Column("match", "MATCH", lambda nat: shown(nat.match), width=16, grow=1, optional=True),
    Column(
        "priority",
        "PRIORITY",
        lambda nat: number(nat.priority),
        sort=lambda nat: nat.priority,
        right=True,
        optional=True,
    ),
    Column("uuid", "UUID", lambda nat: shown(nat.key, Mood.DIM), width=36, optional=True),
)
