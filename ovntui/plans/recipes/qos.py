"""QoS rules of switches: how fast, and with what mark."""

from typing import Final

from ovntui.plans.acts.qos import qos_words
from ovntui.plans.recipe import Values, View
from ovntui.plans.recipes.acls import MATCH_HELP, PRIORITY, match_fault
from ovntui.plans.recipes.asked import Asked, number, one_of
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.owners import on_switches
from ovntui.plans.values import Columns, elements

_RATE: Final = number(1, 4294967295, optional=True)


def _burst_fault(_: View, values: Values) -> str | None:
    return None if values.get("rate", "").strip() else "a burst means nothing without a rate"


def said(row: Columns) -> str:
    """A QoS rule in few words."""
    held = (*elements(row["bandwidth"]), *elements(row["action"]))
    done = ", ".join(f"{key} {value}" for key, value in held)
    return f"{row['direction']} {row['priority']} {row['match']} → {done or 'nothing'}"


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    if not elements(row["bandwidth"]) and not elements(row["action"]):
        return ("without a rate and a DSCP mark the rule does nothing",)
    return ()


FAMILY: Final = Family(
    table="QoS",
    word="qos",
    noun="QoS rule",
    title="a QoS rule",
    summary="A limit or a DSCP mark for packets of a switch.",
    asked=(
        Asked(
            name="direction",
            column="direction",
            label="Direction",
            help="from-lport: what comes from a port; to-lport: what goes to a port",
            type=one_of("from-lport", "to-lport"),
            kind="choice",
            required=True,
            start=lambda _view, _values: "from-lport",
        ),
        Asked(
            name="priority",
            column="priority",
            label="Priority",
            help="0 to 32767; the highest that matches decides",
            type=PRIORITY,
            required=True,
            start=lambda _view, _values: "100",
        ),
        Asked(name="match", column="match", label="Match", help=MATCH_HELP, required=True, check=match_fault),
        Asked(
            name="rate",
            column="bandwidth",
            key="rate",
            label="Rate",
            help="the most that gets through, in kbit/s",
            type=_RATE,
        ),
        Asked(
            name="burst",
            column="bandwidth",
            key="burst",
            label="Burst",
            help="how much may come at once above the rate, in kbit",
            type=_RATE,
            check=_burst_fault,
        ),
        Asked(
            name="dscp",
            column="action",
            key="dscp",
            label="DSCP",
            help="the mark that the packets get, 0 to 63",
            type=number(0, 63, optional=True),
        ),
    ),
    said=said,
    owners=(on_switches("qos_rules"),),
    subject="switch",
    target="switch",
    words=qos_words,
    warnings=_warnings,
)

RECIPES: Final = recipes_of(FAMILY)
