"""What is loaded gives way to who waits at the screen, and not for long."""

import asyncio

from ovntui.ovsdb.turns import LONGEST, Turns


async def pass_turns(number: int = 3) -> None:
    """Let the loop turn a few times."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_nobody_waits_and_it_is_called_in_the_next_turn() -> None:
    turns, called = Turns(), list[str]()
    turns.soon(lambda: called.append("a"))
    assert not called
    await pass_turns()
    assert called == ["a"]


async def test_who_waits_comes_first_until_released() -> None:
    turns, called = Turns(), list[str]()
    turns.hold()
    turns.soon(lambda: called.append("a"))
    turns.soon(lambda: called.append("b"))
    await pass_turns()
    assert not called
    turns.release()
    await pass_turns()
    assert called == ["a", "b"]
    turns.soon(lambda: called.append("c"))
    await pass_turns()
    assert called[-1] == "c", "nobody waits any more"


async def test_keys_without_end_keep_nothing_from_loading() -> None:
    turns, called = Turns(), list[float]()
    loop = asyncio.get_running_loop()
    began = loop.time()
    turns.hold()
    turns.soon(lambda: called.append(loop.time()))
    while not called:
        turns.hold()
        await asyncio.sleep(LONGEST / 10)
    assert called[0] - began >= LONGEST * 0.9
