"""A plan's step as the operations of one transaction (RFC 7047 section 5.2)."""

from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

from ovntui.ovsdb.schema import Schema
from ovntui.plans.guards import by_uuid
from ovntui.plans.plan import Guard, Plan, RowChange, Step
from ovntui.plans.values import elements, is_narrow, mapping_value, set_value, wire

Operation: TypeAlias = dict[str, Any]

Wait: TypeAlias = Literal["none", "sb", "hv"]
"""How far the operator wants to know: applied, taken over into the southbound database, in force on every
chassis (ovn-nbctl(8), --wait)."""

_GLOBAL: Final = "NB_Global"

NB_CFG: Final[Operation] = {"op": "select", "table": _GLOBAL, "where": [], "columns": ["nb_cfg"]}
"""Asks for the configuration number."""


def operations(schema: Schema, plan: Plan, step: Step, *, counts: bool = False) -> list[Operation]:
    """The comment, the guards, the changes; with counts the configuration number goes up as ovn-nbctl --wait
    has it, and the last result tells it."""
    found = [comment(plan), *map(wait, step.guards)]
    found += [_insert(change) for change in step.changes if change.before is None]
    for change in step.changes:
        if change.before is not None and change.after is not None:
            found += _alter(schema, change)
    found += [_delete(change) for change in step.changes if change.after is None]
    if counts:
        found.append({"op": "mutate", "table": _GLOBAL, "where": [], "mutations": [["nb_cfg", "+=", 1]]})
        found.append(NB_CFG)
    return found


def comment(plan: Plan) -> Operation:
    """What `ovsdb-tool show-log` tells of it."""
    return {"op": "comment", "comment": f"ovntui: {plan.operator}: {plan.title} (plan {plan.id})"}


def wait(guard: Guard) -> Operation:
    """A guard: the transaction fails at once where it does not hold."""
    columns = list(guard.rows[0]) if guard.rows else ["_uuid"]
    return {
        "op": "wait",
        "timeout": 0,
        "table": guard.table,
        "where": wire(guard.where),
        "columns": columns,
        "until": "==",
        "rows": [{name: wire(value) for name, value in row.items()} for row in guard.rows],
    }


def select(guard: Guard) -> Operation:
    """What the guarded rows hold now; a row that a guard names is asked for whatever it holds."""
    where = [condition for condition in guard.where if condition[0] == "_uuid"] or guard.where
    columns = {"_uuid": None} | dict.fromkeys(name for row in guard.rows for name in row)
    columns |= dict.fromkeys(condition[0] for condition in guard.where)
    return {"op": "select", "table": guard.table, "where": wire(tuple(where)), "columns": list(columns)}


def _insert(change: RowChange) -> Operation:
    assert change.after is not None
    row = {name: wire(value) for name, value in change.after.items()}
    return {"op": "insert", "table": change.table, "uuid": change.uuid, "row": row}


def _delete(change: RowChange) -> Operation:
    return {"op": "delete", "table": change.table, "where": [wire(by_uuid(change.uuid))]}


def _alter(schema: Schema, change: RowChange) -> Iterator[Operation]:
    """Whole columns by an update, elements of sets and maps by a mutation."""
    assert change.before is not None and change.after is not None
    columns = schema.tables[change.table].columns
    row, mutations = {}, []
    for name, after in change.after.items():
        if not is_narrow(columns[name]):
            row[name] = wire(after)
        elif columns[name].value is None:
            # What comes goes in first: a set that must not be empty never is.
            less, more = elements(change.before[name]), elements(after)
            mutations += [[name, "insert", wire(set_value(more))]] if more else []
            mutations += [[name, "delete", wire(set_value(less))]] if less else []
        else:
            # A key that is there is left as it is by an insert (RFC 7047 section 5.1, <mutation>).
            keys, pairs = [key for key, _ in elements(change.before[name])], elements(after)
            mutations += [[name, "delete", wire(set_value(keys))]] if keys else []
            mutations += [[name, "insert", wire(mapping_value(pairs))]] if pairs else []
    where = [wire(by_uuid(change.uuid))]
    if row:
        yield {"op": "update", "table": change.table, "where": where, "row": row}
    if mutations:
        yield {"op": "mutate", "table": change.table, "where": where, "mutations": mutations}
