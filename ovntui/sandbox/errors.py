"""What goes wrong while a sandbox is started, served or taken down."""

from ovntui.safetext import SafeText


class SandboxError(Exception):
    """One sentence for the operator: what was tried, what stood in the way, and what to do about it.

    The sentence is safe to print, whatever names and foreign error messages it quotes.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(SafeText(sentence))
