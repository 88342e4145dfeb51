"""From facts to records, one module a kind. Pure: the same facts make the same record."""
