"""What the server is asked to do, and what a session is told."""

from pathlib import Path

import pytest

from ovntui.serve.environment import session_environment
from ovntui.serve.settings import ServeSettings
from ovntui.settings import ServeFlags, SettingsError


def test_flags_come_before_the_config_file() -> None:
    found = ServeSettings.settle(
        ServeFlags(port=2), ServeFlags(port=1, listen="::1", idle=0), {}, Path("/etc/ovntui/config.toml")
    )
    assert (found.listen, found.port, found.idle) == ("::1", 2, 0)
    assert found.authorized_keys == Path("/etc/ovntui/authorized_keys")


def test_this_machine_alone_where_nothing_is_said() -> None:
    assert ServeSettings.settle(ServeFlags(), ServeFlags(), {}, None).listen == "127.0.0.1"


def test_the_folder_that_systemd_made() -> None:
    found = ServeSettings.settle(ServeFlags(), ServeFlags(), {"STATE_DIRECTORY": "/var/lib/ovntui:/x"}, None)
    assert found.host_key == Path("/var/lib/ovntui/host_key")


@pytest.mark.parametrize(
    "said",
    [ServeFlags(port=65_536), ServeFlags(idle=-1), ServeFlags(stall=float("nan")), ServeFlags(sessions=0)],
)
def test_a_number_that_cannot_be_meant(said: ServeFlags) -> None:
    with pytest.raises(SettingsError, match="say from"):
        ServeSettings.settle(ServeFlags(), said, {}, None)


def test_of_what_a_client_says_only_language_and_colours() -> None:
    told = session_environment(
        {
            "HOME": "/var/lib/ovntui",
            "PATH": "/usr/bin",
            "OVN_NB_DB": "unix:x",
            "SECRET": "x",
            "LANG": "C.UTF-8",
        },
        {
            "LANG": "de_CH.UTF-8",
            "LC_TIME": "en_GB.UTF-8",
            "COLORTERM": "truecolor",
            "LC_ALL": "../../etc",
            "LC_X\nPATH": "y",
            "TEXTUAL_DRIVER": "evil:Driver",
            "TEXTUAL": "devtools",
            "OVN_NB_DB": "tcp:203.0.113.1:6641",
            "PYTHONPATH": "/tmp",
            "LD_PRELOAD": "/tmp/x.so",
            "HOME": "/tmp",
            "PATH": "/tmp",
            "XDG_CONFIG_HOME": "/tmp",
            "TERM": "evil",
        },
        "xterm-kitty",
    )
    assert told == {
        "HOME": "/var/lib/ovntui",
        "PATH": "/usr/bin",
        "LANG": "de_CH.UTF-8",
        "LC_TIME": "en_GB.UTF-8",
        "COLORTERM": "truecolor",
        "TERM": "xterm-kitty",
    }


@pytest.mark.parametrize("terminal", ["", "../../x", "a b", "x" * 100, "\x1b[31m", "-x"])
def test_a_terminal_of_no_name(terminal: str) -> None:
    assert session_environment({}, {}, terminal) == {"TERM": "xterm-256color"}
