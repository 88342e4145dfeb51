"""A definition, line by line."""

from ovntui.cloud.xml import details, xml_lines

XML = """\
<domain type='kvm'>
  <name>a &lt;b&gt;</name>
  <devices>
    <!-- mine -->
    <interface type='bridge'>
      <mac address='52:54:00:00:00:01'/>
    </interface>
    <on_crash>destroy</on_crash>
  </devices>
</domain>
"""


def test_each_line_knows_where_it_stands() -> None:
    paths = [line.path for line in xml_lines(XML)]
    assert paths == [
        "domain",
        "domain/name",
        "domain/devices",
        "domain/devices",
        "domain/devices/interface",
        "domain/devices/interface/mac",
        "domain/devices/interface",
        "domain/devices/on_crash",
        "domain/devices",
        "domain",
    ]
    assert "".join(f"{line.text}\n" for line in xml_lines(XML)) == XML


def test_what_is_no_xml_is_shown_as_it_is() -> None:
    lines = list(xml_lines("\x1b[31m<\n</\n<>\nplain"))
    assert [line.text for line in lines] == ["\x1b[31m<", "</", "<>", "plain"]
    assert "\x1b" not in str(details(lines[0]))
