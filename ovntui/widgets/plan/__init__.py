"""A plan on the screen: before it is applied, and what became of it."""
