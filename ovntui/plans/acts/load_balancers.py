"""What is done to load balancers."""

from collections.abc import Iterator, Sequence

from ovntui.plans.act import Act, Api, Command
from ovntui.plans.acts.members import New, Place, add_words, column_words
from ovntui.plans.values import Columns, Value

TABLE = "Load_Balancer"
CHECK = "Load_Balancer_Health_Check"


def add_load_balancer(
    columns: Columns, checked: Sequence[str], options: Value, into: Sequence[Place], sentence: str
) -> Act:
    """A load balancer, health checks of these VIPs with these options (ovn-nb(5),
    Load_Balancer_Health_Check), and a reference to it in each of these places."""

    def commands(nb: Api) -> Iterator[Command]:
        made = New(nb, TABLE, columns)
        yield made
        for vip in checked:
            check = New(nb, CHECK, {"vip": vip, "options": options})
            yield check
            yield nb.db_add(TABLE, made.result, "health_check", check.result)
        for place in into:
            yield nb.db_add(place.table, place.uuid, place.column, made.result)

    names = [f"@check{number}" for number, _ in enumerate(checked)]
    words: list[tuple[str, ...]] = [
        (f"--id={name}", "create", CHECK, *column_words({"vip": vip, "options": options}))
        for name, vip in zip(names, checked, strict=True)
    ]
    held = (f"health_check=[{', '.join(names)}]",) if names else ()
    head = ("--id=@new",) if into else ()
    words.append((*head, "create", TABLE, *column_words(columns), *held))
    words += [add_words(place, "@new") for place in into]
    return Act(sentence, commands, tuple(words))
