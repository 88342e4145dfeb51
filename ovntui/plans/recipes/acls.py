"""Access control lists, on switches and on port groups."""

from typing import Final

from ovntui.ovsdb.schema import ColumnType, Limits
from ovntui.plans.acts.acls import acl_words
from ovntui.plans.match import fault_of
from ovntui.plans.recipe import Offer, Query, Values, View
from ovntui.plans.recipes.asked import OPTIONAL_STRING, TRUTH, Asked, number, one_of
from ovntui.plans.recipes.family import Family, name_of
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.owners import on_groups, on_switches
from ovntui.plans.values import Columns

MATCH_HELP: Final = (
    "which packets, as OVN writes it: ip4.src == 10.0.0.0/24 && tcp.dst == 22. Only its form is looked at "
    "here; what OVN thinks of it stands in the logs of northd and ovn-controller alone"
)
PRIORITY: Final = number(0, 32767)


def match_fault(_: View, values: Values) -> str | None:
    """What is wrong with the field match."""
    return fault_of(values["match"])


def said(row: Columns) -> str:
    """An ACL in few words."""
    name = name_of(row)
    told = f"{row['direction']} {row['priority']} {row['match']} → {row['action']}"
    return f"{name}: {told}" if name else told


def _meters(view: View, _: Values) -> list[Offer]:
    return [Offer(str(row["name"])) for row in view.rows.get("Meter", {}).values()]


def _meter_fault(view: View, values: Values) -> str | None:
    meters = {offer.value for offer in _meters(view, values)}
    return None if values["meter"].strip() in meters else f"there is no meter {values['meter'].strip()}"


def _logs(_: View, values: Values) -> bool:
    return values.get("log") == "yes"


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    if row["direction"] == "from-lport" and "outport" in row["match"]:
        return ("outport is not known yet where from-lport rules are looked at (ovn-nb(5), ACL)",)
    return ()


def _lost(_: View, row: Columns) -> tuple[str, ...]:
    if row["action"] in ("drop", "reject"):
        return (f"what {said(row)} kept out comes through from then on",)
    return ()


FAMILY: Final = Family(
    table="ACL",
    word="acl",
    noun="ACL",
    title="an ACL",
    summary="A rule that lets packets through or keeps them out, on a switch or a port group.",
    asked=(
        Asked(
            name="direction",
            column="direction",
            label="Direction",
            help="from-lport: what comes from a port; to-lport: what goes to a port",
            type=one_of("from-lport", "to-lport"),
            kind="choice",
            required=True,
            start=lambda _view, _values: "to-lport",
        ),
        Asked(
            name="priority",
            column="priority",
            label="Priority",
            help="0 to 32767; the highest that matches decides",
            type=PRIORITY,
            required=True,
            start=lambda _view, _values: "1000",
        ),
        Asked(name="match", column="match", label="Match", help=MATCH_HELP, required=True, check=match_fault),
        Asked(
            name="action",
            column="action",
            label="Action",
            help="allow-related lets the answers of a connection through as well; allow only this packet; "
            "drop is silent, reject answers",
            type=ColumnType("string"),
            kind="choice",
            required=True,
            start=lambda _view, _values: "allow-related",
            offers=lambda view, _values: [Offer(str(action)) for action in _actions(view)],
        ),
        Asked(
            name="tier",
            column="tier",
            label="Tier",
            help="0 to 3: where a rule of a tier passes, those of the next are looked at",
            type=number(0, 3),
            required=True,
            start=lambda _view, _values: "0",
        ),
        Asked(
            name="log",
            column="log",
            label="Log",
            help="whether ovn-controller logs the packets that match",
            type=TRUTH,
            kind="switch",
            start=lambda _view, _values: "no",
        ),
        Asked(
            name="severity",
            column="severity",
            label="Severity",
            help="of the lines in the log",
            type=one_of("alert", "warning", "notice", "info", "debug", optional=True),
            kind="choice",
            applies=_logs,
        ),
        Asked(
            name="meter",
            column="meter",
            label="Meter",
            help="the meter that limits how much is logged",
            type=OPTIONAL_STRING,
            offers=_meters,
            check=_meter_fault,
            applies=_logs,
        ),
        Asked(
            name="name",
            column="name",
            label="Name",
            help="what the rule is called in the log; up to 63 characters",
            type=ColumnType("string", min=0, limits=Limits(most=63)),
        ),
    ),
    said=said,
    owners=(on_switches("acls"), on_groups("acls")),
    subject="switch",
    target="switch",
    alike=("direction", "priority", "match"),
    words=acl_words,
    warnings=_warnings,
    lost=_lost,
    beside=(Query("Meter", ("name",)),),
)

_ACTIONS: Final = ("allow", "allow-related", "allow-stateless", "drop", "reject")


def _actions(view: View) -> tuple[str, ...]:
    """What the server's schema allows: newer ones know "pass" as well."""
    schema = view.schemas.get("nb")
    table = schema.tables.get("ACL") if schema else None
    return tuple(map(str, table.columns["action"].enum)) if table else _ACTIONS


RECIPES: Final = recipes_of(FAMILY)
