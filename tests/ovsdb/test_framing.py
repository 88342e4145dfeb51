"""Where one message ends and the next begins, wherever the network cuts them."""

import asyncio
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovntui.ovsdb.link import Timing
from ovntui.ovsdb.remote import Remote
from ovntui.ovsdb.session import Session
from tests.ovsdb import zoo
from tests.ovsdb.replica import following
from tests.servers.ovsdb import Server, installed_schema, standalone
from tests.servers.process import run
from tests.servers.proxy import proxy
from tests.servers.waiting import until

EVIL = (
    *("}{", '}{"id"', '}{"id":1}', '"}{"', "\\", "\\\\", '\\"', '{"id":1,"method":"echo","params":[]}'),
    *("é", "名前", "🎈", "e\u0301", "}", "{", "[", "]", "null", "\x7f", "\n", "\x00", "\ud7ff", "𐀀"),
)
_texts = st.lists(st.one_of(st.sampled_from(EVIL), st.text(max_size=3)), max_size=5).map("".join)
_values = st.recursive(
    st.one_of(_texts, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_texts, inner, max_size=3)),
    max_leaves=8,
)
_messages = st.lists(st.tuples(_texts, st.lists(_values, max_size=4)), min_size=1, max_size=6)


class Listener:
    """A session that was never opened, fed by hand."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.session = Session(Remote("unix", path="/none"), Timing(), self._take)

    def _take(self, method: str, params: list[msgspec.Raw]) -> None:
        self.heard.append((method, [msgspec.json.decode(p) for p in params]))

    def feed(self, stream: bytes, *cuts: int) -> None:
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            if start < end:
                self.session.data_received(stream[start:end])
        assert not self.session.lost.done(), self.session.lost.result()


def stream_of(messages: list[tuple[str, Any]], ascii_only: bool) -> bytes:
    """As ovsdb-server sends them: keys sorted, no space, nothing in between; it leaves UTF-8 as it is."""
    return b"".join(
        json.dumps(
            {"id": None, "method": method, "params": params},
            separators=(",", ":"),
            sort_keys=True,
            ensure_ascii=ascii_only,
        ).encode()
        for method, params in messages
    )


@given(messages=_messages, data=st.data(), ascii_only=st.booleans())
async def test_any_messages_cut_anywhere(
    messages: list[tuple[str, Any]], data: st.DataObject, ascii_only: bool
) -> None:
    stream = stream_of(messages, ascii_only)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20).map(sorted))
    listener = Listener()
    listener.feed(stream, *cuts)
    assert listener.heard == messages


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_every_cut_of_one_conversation(ascii_only: bool) -> None:
    messages: list[tuple[str, Any]] = [("update3", [word, {word: word}]) for word in EVIL]
    stream = stream_of(messages, ascii_only)
    for cut in range(len(stream) + 1):
        listener = Listener()
        listener.feed(stream, cut)
        assert listener.heard == messages, f"cut at {cut}"
    listener = Listener()
    listener.feed(stream, *range(1, len(stream)))
    assert listener.heard == messages


@pytest.mark.parametrize("padding", [0, 1, 65_500, 65_536, 200_000])
async def test_a_message_with_nothing_behind_it_is_not_kept_waiting(padding: int) -> None:
    listener = Listener()
    message = ("update3", ["x" * padding])
    listener.feed(stream_of([message], False))
    for _ in range(5):
        await asyncio.sleep(0)
    assert listener.heard == [message]


async def test_a_large_message_in_pieces_that_each_look_like_an_end() -> None:
    """Each piece ends with a closing brace; looking whether that was all must not cost the square."""
    listener = Listener()
    message = ("update3", [{"a": 1}] * 100_000)
    stream = stream_of([message], False)
    piece = len('{"a":1},')
    first = stream.index(b"[{") + 1
    cuts = [cut - 1 for cut in range(first + piece, len(stream), piece * 50)]
    began = asyncio.get_running_loop().time()
    listener.feed(stream, *cuts)
    for _ in range(5):
        await asyncio.sleep(0)
    assert listener.heard == [message]
    assert asyncio.get_running_loop().time() - began < 5


async def test_a_server_byte_by_byte() -> None:
    async with standalone(zoo.SCHEMA) as server, proxy(server.unix) as line:
        for word in EVIL:
            if "\x00" not in word:  # the server takes no such character
                await server.transact(
                    zoo.NAME, {"op": "insert", "table": "Note", "row": {"text": word, "at": 1}}
                )
        line.down.piece = 1
        async with following(zoo.SCHEMA, line.remote, "Note") as replica:
            await replica.agrees(lambda: server.dump(zoo.NAME))
            await server.transact(
                zoo.NAME, {"op": "insert", "table": "Note", "row": {"text": "".join(EVIL[:13]), "at": 2}}
            )
            await until(lambda: len(replica.rows("Note")) == len(EVIL), "the change arrives")
            await replica.agrees(lambda: server.dump(zoo.NAME))


async def test_huge_names_and_a_huge_reply() -> None:
    async with standalone(zoo.SCHEMA) as server:
        for _ in range(20):
            await server.transact(zoo.NAME, *zoo.notes(16, length=65_536))
        await server.transact(
            zoo.NAME, {"op": "insert", "table": "Note", "row": {"text": "名" * 4_000_000, "at": 0}}
        )
        async with following(zoo.SCHEMA, server.unix, "Note") as replica:
            assert len(replica.rows("Note")) == 321
            # a dump of 33 MB is dear; the server's own count and the texts' lengths tell enough
            lengths = sorted(len(getattr(row, "text")) for row in replica.rows("Note").values())  # noqa: B009
            assert lengths == [65_536] * 320 + [4_000_000]
            count = {"op": "select", "table": "Note", "where": [], "columns": ["_uuid"]}
            told = await server.transact(zoo.NAME, count)
            assert len(told[0]["rows"]) == 321


async def test_what_ovn_nbctl_writes_arrives(nb_server: Server) -> None:
    schema = installed_schema("OVN_Northbound")
    async with following(schema, nb_server.unix) as replica:
        name = '}{"id" 名前 🎈 e\u0301 \\ "'
        await run("ovn-nbctl", f"--db={nb_server.unix}", "--timeout=20", "ls-add", name)
        await until(lambda: len(replica.rows("Logical_Switch")) == 1, "the switch arrives")
        await replica.agrees(lambda: nb_server.dump("OVN_Northbound"))
