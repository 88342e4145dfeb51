"""What more than one widget tells its screen."""

from textual.message import Message

from ovntui.cloud.cells import Door, Kind, Listing
from ovntui.safetext import SafeText


class Opened(Message):
    """The operator goes through a door."""

    def __init__(self, door: Door | Listing, key: str | None = None) -> None:
        self.door = door
        self.key = key
        """The record that the door belongs to, where the widget shows several."""
        super().__init__()


class Belongings(Message):
    """The operator wants to see what belongs to a record."""

    def __init__(self, kind: Kind, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__()


class Copied(Message):
    """The operator copied a text; it is on its way to the terminal's clipboard."""

    def __init__(self, text: SafeText) -> None:
        self.text = text
        super().__init__()
