"""The rows the cloud is made of, one module a database.

A column that is not listed is not asked of the server: these lists are what watching a cloud costs.
Volatile columns (statistics, connection status, ages) are left out on purpose, because each of their
changes would wake the console for nothing. So are the large tables (Logical_Flow, MAC_Binding, FDB).
"""
