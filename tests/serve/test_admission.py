"""Keys and certificates as ssh-keygen makes them, and what happens when the file of keys changes."""

import subprocess
from pathlib import Path

import pytest

from tests.serve.serving import Served, made_key, public
from tests.serve.test_login import come_in
from tests.servers.process import ENVIRONMENT
from tests.servers.waiting import until


@pytest.fixture(autouse=True)
def _kim_stays(server: Served) -> None:
    server.authorize(f'role="admin" {public(server.kim)}')


def key(server: Served, name: str, kind: str = "ed25519") -> Path:
    """A key of that name, made once."""
    found = server.folder / name
    return found if found.exists() else made_key(server.folder, name, kind)


def certify(authority: Path, key: Path, *options: str) -> None:
    """Sign a key; the certificate lies beside it, where ssh finds it."""
    public_half = key.with_name(f"{key.name}.pub")
    command = ["ssh-keygen", "-q", "-s", str(authority), *options, str(public_half)]
    subprocess.run(command, check=True, env=ENVIRONMENT)


def comes_in(server: Served, key: Path) -> bool:
    """Whether this key lets in; without a terminal all that one gets is a line."""
    return server.run("-T", key=key).returncode == 1


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
async def test_a_key_of_each_kind(server: Served, kind: str) -> None:
    mine = key(server, f"id-{kind}", kind)
    assert not comes_in(server, mine)
    server.authorize(public(mine))
    assert comes_in(server, mine)
    assert f"id-{kind} (viewer) came in from 127.0.0.1" in server.logged


async def test_nothing_rests_on_sha1(server: Served) -> None:
    mine = key(server, "id-rsa", "rsa")
    server.authorize(public(mine))
    assert comes_in(server, mine)
    for old in (
        "PubkeyAcceptedAlgorithms=ssh-rsa",
        "MACs=hmac-sha1",
        "KexAlgorithms=diffie-hellman-group14-sha1",
        "KexAlgorithms=diffie-hellman-group-exchange-sha256",
    ):
        ciphers = ("-o", "Ciphers=aes256-ctr") if "MAC" in old else ()
        assert server.run("-T", "-o", old, *ciphers, key=mine).returncode == 255, old


async def test_from_elsewhere_and_too_late(server: Served) -> None:
    lee = key(server, "lee")
    for options, is_in in (
        ('from="127.0.0.0/8"', True),
        ('from="192.0.2.0/24"', False),
        ('expiry-time="20991231"', True),
        ('expiry-time="20200101"', False),
        ('command="sh"', False),
    ):
        server.authorize(f"{options} {public(lee)}")
        assert comes_in(server, lee) == is_in, options
    assert "the option command is not known here; it admits nobody" in server.logged


async def test_certificates(server: Served) -> None:
    authority, max_ = key(server, "authority"), key(server, "max")
    server.authorize(f'cert-authority,role="operator" {public(authority)}')
    assert not comes_in(server, max_), "without a certificate"
    certify(authority, max_, "-I", "max@team", "-n", "ops")
    assert comes_in(server, max_)
    assert "max@team (operator) came in" in server.logged
    for options in (
        ("-I", "max", "-n", "root"),
        ("-I", "max"),
        ("-I", "max", "-n", "ops", "-V", "20200101:20200102"),
        ("-I", "max", "-n", "ops", "-O", "source-address=192.0.2.0/24"),
        ("-h", "-I", "max", "-n", "ops"),
    ):
        certify(authority, max_, *options)
        assert not comes_in(server, max_), options
    certify(key(server, "nobody"), max_, "-I", "max", "-n", "ops")
    assert not comes_in(server, max_), "of an authority that is not known"
    server.authorize(f'cert-authority,principals="team" {public(authority)}')
    certify(authority, max_, "-I", "max", "-n", "team")
    assert comes_in(server, max_), "by the principals of the line, whatever name one logs in with"
    certify(authority, max_, "-I", "max", "-n", "team", "-O", "force-command=id")
    assert server.run("-T", key=max_).returncode == 255
    assert "to run id" in server.logged


async def test_a_key_taken_away_ends_its_sessions(server: Served) -> None:
    with server.terminal() as kim:
        come_in(kim)
        server.authorize("# nobody")
        kim.until(lambda: "your key is not admitted any more" in kim.text, "it is said")
        assert kim.ended()
    assert not comes_in(server, server.kim)


async def test_another_role_begins_anew(server: Served) -> None:
    with server.terminal() as kim:
        come_in(kim)
        server.authorize(f'role="viewer" {public(server.kim)}')
        kim.until(lambda: "your role has changed; log in anew" in kim.text, "it is said")
        assert kim.ended()


async def test_an_unsafe_file_lets_nobody_in_and_throws_nobody_out(server: Served) -> None:
    with server.terminal() as kim:
        come_in(kim)
        server.authorized.chmod(0o666)
        await until(
            lambda: "nobody is admitted: the authorized keys are not safe" in server.logged, "it is said"
        )
        assert not comes_in(server, server.kim)
        kim.press("4")
        kim.until(lambda: "db-moving" in kim.text, "the session goes on")
        server.authorized.chmod(0o600)
        assert comes_in(server, server.kim)
        kim.press("q")
        assert kim.ended() == 0


async def test_a_line_added_holds_at_once(server: Served) -> None:
    new = key(server, "new")
    assert not comes_in(server, new)
    server.authorize(public(server.kim), public(new))
    assert comes_in(server, new)


async def test_only_keys_are_asked_for(server: Served) -> None:
    ended = server.run("-T", "-v", "-o", "PubkeyAuthentication=no")
    assert ended.returncode == 255
    assert "Authentications that can continue: publickey\n" in ended.stderr.replace("\r", "")
