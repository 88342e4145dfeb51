"""What is done to ACLs: as ovn-nbctl has them."""

from ovntui.plans.acts.members import Place
from ovntui.plans.values import Columns, elements


def acl_words(place: Place, columns: Columns) -> tuple[tuple[str, ...], ...] | None:
    """ovn-nbctl acl-add (ovn-nbctl(8), "ACL Commands"), where it can say all of it: it knows no tier, and
    turns the log on for whatever has a name, a severity or a meter."""
    named = [
        f"--{name}={value}"
        for name in ("name", "severity", "meter")
        for value in elements(columns.get(name, ("set", ())))
    ]
    if columns.get("tier", 0) or bool(named) > bool(columns.get("log")):
        return None
    options = ("--log", *named) if columns.get("log") else ()
    kind = ("--type=port-group",) if place.table == "Port_Group" else ()
    rule = (str(columns["direction"]), str(columns["priority"]), str(columns["match"]))
    return ((*options, *kind, "acl-add", place.uuid, *rule, str(columns["action"])),)
