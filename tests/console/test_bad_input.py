"""What cannot be meant, or cannot be reached: one sentence that says what was tried and what to do."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.program import Ended, ovntui
from tests.console.stage import Cloud, schema
from tests.servers.ovsdb import standalone
from tests.servers.tls import Authority

NOWHERE = ("--nb", "unix:/no/such.sock", "--sb", "unix:/no/such.sock")


def one_sentence(ended: Ended, *words: str) -> None:
    """Exit code 2, nothing on stdout, and one line on stderr with these words in it."""
    assert ended.code == 2, ended
    assert ended.out == ""
    assert ended.err.startswith("ovntui: ") and ended.err.count("\n") == 1, ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err, ended.err


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that refuses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield int(one.getsockname()[1])


@pytest.fixture
def chatty_port() -> Iterator[int]:
    """A port behind which something else listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield int(one.getsockname()[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "--nb", "10.0.0.1:6641"), ("--nb", "10.0.0.1:6641")),
        (("show", "--nb", "tcp:host:port"), ("--nb", "port")),
        (("show", "--nb", "unix:"), ("--nb", "path")),
        (("show", "--sb", "http:x"), ("--sb", "http:x")),
        (("show", *NOWHERE), ("/no/such.sock",)),
        (("show", *NOWHERE, "--host", "kvm1"), ("--host kvm1", "NAME=REMOTE")),
        (("show", *NOWHERE, "--host", "kvm1=x"), ("host kvm1", "x")),
        (("show", *NOWHERE, "-p", "key.pem"), ("--private-key", "--certificate")),
        (("show", *NOWHERE, "-C", "a", "--bootstrap-ca-cert", "b"), ("exclude each other",)),
        (("show", *NOWHERE, "--config", "/no/such.toml"), ("/no/such.toml",)),
        (("open", "/no/such.db"), ("/no/such.db",)),
        (("open", "/"), ("is no file",)),
        (("open", "/etc/passwd"), ("/etc/passwd", "is no OVSDB database")),
        (("sandbox", "env", "--dir", "/no/such/sandbox"), ("sandbox",)),
        ((*NOWHERE,), ("terminal",)),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_meant(arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    one_sentence(ovntui(*arguments), *words)


@pytest.mark.parametrize("size", ["0x10", "10", "x", "10x-1", "99999x2"])
def test_a_size_that_is_none(size: str) -> None:
    ended = ovntui("--screenshot", "x.svg", "--size", size)
    assert ended.code == 2
    assert f"'{size}' is no size" in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err


def test_environment_is_named_where_it_is_wrong() -> None:
    one_sentence(ovntui("show", environment={"OVN_NB_DB": "nonsense"}), "OVN_NB_DB", "nonsense")


def test_the_sockets_of_this_machine_are_tried_first(tmp_path: Path) -> None:
    ended = ovntui("show", environment={"OVN_RUNDIR": str(tmp_path)})
    one_sentence(ended, f"{tmp_path}/ovnnb_db.sock", f"{tmp_path}/ovnsb_db.sock", "ovntui sandbox")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 'red'", ("colour",)),
        ("[tls]\nkey = 'x'", ("key",)),
        ("northbound = 6641", ("northbound",)),
        ("northbound = ", ("not TOML",)),
        ("[hosts]\nkvm1 = 'nonsense'", ("kvm1", "nonsense")),
        (b"\xff\xfe", ("cannot read",)),
    ],
)
def test_a_config_file_with_a_mistake(tmp_path: Path, text: str | bytes, words: tuple[str, ...]) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    one_sentence(ovntui("show", *NOWHERE, "--config", str(file)), *words)


def test_a_refused_connection(closed_port: int, the_zoo: Cloud) -> None:
    remote = f"tcp:127.0.0.1:{closed_port}"
    one_sentence(ovntui("show", "--nb", remote, "--sb", the_zoo.central.unix), remote, "--anyway")


def test_something_else_that_listens(chatty_port: int, the_zoo: Cloud) -> None:
    remote = f"tcp:127.0.0.1:{chatty_port}"
    one_sentence(ovntui("show", "--nb", remote, "--sb", the_zoo.central.unix), remote)


def test_a_server_of_another_database(the_zoo: Cloud) -> None:
    host = the_zoo.hosts["kvm1"].unix
    one_sentence(
        ovntui("show", "--nb", host, "--sb", host), "OVN_Northbound", "OVN_Southbound", "Open_vSwitch"
    )


@pytest.mark.parametrize(
    "wrong", ["another authority", "no certificate of ours", "another host's name", "no file"]
)
async def test_a_wrong_certificate(tmp_path: Path, the_zoo: Cloud, wrong: str) -> None:
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    name = "elsewhere.example.net" if wrong == "another host's name" else "127.0.0.1"
    me = ours.issue("me")
    async with standalone(schema("OVN_Northbound"), tls=ours.issue("server", name)) as server:
        flags = ["-p", str(me.private_key), "-c", str(me.certificate), "-C", str(me.ca_cert)]
        match wrong:
            case "another authority":
                flags[-1] = str(theirs.certificate)
            case "no certificate of ours":
                flags = flags[-2:]
            case "no file":
                flags[1] = str(tmp_path / "none.pem")
        ended = ovntui("show", "--nb", server.ssl, "--sb", the_zoo.central.unix, *flags)
        one_sentence(ended, "certificate" if wrong != "no file" else "none.pem")
        right = ovntui(
            "show",
            "--nb",
            server.ssl,
            "--sb",
            the_zoo.central.unix,
            "--no-host-check",
            "-p",
            str(me.private_key),
            "-c",
            str(me.certificate),
            "-C",
            str(me.ca_cert),
        )
        assert right.code == 0, right.err


def test_a_screen_that_is_none(the_zoo: Cloud, tmp_path: Path) -> None:
    central = the_zoo.central.unix
    ended = ovntui(
        "--nb", central, "--sb", central, "--screen", "prots", "--screenshot", str(tmp_path / "x.svg")
    )
    one_sentence(ended, "prots", "router_ports")


def test_a_picture_that_cannot_be_written(the_zoo: Cloud) -> None:
    central = the_zoo.central.unix
    one_sentence(ovntui("--nb", central, "--sb", central, "--screenshot", "/no/such/x.svg"), "/no/such/x.svg")


def test_strangers_words_in_a_sentence_are_safe() -> None:
    one_sentence(ovntui("show", "--nb", "unix:/no/\x1b]0;x\x07\n\u202e.sock", "--sb", "unix:/no"), "␛]0;x␇␊")
