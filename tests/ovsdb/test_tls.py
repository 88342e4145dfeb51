"""Whom the client believes, and what it says when it does not."""

import asyncio
import time
from pathlib import Path

import pytest

from ovntui.ovsdb.client import Database
from ovntui.ovsdb.errors import ConnectError
from ovntui.ovsdb.remote import parse_remotes
from ovntui.ovsdb.tls import Tls
from tests.ovsdb import zoo
from tests.ovsdb.replica import QUICK, Replica, following, row_types
from tests.servers.ovsdb import standalone
from tests.servers.tls import Authority, Identity


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    (tmp_path / "stranger").mkdir()
    return Authority(tmp_path / "stranger", "stranger")


async def refusal(remote: str, tls: Tls | None) -> str:
    """What opening says that must not succeed. It says it soon, in one sentence, and shows no row."""
    async with Database(zoo.NAME, parse_remotes(remote), tls=tls, timing=QUICK) as database:
        replica = Replica(database, row_types(zoo.SCHEMA))
        began = time.monotonic()
        with pytest.raises(ConnectError) as caught:
            await database.opened()
        assert time.monotonic() - began < QUICK.connect + 2
        await asyncio.sleep(0.1)  # it goes on trying, and must go on failing
        assert not any(watch.is_loaded for watch in replica.watches.values())
        assert database.link.state == "connecting"
        assert database.link.error
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith(f"cannot open {zoo.NAME}: ")
    return sentence


def tls_of(identity: Identity, ca_cert: Path | None = None, server_name: str | None = None) -> Tls:
    return Tls(
        identity.private_key, identity.certificate, ca_cert or identity.ca_cert, server_name=server_name
    )


@pytest.mark.parametrize(
    ("host", "names", "server_name"),
    [
        ("127.0.0.1", ("127.0.0.1",), None),
        ("localhost", ("localhost",), None),
        ("127.0.0.1", ("nb.example.net",), "nb.example.net"),
    ],
)
async def test_a_certificate_for_the_host_is_good(
    authority: Authority, host: str, names: tuple[str, ...], server_name: str | None
) -> None:
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", *names)) as server:
        tls = tls_of(authority.issue("console"), server_name=server_name)
        async with following(zoo.SCHEMA, f"ssl:{host}:{server.tls_port}", tls=tls) as replica:
            assert replica.state == "live"


@pytest.mark.parametrize("names", [("other.example.net",), ("127.0.0.2",), ()])
async def test_another_host_is_refused(authority: Authority, names: tuple[str, ...]) -> None:
    """Also a certificate that names no host at all, as ovs-pki makes them."""
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", *names)) as server:
        identity = authority.issue("console")
        assert "certificate is for another name" in await refusal(server.ssl, tls_of(identity))
        unchecked = Tls(identity.private_key, identity.certificate, identity.ca_cert, check_host=False)
        async with following(zoo.SCHEMA, server.ssl, tls=unchecked) as replica:
            assert replica.state == "live"


async def test_an_expired_certificate_is_refused(authority: Authority) -> None:
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1", days=-2)) as server:
        assert "expired" in await refusal(server.ssl, tls_of(authority.issue("console")))


async def test_another_authority_is_refused(authority: Authority, stranger: Authority) -> None:
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        tls = tls_of(authority.issue("console"), ca_cert=stranger.certificate)
        assert "not to be trusted" in await refusal(server.ssl, tls)


async def test_a_server_refuses_us(authority: Authority, stranger: Authority) -> None:
    """With a certificate of another authority, or with none."""
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        foreign = tls_of(stranger.issue("console", trusts=authority))
        assert "certificate" in await refusal(server.ssl, foreign)
        assert "certificate" in await refusal(server.ssl, Tls(ca_cert=authority.certificate))


async def test_files_that_are_not_what_they_should_be(authority: Authority, tmp_path: Path) -> None:
    identity = authority.issue("console")
    other = authority.issue("other")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("no certificate\n")
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        none = tmp_path / "none.pem"
        assert str(none) in await refusal(server.ssl, tls_of(identity, ca_cert=none))
        assert str(nonsense) in await refusal(server.ssl, tls_of(identity, ca_cert=nonsense))
        ca = authority.certificate
        assert str(none) in await refusal(server.ssl, Tls(identity.private_key, none, ca))
        mismatch = Tls(other.private_key, identity.certificate, ca)
        assert str(identity.certificate) in await refusal(server.ssl, mismatch)
        keyless = Tls(none, identity.certificate, ca)
        assert "none.pem" in await refusal(server.ssl, keyless)
        assert "--ca-cert" in await refusal(server.ssl, None)


async def test_tls_and_plain_do_not_mix(authority: Authority) -> None:
    async with standalone(zoo.SCHEMA, tls=authority.issue("server", "127.0.0.1")) as server:
        tls = tls_of(authority.issue("console"))
        assert "is it a pssl: listener" in await refusal(server.tcp.replace("tcp:", "ssl:"), tls)
        assert "without TLS" in await refusal(server.ssl.replace("ssl:", "tcp:"), tls)


async def test_bootstrap_learns_the_authority_once(
    authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    learnt = tmp_path / "learnt.pem"
    identity = authority.issue("console")
    tls = Tls(identity.private_key, identity.certificate, learnt, bootstrap=True)
    async with standalone(zoo.SCHEMA, tls=authority.issue("s", "127.0.0.1", sends_ca=True)) as server:
        async with following(zoo.SCHEMA, server.ssl, tls=tls):
            pass
        assert learnt.read_bytes() == authority.certificate.read_bytes()
        async with following(zoo.SCHEMA, server.ssl, tls=tls):
            pass
    fake = stranger.issue("s", "127.0.0.1", trusts=authority, sends_ca=True)
    async with standalone(zoo.SCHEMA, tls=fake) as server:
        assert "not to be trusted" in await refusal(server.ssl, tls)
    assert learnt.read_bytes() == authority.certificate.read_bytes()


async def test_bootstrap_checks_the_host_all_the_same(authority: Authority, tmp_path: Path) -> None:
    identity = authority.issue("console")
    tls = Tls(identity.private_key, identity.certificate, tmp_path / "learnt.pem", bootstrap=True)
    async with standalone(zoo.SCHEMA, tls=authority.issue("s", "other.net", sends_ca=True)) as server:
        assert "another name" in await refusal(server.ssl, tls)


async def test_bootstrap_needs_the_authority_in_the_chain(
    authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    learnt = tmp_path / "learnt.pem"
    identity = authority.issue("console")
    tls = Tls(identity.private_key, identity.certificate, learnt, bootstrap=True)
    unsigned = stranger.issue("s", "127.0.0.1", trusts=authority)  # its own authority it does not know
    async with standalone(zoo.SCHEMA, tls=unsigned) as server:
        assert "CA" in await refusal(server.ssl, tls)
    assert not learnt.exists()
