"""What is done to logical switches."""

from collections.abc import Iterator, Mapping

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.rowwords import keys_set


def add_switch(name: str, other_config: Mapping[str, str] | None = None) -> Act:
    """A switch of that name, with other_config (subnet, exclude_ips …: ovn-nb(5), Logical_Switch)."""
    config = dict(other_config or {})

    def commands(nb: Api) -> Iterator[Command]:
        columns = {"other_config": config} if config else {}
        yield nb.ls_add(name, **columns)

    words: list[tuple[str, ...]] = [("ls-add", name)]
    if config:
        words.append(("set", "Logical_Switch", name, *keys_set("other_config", config.items())))
    return Act(f"add switch {name}", commands, tuple(words))
