"""What the server is asked to do: flags over the config file's [serve], then frozen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import platformdirs

from ovntui.settings import ServeFlags, SettingsError, config_path

PORT: Final = 8022

_SECONDS: Final = {"login_grace": (1, 600), "idle": (0, 604_800), "stall": (1, 3600), "keepalive": (0, 3600)}
_COUNTS: Final = {"port": (0, 65_535), "sessions": (1, 1000), "unauthenticated": (1, 10_000)}
"""From the smallest to the largest that can be meant; the port 0 is one that is free."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Times are in seconds; an idle or a keepalive of 0 is none.

    state is the folder of the host key and of what the server writes. login_grace is how long a
    connection may take to authenticate, and one that has may go without a session. idle is how long a
    session goes without a key pressed, stall how long its client may take nothing of what is written for
    it. unauthenticated is how many connections may be on their way in at once.
    record says whether what sessions show is written down.
    """

    state: Path
    authorized_keys: Path
    listen: str = "127.0.0.1"
    port: int = PORT
    login_grace: float = 30.0
    idle: float = 3600.0
    stall: float = 30.0
    keepalive: float = 15.0
    sessions: int = 64
    unauthenticated: int = 100
    record: bool = False

    @property
    def host_key(self) -> Path:
        """The file of the server's own key."""
        return self.state / "host_key"

    @property
    def presence(self) -> Path:
        """The folder in which sessions see each other."""
        return self.state / "present"

    @property
    def records(self) -> Path:
        """The folder of what sessions have shown."""
        return self.state / "records"

    @property
    def audit(self) -> Path:
        """The file of who did what."""
        return self.state / "audit.jsonl"

    @classmethod
    def settle(
        cls, flags: ServeFlags, config: ServeFlags, environment: Mapping[str, str], where: Path | None
    ) -> Self:
        """Join the flags and the config file, which is at where if one was named. Raises SettingsError for
        a number that cannot be meant."""
        said: dict[str, Any] = {}
        for name in ServeFlags.__struct_fields__:
            flag = getattr(flags, name)
            value = getattr(config, name) if flag is None else flag
            if value is not None:
                said[name] = value
        for name, (least, most) in {**_SECONDS, **_COUNTS}.items():
            if name in said and not (math.isfinite(said[name]) and least <= said[name] <= most):
                raise SettingsError(f"{name.replace('_', '-')} is {said[name]}; say from {least} to {most}")
        # systemd names the folder that it made for us (systemd.exec(5), StateDirectory=).
        state = environment.get("STATE_DIRECTORY", "").partition(":")[0]
        state = said.pop("state", "") or state or str(platformdirs.user_state_path("ovntui") / "serve")
        beside = (where or config_path()).parent / "authorized_keys"
        keys = said.pop("authorized_keys", "")
        return cls(
            state=Path(state).expanduser().absolute(),
            authorized_keys=Path(keys).expanduser().absolute() if keys else beside.absolute(),
            **said,
        )
