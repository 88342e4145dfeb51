"""A first look at a match expression (ovn-sb(5), Logical_Flow, match), without a server.

It finds what is no expression at all: parentheses without a partner, a string that does not end, a field
that OVN does not know, a comparison without a side, && beside ||. Whether northd and ovn-controller take the
rest, only they can say, and they say it in their logs.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, NamedTuple

_PARTS: Final = MappingProxyType(
    {
        "arp": "op spa tpa sha tha",
        "eth": "src dst type mcast bcast mcastv6",
        "icmp": "",
        "icmp4": "type code frag_mtu",
        "icmp6": "type code frag_mtu",
        "ip": "proto dscp ecn ttl frag is_frag first_frag later_frag",
        "ip4": "src dst mcast src_mcast",
        "ip6": (
            "src dst label mcast mcast_all_hosts mcast_all_nodes mcast_all_rtrs mcast_flood mcast_ll "
            "mcast_rsvd mcast_sol_node"
        ),
        "nd": "target sll tll",
        "rarp": "op spa tpa sha tha",
        "sctp": "src dst",
        "tcp": "src dst flags",
        "udp": "src dst",
        "vlan": "tci vid pcp present",
    }
)
"""The protocols' fields: ovn-sb(5), "Symbols"."""

_LONE: Final = frozenset(
    (
        *("inport", "outport", "is_chassis_resident", "ct_mark", "ct_label", "ct_state"),
        *("igmp", "mldv1", "mldv2", "nd_ns", "nd_na", "nd_rs", "nd_ra", "nd_na_router", "nd_ns_mcast"),
    )
)
_OPEN: Final = frozenset(("ct", "ct_mark", "ct_label", "flags", "pkt"))
"""What OVN itself adds parts to from release to release."""
_WITHOUT_ITSELF: Final = frozenset(("eth", "vlan"))
_REGISTER: Final = re.compile("x{0,2}reg[0-9]")

FIELDS: Final[tuple[str, ...]] = tuple(
    sorted(
        {f"{name}.{part}" for name, parts in _PARTS.items() for part in parts.split()}
        | (_PARTS.keys() - _WITHOUT_ITSELF)
        | _LONE
    )
)
"""What an expression may speak of."""
_KNOWN: Final = frozenset(FIELDS)

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<set>[$@][A-Za-z_.][A-Za-z_0-9.]*|\^[A-Za-z_][A-Za-z_0-9]*)
      | (?P<number>(?:[0-9a-fA-F]*:[0-9a-fA-F:.]+|[0-9]+(?:\.[0-9]+){3}|0[xX][0-9a-fA-F]+|[0-9]+(?![A-Za-z]))
            (?:/[0-9a-fA-F:.xX]+)?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9.]*(?:\[[0-9]+(?:\.\.[0-9]+)?\])?)
      | (?P<sign>==|!=|<=|>=|&&|\|\||[<>!(){},])
    )""",
    re.VERBOSE,
)
_CLOSING: Final = MappingProxyType({"(": ")", "{": "}"})
_CONSTANTS: Final = frozenset(("string", "set", "number"))


class _Token(NamedTuple):
    kind: str
    text: str

    @property
    def is_operand(self) -> bool:
        return self.kind in ("string", "set", "number", "name")


class MatchError(ValueError):
    """The expression is none; the message says why, to the operator."""


def fault_of(match: str) -> str | None:
    """What is wrong with an expression, in a sentence, or None for all that can be told from here."""
    try:
        tokens = list(_tokens(match.rstrip()))
        if not tokens:
            raise MatchError("an expression is needed (1 matches everything)")
        _check_pairs(tokens)
        for token in tokens:
            _check_name(token)
        _check_order(list(_without_sets(tokens)))
        _check_precedence(tokens)
    except MatchError as error:
        return str(error)
    return None


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            rest = text[at:].lstrip()
            if rest.startswith('"'):
                raise MatchError(f"{rest} has no closing quotation mark")
            raise MatchError(f"{rest.split()[0]} is nothing that OVN knows")
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind])
        at = found.end()


def _check_pairs(tokens: list[_Token]) -> None:
    opened: list[str] = []
    for kind, text in tokens:
        if kind != "sign":
            continue
        if text in _CLOSING:
            opened.append(text)
        elif text in _CLOSING.values() and (not opened or _CLOSING[opened.pop()] != text):
            raise MatchError(f"{text} closes nothing")
    if opened:
        raise MatchError(f"{opened[-1]} is not closed")


def _check_name(token: _Token) -> None:
    name = token.text.partition("[")[0]
    first = name.partition(".")[0]
    if token.kind != "name" or name in _KNOWN or _REGISTER.fullmatch(name):
        return
    if first in _OPEN and first != name:
        return
    parts = _PARTS.get(first, "").split()
    known = f"; of {first} there is {', '.join(parts)}" if parts else ""
    raise MatchError(f"OVN has no field {name}{known}")


def _without_sets(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens with each set of constants, and each argument of a function, as one operand."""
    inside: list[_Token] | None = None
    for token in tokens:
        if token == ("sign", "{"):
            inside = []
        elif inside is None:
            yield token
        elif token == ("sign", "}"):
            if not inside:
                raise MatchError("there is nothing between { and }")
            yield _Token("set", "{…}")
            inside = None
        elif token.kind in _CONSTANTS:
            inside.append(token)
        elif token != ("sign", ","):
            raise MatchError(f"{token.text} is no constant, and between braces stands nothing else")


def _check_order(tokens: list[_Token]) -> None:
    """Between two operands stands a sign, and beside each sign that joins there is an operand."""
    ended, before = False, ""  # whether an operand has ended here, and what stood there
    for token in tokens:
        begins = token.is_operand or token.text in ("(", "!")
        if ended and begins and not (before == "is_chassis_resident" and token.text == "("):
            raise MatchError(f"something is missing between {before} and {token.text}")
        if not ended and not begins:
            raise MatchError(
                f"something is missing between {before} and {token.text}"
                if before
                else f"an expression cannot begin with {token.text}"
            )
        ended, before = token.is_operand or token.text == ")", token.text
    if not ended:
        raise MatchError(f"something is missing after {before}")


def _check_precedence(tokens: list[_Token]) -> None:
    """OVN takes && and || together only with parentheses (ovn-sb(5), "Miscellaneous operators")."""
    joined = [""]
    for kind, text in tokens:
        if kind != "sign":
            continue
        if text == "(":
            joined.append("")
        elif text == ")":
            joined.pop()
        elif text in ("&&", "||"):
            if joined[-1] not in ("", text):
                raise MatchError("&& and || stand side by side: say with parentheses which goes first")
            joined[-1] = text
