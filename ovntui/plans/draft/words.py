"""ovsdbapp's complaints as an operator would say them."""

import re
from typing import Final

from ovsdbapp.backend.ovs_idl.idlutils import RowNotFound

_NAMES: Final = {
    "Logical_Switch_Port": "switch port",
    "Logical_Router_Port": "router port",
    "Logical_Switch": "switch",
    "Logical_Router": "router",
    "Port_Group": "port group",
    "Address_Set": "address set",
    "Load_Balancer": "load balancer",
    "HA_Chassis_Group": "HA chassis group",
    "DHCP_Options": "DHCP options",
}


def in_words(error: Exception) -> str:
    """A sentence."""
    text = str(error)
    if isinstance(error, RowNotFound) and (found := re.fullmatch(r"Cannot find (\w+) with \w+=(.*)", text)):
        return f"there is no {_NAMES.get(found[1], found[1])} {found[2]}"
    if isinstance(error, KeyError):
        return f"this server knows no {error.args[0]}"
    if found := re.fullmatch(r"(.+) (?:exists|already exists)", text):
        return f"there is a {found[1][0].lower()}{found[1][1:]} already"
    if found := re.fullmatch(r"Logical (Switch|Router) (.+) does not exist", text):
        return f"there is no {found[1].lower()} {found[2]}"
    return text[:1].lower() + text[1:] if text[:2].istitle() else text
