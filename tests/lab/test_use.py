"""What VMs use and what goes through tunnels, as libvirt and Open vSwitch count it."""

from pathlib import Path

import pytest

from ovntui.app import Console as App
from ovntui.widgets.record_screen import RecordScreen
from tests.lab.lab import Lab
from tests.lab.vms import virt_of, vm_of, with_pools
from tests.servers.waiting import until

pytest.importorskip("libvirt", reason="libvirt-python is not installed")


def told(app: App) -> dict[str, str]:
    """What the details say, by label."""
    page = app.screen
    assert isinstance(page, RecordScreen)
    record = page.table.cursor_record
    sections = page.details(record)[1] if record is not None else ()
    return {field.label: field.cell.text for section in sections for field in section.fields}


async def test_it_is_measured_while_it_is_looked_at(
    cloud: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_pools(cloud, tmp_path, monkeypatch) as there:
        await until(lambda: (vm := vm_of(there, "vm1")) is not None and vm.is_on, "vm1 is seen")
        vm = vm_of(there, "vm1")
        assert vm is not None
        app = App(there.deployment, screen="vms")
        async with app.run_test(size=(80, 40)) as pilot:
            await pilot.pause()
            page = app.screen
            assert isinstance(page, RecordScreen) and page.visit_key(vm.key)
            assert "CPU" in told(app) and "measured" not in told(app)
            await pilot.press("d")
            cloud.guests["vm1"].run("ping", "-c", "3", "-s", "1300", "172.16.0.202")
            await until(lambda: "% of 1 CPU" in told(app).get("CPU", ""), "its CPU is measured", 30)

            def pinged() -> bool:
                cloud.guests["vm1"].run("ping", "-c", "1", "-s", "1300", "172.16.0.202")
                return "iB/s" in told(app)["net sent"]

            await until(pinged, "what it sends is measured", 60)
            virt, asked = virt_of(there, "kvm1"), []
            monkeypatch.setattr(virt, "usage", lambda: asked.append("usage"))
            await pilot.press("7")
            await pilot.pause()
            page = app.screen
            assert isinstance(page, RecordScreen) and page.visit_key("kvm1")
            await pilot.press("d")

            def crossed() -> bool:
                cloud.guests["vm1"].run("ping", "-c", "1", "-s", "1300", "172.16.0.202")
                return any(
                    label.endswith(" out") and "0 B/s" not in said for label, said in told(app).items()
                )

            await until(crossed, "what leaves by a tunnel is measured", 60)
            assert not asked, "of VMs nothing is asked that nobody looks at"
