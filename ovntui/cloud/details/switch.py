"""The details of a switch."""

from ovntui.cloud.cells import Field, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.switch import mood
from ovntui.cloud.details.fields import line, port_list, relation, section, sections, titled
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Switch
from ovntui.cloud.shown import door, listing, number, shown, yes
from ovntui.safetext import SafeText


def details(cloud: Cloud, switch: Switch) -> tuple[SafeText, tuple[Section, ...]]:
    """Its subnet, what it is joined to, and its ports."""
    up = f"{SIGNS[mood(switch)]} {switch.up:,} of {switch.bindable:,} ports up" if switch.bindable else ""
    to_ports = listing("port", "switch", switch.label)
    return titled(switch.label, switch.name), sections(
        section(
            "State",
            (
                line("state", up, mood(switch), to_ports),
                line("disabled", f"{switch.disabled:,}" if switch.disabled else ""),
                line("subnet", switch.subnet),
                line("IPv6 prefix", switch.ipv6_prefix),
                line("never assigned", switch.exclude_ips),
                Field("VLANs pass through", yes(switch.vlan_passthru)),
                Field("multicast snooping", yes(switch.mcast_snoop)),
                Field("tunnel key", number(switch.tunnel_key)),
            ),
        ),
        section(
            "Relations",
            (
                *(relation("router", "router", router) for router in switch.routers),
                *(
                    Field(
                        "uplink",
                        shown(
                            uplink.network if uplink.tag is None else f"{uplink.network}, VLAN {uplink.tag}"
                        ),
                        door("port", uplink.port),
                    )
                    for uplink in switch.uplinks
                ),
            ),
        ),
        port_list(cloud, "Ports", cloud.ports_of_switch(switch.key), to_ports),
    )
