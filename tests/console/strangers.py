"""Names that strangers may give to ports: scripts of every width and direction, and attacks.

What arrives on the screen must keep its columns straight, fire no action, and send the terminal no byte
that it would obey.
"""

from tests.console.rows import Rows

NAMES = {
    "plain": "plain",
    "chinese": "数据库服务器一号机",
    "korean": "데이터베이스",
    "japanese": "ｶﾀｶﾅとひらがな",
    "combining": "cafe\u0301 n\u0303andu\u0301",
    "stacked": "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e",
    "leading mark": "\u0301mark first",
    "arabic": "خادم الويب",
    "hebrew": "שרת אינטרנט",
    "thai": "เซิร์ฟเวอร์",
    "devanagari": "सर्वर",
    "emoji": "🦊 fox 🐧",
    "family": "👩‍👩‍👧‍👦 family",
    "flag": "🇨🇭 flag",
    "selector": "❤️ heart",
    "markup": "[red]x[/]",
    "unclosed markup": "[bold",
    "action": "[@click=app.quit()]x[/]",
    "link": "[link=https://example.net]x[/link]",
    "escape": "\x1b[31mred\x1b[0m",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "title": "\x1b]0;owned\x1b\\",
    "c1": "\x9b31mred\x9d0;x\x9c",
    "override": "safe\u202egnp.exe",
    "isolate": "\u2066a\u2069\u200fb",
    "invisible": "in\u200bvis\u2060ible\ufeff",
    "tag": "tag\U000e0041\U000e007f",
    "newline": "two\nlines\r\nand\ttab",
    "delete": "del\x7f\x08\x08",
    "spaces": "  spaces   ",
    "zero width": "\u200d",
    "long": "4 kB " + "x" * 4096,
    "long wide": "宽" * 500,
}
"""A name for each kind of trouble."""


def northbound() -> Rows:
    """One switch of each script, and a port of every name."""
    rows = Rows()
    rows.add("NB_Global", name=NAMES["action"], nb_cfg=1, sb_cfg=1, hv_cfg=1)
    ports = [
        rows.add(
            "Logical_Switch_Port",
            kind,
            name=name,
            addresses=[f"52:54:00:00:00:{number:02x} 10.0.0.{number}"],
            up=number % 3 > 0,
            external_ids={"note": name, name: "key"},
        )
        for number, (kind, name) in enumerate(NAMES.items(), 1)
    ]
    third = len(ports) // 3
    for kind, held in (
        ("chinese", ports[:third]),
        ("action", ports[third : 2 * third]),
        ("arabic", ports[2 * third :]),
    ):
        rows.add(
            "Logical_Switch", kind, name=NAMES[kind], ports=held, other_config={"subnet": NAMES["escape"]}
        )
    inner = rows.add(
        "Logical_Router_Port",
        "inner",
        name=NAMES["clipboard"],
        mac=NAMES["markup"],
        networks=[NAMES["override"], "10.0.0.254/24"],
    )
    nat = rows.add("NAT", type="snat", external_ip=NAMES["c1"], logical_ip=NAMES["action"])
    rows.add("Logical_Router", name=NAMES["link"], ports=inner, nat=nat)
    return rows


def southbound() -> Rows:
    """A chassis with a name as bad as those of the ports, and a port bound there."""
    rows = Rows()
    rows.add("SB_Global", nb_cfg=1)
    encap = rows.add("Encap", type="geneve", ip=NAMES["escape"], chassis_name=NAMES["title"])
    chassis = rows.add(
        "Chassis",
        name=NAMES["title"],
        hostname=NAMES["action"],
        encaps=encap,
        other_config={"ovn-bridge-mappings": f"{NAMES['markup']}:{NAMES['emoji']}"},
    )
    datapath = rows.add("Datapath_Binding", tunnel_key=1, external_ids={"name": NAMES["newline"]})
    for number, kind in enumerate(("chinese", "markup", "escape", "emoji"), 1):
        rows.add(
            "Port_Binding",
            kind,
            logical_port=NAMES[kind],
            datapath=datapath,
            tunnel_key=number,
            chassis=chassis,
            up=True,
        )
    return rows
