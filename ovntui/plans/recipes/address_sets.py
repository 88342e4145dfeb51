"""Address sets: addresses that match expressions name at once, as $name."""

import re
from ipaddress import ip_network
from typing import Final

from ovntui.plans.recipe import Values, View, lines
from ovntui.plans.recipes.asked import STRINGS, Asked
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.values import Columns, elements

_NAME: Final = re.compile(r"[A-Za-z_.][A-Za-z_.0-9]*")
_ETHERNET: Final = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}(/[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5})?")


def set_name_fault(_: View, values: Values) -> str | None:
    """What is wrong with a name that match expressions will speak of (ovn-nb(5), Address_Set and
    Port_Group, name)."""
    name = values["name"].strip()
    if _NAME.fullmatch(name):
        return None
    return "letters, digits, _ and . only, and no digit first: match expressions have to name it"


def _addresses_fault(_: View, values: Values) -> str | None:
    for text in lines(values, "addresses"):
        if _ETHERNET.fullmatch(text):
            continue
        try:
            ip_network(text, strict=False)
        except ValueError:
            return f"{text} is no IP address, network or MAC address"
    return None


def said(row: Columns) -> str:
    """An address set in few words."""
    return str(row["name"])


def _lost(_: View, row: Columns) -> tuple[str, ...]:
    return (f"match expressions that name ${row['name']} match nothing any more",)


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    kinds = {_kind(address) for address in elements(row["addresses"])}
    if len(kinds) > 1:
        return (f"{' and '.join(sorted(kinds))} in one set: an expression compares a field of one kind only",)
    return ()


def _kind(address: str) -> str:
    if _ETHERNET.fullmatch(address):
        return "MAC"
    return f"IPv{ip_network(address, strict=False).version}"


FAMILY: Final = Family(
    table="Address_Set",
    word="address-set",
    noun="address set",
    title="an address set",
    summary="Addresses that match expressions name at once, as $name.",
    asked=(
        Asked(
            name="name",
            column="name",
            label="Name",
            help="what match expressions call it, behind a $",
            required=True,
            check=set_name_fault,
        ),
        Asked(
            name="addresses",
            column="addresses",
            label="Addresses",
            help="IP addresses, networks or MAC addresses, all of one kind",
            type=STRINGS,
            kind="many",
            check=_addresses_fault,
        ),
    ),
    said=said,
    is_kept=True,
    index=("name",),
    lost=_lost,
    warnings=_warnings,
)

RECIPES: Final = recipes_of(FAMILY)
