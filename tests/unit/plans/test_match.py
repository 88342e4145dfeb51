"""What is no match expression is told before it is written; what OVN takes is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.plans.match import fault_of


@pytest.mark.parametrize(
    "match",
    [
        "1",
        "ip",
        'inport == "vm1" && ip4',
        "outport == @pg_web && ip4.src == $as_office && tcp.dst == 443",
        "ip4.src == {10.0.0.1, 10.0.0.2} && udp.dst == {53 5353,}",
        "(ip4 || ip6) && !(tcp.dst == 22)",
        "8 <= vlan.vid < 12 && vlan.present",
        "eth.dst == 52:54:00:c4:a1:03 || eth.dst == ff:ff:ff:ff:ff:ff",
        "ip6.dst == fe80::/64 && icmp6.type == 135 && nd_ns",
        "ip6.src == 1:2:3:4:5:6:7:8",
        "ip4.src == 10.0.0.0/255.255.0.0",
        "eth.type == 0x800 && eth.dst[40] && ip.proto == 6",
        "ct.est && !ct.rpl && ct_label.blocked == 0 && ct_mark.natted == 0",
        "reg0[0..15] == 1 && xxreg1 == 0",
        'is_chassis_resident("cr-lr0-public") && flags.loopback == 0',
        "tcp.flags == 0x2 && pkt.mark == 7",
        "ip4.dst == ^vip",
    ],
)
def test_what_ovn_takes_is_let_through(match: str) -> None:
    """From ovn-sb(5) and from what people write."""
    assert fault_of(match) is None


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ("", "an expression is needed (1 matches everything)"),
        ("(ip4", "( is not closed"),
        ("ip4)", ") closes nothing"),
        ("(ip4}", "} closes nothing"),
        ('inport == "vm1', '"vm1 has no closing quotation mark'),
        ("ipv4", "OVN has no field ipv4"),
        ("tcp.port == 80", "OVN has no field tcp.port; of tcp there is src, dst, flags"),
        ("ip4.src = 10.0.0.1", "= is nothing that OVN knows"),
        ("ip4 & tcp", "& is nothing that OVN knows"),
        ("ip4 and tcp", "OVN has no field and"),
        ("ip4 tcp", "something is missing between ip4 and tcp"),
        ("ip4 && && tcp", "something is missing between && and &&"),
        ("tcp.dst ==", "something is missing after =="),
        ("== 80", "an expression cannot begin with =="),
        ("()", "something is missing between ( and )"),
        ("ip4.src == {}", "there is nothing between { and }"),
        ("ip4.src == {ip4.dst}", "ip4.dst is no constant, and between braces stands nothing else"),
        ("ip4.src == $as_a tcp", "something is missing between $as_a and tcp"),
        ("ip4 && tcp || udp", "&& and || stand side by side: say with parentheses which goes first"),
    ],
)
def test_what_is_no_expression_is_told_why(match: str, said: str) -> None:
    """In words that show where to look."""
    assert fault_of(match) == said


PARTS = ["ip4", "(", ")", "{", "}", "&&", "||", "==", "!", ",", "1", '"']


@given(st.text() | st.lists(st.sampled_from(PARTS)).map(" ".join))
def test_whatever_is_typed_is_judged(match: str) -> None:
    """Nothing breaks the reader."""
    fault = fault_of(match)
    assert fault is None or fault
