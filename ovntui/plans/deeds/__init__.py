"""Deeds: what plans do on hosts beside transactions on their databases. One module a craft."""
