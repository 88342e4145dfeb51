"""What a start does not import: it costs more than all that a start waits for."""

import subprocess
import sys

LATE = (
    *("asyncssh", "libvirt", "ovs", "ovsdbapp", "pycdlib", "pyte"),
    *("ovntui.plans.audit", "ovntui.plans.recipe", "ovntui.sandbox.sandbox", "ovntui.screenshot"),
    *("ovntui.serve.nursery", "ovntui.serve.settings"),
)


def test_no_start_waits_for_what_it_may_not_need() -> None:
    script = (
        "import sys, ovntui.app, ovntui.cli, ovntui.deployment, ovntui.screens.overview\n"
        "import ovntui.sandbox.commands, ovntui.serve.commands\n"  # for the flags of their commands
        "print(*sorted(sys.modules.keys() & set(sys.argv[1:])))"
    )
    ended = subprocess.run([sys.executable, "-c", script, *LATE], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""
