"""A line of input that takes in nothing a terminal would obey."""

from textual.keys import KEY_NAME_REPLACEMENTS
from textual.widgets import Input

from ovntui.safetext import SafeText


class SafeInput(Input):
    """What is pasted comes from strangers as much as what is read; it is made safe before it is drawn."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is typed, and so does nothing else."""
        # Textual does not find the characters of those keys to which it gave names of its own.
        return super().check_consume_key(key, character) or key in KEY_NAME_REPLACEMENTS.values()

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in the place of what is there."""
        # Behind a letter, because a mark that is typed stands on the character before it.
        super().replace(SafeText(f"x{text}")[1:], start, end)
