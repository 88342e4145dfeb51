"""DNS records, which OVN answers by itself to whoever asks on a switch."""

import re
from ipaddress import ip_address
from typing import Final

from ovntui.plans.recipe import Values, View, lines
from ovntui.plans.recipes.asked import PAIRS, Asked
from ovntui.plans.recipes.family import Family
from ovntui.plans.recipes.family_forms import recipes_of
from ovntui.plans.recipes.owners import on_switches
from ovntui.plans.values import Columns, elements

_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
_REVERSE: Final = (".in-addr.arpa", ".ip6.arpa")


def _records_fault(_: View, values: Values) -> str | None:
    for line in lines(values, "records"):
        name, addresses = line.partition("=")[0].strip(), line.partition("=")[2].split()
        if name != name.lower():
            return f"{name}: only names in small letters are found (ovn-nb(5), DNS)"
        if not _NAME.fullmatch(name):
            return f"{name} is no host name"
        if not addresses:
            return f"{name} needs an address"
        if name.endswith(_REVERSE):
            continue
        for address in addresses:
            try:
                ip_address(address)
            except ValueError:
                return f"{address} is no IP address; several are separated by blanks"
    return None


def said(row: Columns) -> str:
    """DNS records in few words."""
    names = [str(name) for name, _ in elements(row["records"])]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}" if names else "of nothing yet"


def _warnings(_: View, row: Columns) -> tuple[str, ...]:
    return () if elements(row["records"]) else ("there is no name in it that could be answered",)


FAMILY: Final = Family(
    table="DNS",
    word="dns",
    noun="DNS records",
    title="DNS records",
    summary="Names that OVN answers by itself on some switches.",
    asked=(
        Asked(
            name="records",
            column="records",
            label="Records",
            help="a line a name, with its addresses: vm1.example=10.0.0.5 fd00::5; in small letters",
            type=PAIRS,
            kind="many",
            required=True,
            check=_records_fault,
        ),
    ),
    said=said,
    owners=(on_switches("dns_records", field="switches"),),
    is_kept=True,
    subject="switch",
    target="switches",
    warnings=_warnings,
)

RECIPES: Final = recipes_of(FAMILY)
