"""The details of a chassis."""

from ovntui.cloud.cells import Door, Field, Mood, Section
from ovntui.cloud.cloud import Cloud
from ovntui.cloud.columns.chassis import mood
from ovntui.cloud.details.fields import line, moment, port_list, section, sections, titled
from ovntui.cloud.marks import SIGNS
from ovntui.cloud.records import Chassis, Encap, Role
from ovntui.cloud.shown import door, listing, shown, yes
from ovntui.safetext import SafeText


def details(cloud: Cloud, chassis: Chassis) -> tuple[SafeText, tuple[Section, ...]]:
    """Whether it keeps up, how it is reached, what it holds and what is bound to it."""
    if chassis.remote:
        state = "in another availability zone"
    elif chassis.in_sync:
        state = f"in sync at {chassis.nb_cfg}"
    else:
        state = f"behind: at {chassis.nb_cfg} of {chassis.target}"
    host = Door("host", chassis.host) if chassis.host else None
    return titled(chassis.label, chassis.name), sections(
        section(
            "State",
            (
                line("state", f"{SIGNS[mood(chassis)]} {state}", mood(chassis)),
                Field("since", moment(chassis.timestamp)),
                line("datapath", chassis.datapath_type),
                line("transport zones", " ".join(chassis.transport_zones)),
                Field("offered as gateway", yes(chassis.may_gateway)),
                Field("interconnection", yes(chassis.interconnection)),
                line("host", chassis.host or "", Mood.NAME, host),
            ),
        ),
        section("Encapsulation", [_encap(encap) for encap in chassis.encaps]),
        section(
            "Bridge mappings",
            [
                Field(one.network, shown(one.bridge), listing("port", "addresses", one.network))
                for one in chassis.mappings
            ],
        ),
        section("Gateways", [_role(role) for role in chassis.roles]),
        port_list(
            cloud, "Ports", cloud.ports_on_chassis(chassis.key), listing("port", "chassis", chassis.label)
        ),
    )


def _encap(encap: Encap) -> Field:
    options = "  ".join(f"{key}={value}" for key, value in encap.options)
    return Field(encap.type, shown(f"{encap.ip}  {options}".rstrip()))


def _role(role: Role) -> Field:
    mood = Mood.GOOD if role.active else Mood.DIM
    router = role.router.name if role.router else ""
    if not role.port.key:
        return Field(router, shown(f"{SIGNS[mood]} the whole router", mood), door("router", role.router))
    words = [SIGNS[mood], "active" if role.active else "standby"]
    words.append("not a candidate" if role.priority is None else f"priority {role.priority}")
    if router:
        words.append(f"of {router}")
    return Field(role.port.name, shown("  ".join(words), mood), door("router_port", role.port))
