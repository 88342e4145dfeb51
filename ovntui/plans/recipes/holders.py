"""Who refers to the rows of a table."""

from ovntui.ovsdb.schema import Schema


def holders(schema: Schema, table: str, *, weak: bool = False) -> list[tuple[str, str]]:
    """The tables and columns that may refer to rows of a table: so that these live by it, or weakly. Maps,
    of which a server cannot be asked, are left out."""
    return [
        (other.name, name)
        for other in schema.tables.values()
        for name, column in sorted(other.columns.items())
        if column.ref_table == table and column.value is None and column.is_weak == weak
    ]
