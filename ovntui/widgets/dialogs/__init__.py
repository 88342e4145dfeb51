"""Questions that lie over a screen for a moment."""
