"""The details of a router."""

from ovntui.cloud.cells import Door, Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.nat import external
from ovntui.cloud.columns.nat import mood as nat_mood
from ovntui.cloud.columns.router import mood
from ovntui.cloud.columns.router_port import mood as port_mood
from ovntui.cloud.details.fields import (
    SHOWN,
    candidate_fields,
    cut,
    line,
    relation,
    section,
    sections,
    titled,
)
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Nat, Route, Router, RouterPort
from ovntui.cloud.shown import listing, number, shown
from ovntui.safetext import SafeText


def details(cloud: Cloud, router: Router) -> tuple[SafeText, tuple[Section, ...]]:
    """Its ports, who holds its gateways, its routes and its NAT rules."""
    ports = [cloud.router_ports[port.key] for port in router.ports[:SHOWN]]
    nats = cloud.nats_of_router(router.key)
    routes = cloud.routes_of_router(router.key)
    gateways = [
        field for gateway in router.gateways for field in candidate_fields(gateway.candidates, gateway.active)
    ]
    state = "" if router.enabled else "disabled"
    if router.gateways and not any(gateway.active for gateway in router.gateways):
        state = state or "held by no chassis"
    return titled(router.label, router.name), sections(
        section(
            "State",
            (
                line("state", f"{SIGNS[mood(router)]} {state}" if state else "", mood(router)),
                relation("pinned to", "chassis", router.chassis),
                *gateways[:SHOWN],
                line("policies", f"{router.policies:,}" if router.policies else ""),
                Field("tunnel key", number(router.tunnel_key)),
            ),
        ),
        section(
            f"Ports ({len(router.ports):,})",
            cut(
                [_port(port) for port in ports],
                len(router.ports),
                listing("router_port", "router", router.label),
            ),
        ),
        section(
            f"Static routes ({len(routes):,})",
            [_route(cloud, route) for route in routes[:SHOWN]]
            + ([line("", f"… and {len(routes) - SHOWN:,} more", Mood.DIM)] if len(routes) > SHOWN else []),
        ),
        section(
            f"NAT ({len(nats):,})",
            cut(
                [nat_field(cloud.nats[key]) for key in nats[:SHOWN]],
                len(nats),
                listing("nat", "router", router.label),
            ),
        ),
    )


def _port(port: RouterPort) -> Field:
    words = [SIGNS[port_mood(port)], *port.networks, port.mac]
    if port.switch is not None:
        words.append(f"→ {port.switch.name}")
    elif port.peer is not None:
        words.append(f"→ {port.peer.name}")
    return Field(
        port.name, shown("  ".join(filter(None, words)), port_mood(port)), Door("router_port", port.key)
    )


def _route(cloud: Cloud, route: Route) -> Field:
    key = cloud.router_port_named(route.output_port) if route.output_port else None
    words = [f"via {route.nexthop}"]
    words += [f"out of {route.output_port}"] if route.output_port else []
    words += ["by source"] if route.policy == "src-ip" else []
    words += [f"table {route.table}"] if route.table else []
    return Field(route.prefix, shown("  ".join(words)), Door("router_port", key) if key else None)


def nat_field(nat: Nat) -> Field:
    """One NAT rule in a list."""
    arrow = (
        f"{nat.logical_ip} → {external(nat)}" if nat.type == "snat" else f"{external(nat)} → {nat.logical_ip}"
    )
    place = f"on {nat.chassis.name}" if nat.chassis else "on no chassis"
    return Field(nat.type, shown(f"{SIGNS[nat_mood(nat)]}  {arrow}  {place}"), Door("nat", nat.key))
