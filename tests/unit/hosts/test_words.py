"""Words that reach a host's shell arrive as they are; names that could be more than names are refused."""

import pytest

from ovntui.hosts.ssh import command_line
from ovntui.ovsdb.errors import RemoteError
from ovntui.ovsdb.remote import parse_remote
from ovntui.settings import Flags, SettingsError, settle
from tests.servers.process import run

TYPED = [
    *("plain", "", " ", "two words", "it's", '"quoted"', "-n", "--", "-rf", "*", "?", "~", "$HOME", "$(id)"),
    *("`id`", "a;b", "a&b", "a|b", ">x", "<x", "\\", "new\nline", "tab\t", "!event", "#no", "{a,b}"),
    *("ein Wörtchen", "\x1b[2J"),
]


@pytest.mark.parametrize("shell", ["sh", "bash"])
async def test_a_shell_takes_the_line_apart_where_it_was_put_together(shell: str) -> None:
    said = await run(shell, "-c", command_line(["printf", "%s\\0", *TYPED]))
    assert said.split("\0")[:-1] == TYPED


@pytest.mark.parametrize(
    "text",
    [
        *(
            "ssh:",
            "ssh:@kvm1",
            "ssh:kim@",
            "ssh:-oProxyCommand=id",
            "ssh:-l@kvm1",
            "ssh:kvm1:x",
            "ssh:kvm1:0",
        ),
        *("ssh:a b", "ssh:$(id)", "ssh:`id`", "ssh:;@kvm1", "ssh:kvm1;id", "ssh:kvm1\nid", "ssh:kvm1/x"),
    ],
)
def test_nothing_but_plain_names_can_be_a_host(text: str) -> None:
    with pytest.raises(RemoteError):
        parse_remote(text)


@pytest.mark.parametrize("text", ["ssh:kvm1", "ssh:kim@kvm1.example.net:2222", "ssh:[fe80::1%eth0]:22"])
def test_a_host_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_remote(text)) == text


def test_only_a_host_is_reached_by_ssh_and_only_in_one_way() -> None:
    assert str(settle(Flags(hosts={"kvm1": "ssh:kim@kvm1"}), {}, Flags()).hosts["kvm1"][0]) == "ssh:kim@kvm1"
    with pytest.raises(SettingsError, match="--nb: 'ssh:kvm1' leads to a host's Open vSwitch"):
        settle(Flags(northbound="ssh:kvm1"), {}, Flags())
    with pytest.raises(SettingsError, match=r"host kvm1: .* one way"):
        settle(Flags(hosts={"kvm1": "ssh:kvm1,tcp:10.0.0.1:6640"}), {}, Flags())
