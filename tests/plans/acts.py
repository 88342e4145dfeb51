"""Acts that tests count by."""

from collections.abc import Iterator

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.recipe import Wish


def attach(port: str, switch: str = "ls") -> Act:
    """A port on a switch."""

    def commands(nb: Api) -> Iterator[Command]:
        yield nb.lsp_add(switch, port)

    return Act(f"attach {port}", commands, (("lsp-add", switch, port),))


def count_up(port: str) -> Act:
    """One more in the options of a port: doing it twice is not doing it once."""

    def commands(nb: Api) -> Iterator[Command]:
        count = int(nb.lookup("Logical_Switch_Port", port).options.get("count", "0")) + 1
        yield nb.db_set("Logical_Switch_Port", port, ("options", {"count": str(count)}))

    return Act(f"count {port} up", commands, ())


def wish(*acts: Act) -> Wish:
    """To do just that."""
    return Wish(acts=acts)
