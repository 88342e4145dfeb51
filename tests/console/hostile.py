"""Ten thousand names that a stranger could give to ports, no two of them the same."""

import random
import unicodedata
from collections.abc import Iterator

from tests.console.rows import Rows
from tests.console.strangers import NAMES

ATTACKS = (
    "[@click=app.quit()]x[/]",
    "[@click=app.bell()]",
    "[bold",
    "[/]",
    "[link=https://example.net]x[/link]",
    "\x1b[31m",
    "\x1b]0;owned\x07",
    "\x1b]8;;https://example.net\x1b\\x\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1bP1$r0m\x1b\\",
    "\x1b_x\x1b\\",
    "\x1b^x\x1b\\",
    "\x1bc",
    "\x1b[5i",
    "\x1b[c",
    "\x9b31m",
    "\x9d0;x\x9c",
    "\x90x\x9c",
    "\x18\x1a",
    "\x08\x08\x08",
    "\r\n",
    "\t",
    "\u202e",
    "\u2066\u2069",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00a0",
    "\u3000",
    "👩‍👩‍👧‍👦",
    "🇨🇭",
    "❤️",
    "e\u0301",
    "é",
    "\u212b",
    "\u00c5",
    "가",
    "\u1100\u1161",
    "数据",
    "שרת",
    "\U000e0041",
    "%s%n{0}{x}",
    "$(id)`id`;'\"\\",
    "../../etc/passwd",
)
"""Pieces that names are made of. OVSDB's strings hold no NUL (RFC 7047 section 3.1)."""


def names(count: int) -> list[str]:
    """So many names, always the same ones; a few of them are 64 kB long and differ at one place."""
    draw = random.Random(6)
    found: dict[str, None] = dict.fromkeys(NAMES.values())
    for place in ("first", "middle", "last"):
        for letter in "ab":
            at = {"first": 0, "middle": 32_768, "last": 65_535}[place]
            found["x" * at + letter + "x" * (65_535 - at)] = None
    while len(found) < count:
        name = "".join(draw.choices(ATTACKS, k=draw.randint(1, 4))) + draw.choice(
            ("", str(draw.randint(0, 99)))
        )
        for twin in (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
            if len(found) < count:
                found[twin] = None
    return list(found)


def northbound(given: list[str]) -> Iterator[Rows]:
    """A port of each name on a switch of a hostile name, ten switches and a router, part by part."""
    share = -(-len(given) // 10)
    for number in range(10):
        rows = Rows()
        if not number:
            rows.add("NB_Global", name=ATTACKS[0], nb_cfg=1, sb_cfg=1, hv_cfg=1)
            inner = rows.add("Logical_Router_Port", "inner", name=ATTACKS[6], mac="x", networks=[ATTACKS[8]])
            nat = rows.add("NAT", type="snat", external_ip=ATTACKS[15], logical_ip=ATTACKS[0])
            rows.add("Logical_Router", name=ATTACKS[4], ports=inner, nat=nat)
        ports = [
            rows.add(
                "Logical_Switch_Port",
                f"{number}/{at}",
                name=name,
                addresses=[name[:200] or "unknown"],
                external_ids={"note": name[:200], name[:200]: "key"},
            )
            for at, name in enumerate(given[number * share : (number + 1) * share])
        ]
        rows.add("Logical_Switch", str(number), name=f"{ATTACKS[number]}{number}", ports=ports)
        yield rows
