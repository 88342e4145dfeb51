"""The details of a router port."""

from ovntui.cloud.cells import Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.router_port import mood
from ovntui.cloud.details.fields import candidate_fields, line, relation, section, sections
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import RouterPort
from ovntui.cloud.shown import number
from ovntui.safetext import SafeText


def details(_cloud: Cloud, port: RouterPort) -> tuple[SafeText, tuple[Section, ...]]:
    """What it joins, and where its gateway is."""
    state = ""
    if not port.enabled:
        state = "disabled"
    elif port.peer is None:
        state = "joined to nothing"
    elif not port.peer.key:
        state = f"joined to {port.peer.name}, which does not exist"
    elif port.is_gateway and port.active is None:
        state = "held by no chassis"
    elif port.misplaced and port.active is not None:
        state = f"on {port.active.name}, not on {port.candidates[0].chassis.name}"
    return SafeText(port.name), sections(
        section(
            "State",
            (
                line("state", f"{SIGNS[mood(port)]} {state}" if state else "", mood(port)),
                *candidate_fields(port.candidates, port.active),
                Field("tunnel key", number(port.tunnel_key)),
            ),
        ),
        section(
            "Relations",
            (
                relation("router", "router", port.router),
                relation("switch", "switch", port.switch),
                relation("joined to", "router_port" if port.peer_is_router else "port", port.peer),
            ),
        ),
        section(
            "Addresses",
            (line("MAC", port.mac), *(line("network", network, Mood.PLAIN) for network in port.networks)),
        ),
    )
