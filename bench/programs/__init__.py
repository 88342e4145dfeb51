"""Programs that are run beside the console, or instead of it."""
