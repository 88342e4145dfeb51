"""What is wrong with a NAT rule to be, beside the others of its router."""

from ovntui.plans.addresses import bare
from ovntui.plans.recipe import Values, View
from ovntui.plans.recipes.things import said


def ports_fault(text: str) -> str | None:
    """What is wrong with a range of ports: "FIRST-LAST", or one port."""
    first, dash, last = text.partition("-")
    ends = [first, last] if dash else [first]
    if not all(end.isascii() and end.isdigit() and 1 <= int(end) <= 65535 for end in ends):
        return f"{text} is no range of ports: write 8000-8010, or one port from 1 to 65535"
    if dash and int(first) > int(last):
        return f"{text} ends before it begins"
    return None


def rule_fault(view: View, values: Values, router: str | None) -> str | None:
    """Whether the router has a rule that gets in the way of the one in the form: the same translation, or
    another use of the external address for what comes in."""
    if router is None:
        return None
    kind = said(values, "type")
    external, logical = bare(said(values, "external")), said(values, "logical").lower()
    for nat in (view.cloud.nats[key] for key in view.cloud.nats_of_router(router)):
        if (nat.type == "snat") != (kind == "snat"):
            continue
        same_external = bare(nat.external_ip) == external
        if kind == "snat":
            if nat.logical_ip.lower() == logical.removesuffix("/32"):
                return f"{logical} is translated to {nat.external_ip} already"
        elif same_external:
            return f"{nat.external_ip} leads to {nat.logical_ip} already"
        elif "dnat_and_snat" == kind == nat.type and bare(nat.logical_ip) == bare(logical):
            return f"{logical} has {nat.external_ip} already"
    return None
