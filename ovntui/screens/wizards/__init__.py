"""How changes are asked for: one wizard for all recipes, and the keys that open it."""
