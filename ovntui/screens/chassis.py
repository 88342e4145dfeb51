"""Chassis: the hypervisors and gateways as the southbound database knows them."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType

from ovntui.cloud.cells import Kind
from ovntui.cloud.records import Chassis
from ovntui.operators import Role
from ovntui.ovsdb.errors import RemoteError
from ovntui.ovsdb.remote import parse_remote
from ovntui.safetext import SafeText
from ovntui.widgets.cloud_screen import CloudScreen
from ovntui.widgets.dialogs.ask import AskDialog
from ovntui.widgets.dialogs.prompt import PromptDialog
from ovntui.widgets.row_look import Origin


class ChassisScreen(CloudScreen[Chassis]):
    """A line for each chassis. The host behind one is reached from here, and let go of."""

    MODE: ClassVar[str] = "chassis"
    KIND: ClassVar[Kind] = "chassis"
    HEADING = "Chassis"
    NOUNS = ("chassis", "chassis")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "H",
            "host",
            "Host",
            id="chassis.host",
            show=False,
            tooltip="Reach the chassis' host by SSH until the console is left, or let go of it",
        )
    ]

    def origins(self, record: Chassis) -> Iterable[Origin]:
        yield Origin.row("sb", "Chassis", record.key)
        yield Origin("sb", "Chassis_Private", (("name", "==", record.name),))
        yield Origin("sb", "Encap", (("chassis_name", "==", record.name),))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Over SSH the host would be reached with this machine's keys."""
        if action == "host":
            operator = self.deployment.settings.operator
            return operator is None or operator.role is Role.ADMIN
        return super().check_action(action, parameters)

    def action_host(self) -> None:
        """Reach the host of the chassis under the cursor; one that is reached, let go."""
        key = self.table.cursor_key
        chassis = self.glance(key) if key is not None else None
        if chassis is not None:
            self.run_worker(self._host(chassis), exclusive=True, group="host")

    async def _host(self, chassis: Chassis) -> None:
        name = chassis.host or chassis.label
        known = self.deployment.connections.get(name)
        if known is None:
            ends = "  ".join(encap.ip for encap in chassis.encaps) or "no address"
            typed = await self.app.push_screen_wait(
                PromptDialog(
                    f"Reach the host {chassis.label}",
                    "ssh:[USER@]HOST[:PORT] for its Open vSwitch and its VMs; tcp:HOST:PORT or ssl:HOST:PORT "
                    f"for its Open vSwitch alone. Its tunnels end at {ends}.",
                    "connect",
                    proposal=f"ssh:{chassis.hostname or chassis.name}",
                    check=_wrong,
                )
            )
            if typed is not None:
                await self.deployment.reach_host(name, [parse_remote(typed)])
        elif name in self.deployment.settings.hosts or not known.is_host:
            told = SafeText(f"{name} is reached as the settings say, and let go of there.")
            self.app.notify(told, title="Host", markup=False)
        else:
            question = AskDialog("Host", f"Let go of {name}?", "let go", "keep")
            if await self.app.push_screen_wait(question):
                await self.deployment.leave_host(name)


def _wrong(typed: str) -> str:
    try:
        parse_remote(typed)
    except RemoteError as error:
        return str(error)
    return ""
