"""What a start does without: it costs more than all that a start waits for."""

import subprocess
import sys

STARTED = (
    "import ovntui.app, ovntui.cli, ovntui.deployment, ovntui.screens.overview, sys\n"
    "import ovntui.sandbox.commands, ovntui.serve.commands\n"  # for the flags of their commands
)

LATE = (
    *("asyncssh", "libvirt", "ovs", "ovsdbapp", "pycdlib", "pyte"),
    *("ovntui.plans.audit", "ovntui.plans.recipe", "ovntui.sandbox.sandbox", "ovntui.screenshot"),
    *("ovntui.serve.nursery", "ovntui.serve.settings"),
)


def test_no_start_waits_for_what_it_may_not_need() -> None:
    assert _told("print(*sorted(sys.modules.keys() & set(sys.argv[1:])))", *LATE) == ""


def test_no_start_makes_a_dataclass_of_ours() -> None:
    """Each is six functions compiled anew at every start, 0.5 ms; a Struct is made in a thirtieth of that."""
    told = (
        "mine = [vars(module) for name, module in sys.modules.items() if name.startswith('ovntui')]\n"
        "kinds = {one for names in mine for one in names.values() if isinstance(one, type)}\n"
        "named = {f'{one.__module__}.{one.__name__}': one for one in kinds}\n"
        "made = {name for name, one in named.items() if hasattr(one, '__dataclass_fields__')}\n"
        "print(*sorted(name for name in made if name.startswith('ovntui')))"
    )
    assert _told(told) == ""


def _told(script: str, *arguments: str) -> str:
    argv = [sys.executable, "-c", STARTED + script, *arguments]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
