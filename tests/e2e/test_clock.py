"""The machine's clock steps by a day: what this process read a minute ago stays a minute old."""

import pytest

from tests.e2e.actions import alerts, press, words
from tests.e2e.forge import Forge

DAY_SECONDS = 86_400.0


@pytest.mark.parametrize("step", [DAY_SECONDS, -DAY_SECONDS], ids=["forward", "back"])
async def test_a_clock_that_steps_by_a_day_keeps_nobody_from_raising_alerts_by_either_dialog(
    sandbox, settings, tmp_path, step
):
    async with Forge(settings, tmp_path / "log") as forge:
        await forge.start(wall_clock_jump=step)
        await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)
        # The clock steps with the first alert that is sent.
        sam, _ = await press(sandbox, summary="during the step")
        await sandbox.until(lambda: "is being alerted" in words(sam.view), timeout=10)
        ursula = sandbox.person("ursula")
        await ursula.command("#ops", "/il-alert", "after the step")
        assert (await ursula.opened_view()).title == "Alert on-call team"
        await ursula.choose("source", "2247480")
        await sandbox.until(lambda: ursula.view.values.get("policy.2247480") == "81214")
        assert (await ursula.submit()).result == "updated"
        await sandbox.until(lambda: "is being alerted" in words(ursula.view), timeout=10)
        await forge.all_told()
        assert [alert.summary for alert in alerts(sandbox)] == ["during the step", "after the step"]
