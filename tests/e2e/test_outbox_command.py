"""`il-alert-bot outbox`, beside the running daemon and after it."""

import json

from tests.e2e.actions import alerts, direct_messages, submitted
from tests.e2e.command_line import il_alert_bot
from tests.e2e.daemon import Daemon


async def outbox(settings, *arguments):
    """Look into the outbox with no other setting than where it is."""
    return await il_alert_bot({"IL_ALERT_STATE_DIR": settings["IL_ALERT_STATE_DIR"]}, "outbox", *arguments)


def told(sandbox):
    return [*direct_messages(sandbox), *(message.text for message in sandbox.messages("#demo", seen_by="sam"))]


async def test_what_waits_at_stop_stays_on_disk(sandbox, daemon, settings):
    sandbox.faults.ilert = "down"
    await submitted(sandbox)
    assert await daemon.stop() == 0
    assert "waiting" in (await outbox(settings, "list"))[1]
    sandbox.faults.ilert = "up"
    second = Daemon(settings)
    await second.start()
    await sandbox.until(lambda: alerts(sandbox), timeout=30)
    await second.logged("alert_raised")
    await second.stop()
    assert len(alerts(sandbox)) == 1


async def test_the_outbox_commands_work_while_the_daemon_runs(sandbox, daemon, settings):
    await submitted(sandbox, summary="first")
    line = await daemon.logged("alert_raised")
    code, listed = await outbox(settings, "list")
    head, row = listed.splitlines()
    assert (code, head.split()[:2]) == (0, ["REFERENCE", "STATE"])
    assert row.startswith(f"{line['ref']}  raised")
    assert [one["summary"] for one in json.loads((await outbox(settings, "list", "--json"))[1])] == ["first"]
    assert "Summary:            first" in (await outbox(settings, "show", line["ref"]))[1]
    assert await outbox(settings, "retry", line["ref"]) == (1, "il-alert-bot: it is raised already\n")
    assert await outbox(settings, "show", "0000-0000") == (
        1,
        "il-alert-bot: 0000-0000: no alert has this reference or key\n",
    )


async def test_a_dropped_alert_is_told_to_its_reporter_and_can_be_tried_again(sandbox, daemon, settings):
    sandbox.faults.ilert = "rate_limited"
    sandbox.faults.ilert_retry_after = 15
    await submitted(sandbox)
    ref = (await daemon.logged("alert_delivery_failed"))["ref"]
    assert (await outbox(settings, "drop", ref))[0] == 0
    # Whoever has been told to wait by then gets a direct message, anybody else a receipt.
    await sandbox.until(lambda: any("the admin of this bot stopped it" in one for one in told(sandbox)), timeout=15)
    sandbox.faults.ilert = "up"
    assert (await outbox(settings, "retry", ref))[0] == 0
    await sandbox.until(lambda: alerts(sandbox), timeout=30)


async def test_without_an_outbox_the_commands_say_so(settings):
    code, printed = await outbox(settings, "list")
    assert code == 78
    assert "there is no outbox yet" in printed
