"""The details of a NAT rule."""

from ovntui.cloud.cells import Field, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.nat import external, mood
from ovntui.cloud.details.fields import line, relation, section, sections
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Nat
from ovntui.cloud.shown import yes
from ovntui.safetext import SafeText


def details(_cloud: Cloud, nat: Nat) -> tuple[SafeText, tuple[Section, ...]]:
    """What it translates, and where."""
    place = f"in force on {nat.chassis.name}" if nat.chassis else "done by no chassis"
    return SafeText(f"{nat.type} {nat.logical_ip} {external(nat)}"), sections(
        section(
            "State",
            (
                line("state", f"{SIGNS[mood(nat)]} {place}", mood(nat)),
                Field("distributed", yes(nat.distributed)),
                Field("stateless", yes(nat.stateless)),
            ),
        ),
        section(
            "Translation",
            (
                line("type", nat.type),
                line("external", external(nat)),
                line("logical", nat.logical_ip),
                line("external MAC", nat.external_mac or ""),
                line("match", nat.match),
                line("priority", str(nat.priority) if nat.match else ""),
            ),
        ),
        section(
            "Relations",
            (
                relation("router", "router", nat.router),
                relation("chassis", "chassis", nat.chassis),
                relation("logical port", "port", nat.logical_port),
                relation("gateway port", "router_port", nat.gateway_port),
            ),
        ),
    )
