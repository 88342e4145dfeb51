"""What the entries of a form tell it."""

from textual.message import Message


class Typed(Message):
    """Something was typed in a field; None: it holds its proposal again."""

    def __init__(self, field: str, value: str | None) -> None:
        self.field = field
        self.value = value
        super().__init__()


class Done(Message):
    """The operator is done with a field and wants to the next one, or the one before."""

    def __init__(self, field: str, step: int = 1) -> None:
        self.field = field
        self.step = step
        super().__init__()


class NotTaken(Message):
    """What was put into a field cannot be meant, and was not taken; the sentence says why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__()
