"""One module a figure. Each has `measure`, which yields tables as they are ready."""
