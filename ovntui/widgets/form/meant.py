"""Values whose text on screen is not their own: strangers' names, shown safely and handed on as they are."""

from ovntui.safetext import SafeText


class Meant:
    """Remembers which value a text on screen stands for."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def shown(self, value: str) -> SafeText:
        """The text that shows a value of one line."""
        text = SafeText(value)
        if text != value:
            self._values[text] = value
        return text

    def value(self, text: str) -> str:
        """The value that a text of one line stands for."""
        return self._values.get(text) or str(text)  # plain text again, that goes anywhere
