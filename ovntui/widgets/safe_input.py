"""A line of input that takes in nothing a terminal would obey."""

from textual.widgets import Input

from ovntui.safetext import SafeText


class SafeInput(Input):
    """What is pasted comes from strangers as much as what is read; it is made safe before it is drawn."""

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in the place of what is there."""
        # Behind a letter, because a mark that is typed stands on the character before it.
        super().replace(SafeText(f"x{text}")[1:], start, end)
