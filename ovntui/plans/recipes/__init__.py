"""The recipes: one module a family of changes, each with its RECIPES."""
