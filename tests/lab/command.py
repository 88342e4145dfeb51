"""Another console at a lab, which makes one plan without a screen."""

import subprocess
import sys
from pathlib import Path

from tests.lab.cast import ADDRESSES, CONTROLLER
from tests.lab.lab import Lab


def command(lab: Lab, home: Path, recipe: str, *values: str) -> subprocess.Popen[bytes]:
    """Begin to apply a plan. The operator is at the controller."""
    address = ADDRESSES[CONTROLLER]
    lines = [f'northbound = "tcp:{address}:6641"', f'southbound = "tcp:{address}:6642"', "[hosts]"]
    lines += [f'{who.name} = "ssh:{who.public}"' for who in lab.hypervisors]
    config = home / "config.toml"
    config.write_text("\n".join(lines))
    ovntui = Path(sys.executable).with_name("ovntui")
    argv = [str(ovntui), "plan", recipe, f"--config={config}", *values, "--yes"]
    return subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
