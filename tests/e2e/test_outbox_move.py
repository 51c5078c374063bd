"""`il-alert-bot outbox` on a database that several hosts share, and the way into it."""

import json

import pytest

from bot.outbox.opening import open_outbox, sqlite_url
from bot.storage import lock
from tests.e2e.command_line import il_alert_bot
from tests.outbox.requests import DONE, ROUTE, request


@pytest.fixture
def settings(state_dir, postgres):
    return {"IL_ALERT_STATE_DIR": str(state_dir), "IL_ALERT_DATABASE_URL": postgres.new_url()}


@pytest.fixture
async def filled(state_dir):
    """A file as a daemon leaves it that was killed: one alert is raised, one was being sent, one waits."""
    outbox = open_outbox(sqlite_url(state_dir))
    for number in range(1, 4):
        await outbox.accept(request(number, f"U{number}"))
    first, second = await outbox.claim(2)
    await outbox.settle(first, DONE)
    await outbox.sending(second, ROUTE)
    await outbox.close()


async def listed(settings):
    code, out = await il_alert_bot(settings, "outbox", "list", "--json")
    assert code == 0
    return {one["summary"]: one["state"] for one in json.loads(out)}


@pytest.mark.usefixtures("filled")
async def test_all_alerts_move_once_and_are_listed_from_any_host(settings, tmp_path):
    moved = "3 alerts moved. Each is in the database, and none is left in the file.\n"
    assert await il_alert_bot(settings, "outbox", "move") == (0, moved)
    elsewhere = {"IL_ALERT_DATABASE_URL": settings["IL_ALERT_DATABASE_URL"]}
    assert await listed(elsewhere) == {"alert 1": "raised", "alert 2": "waiting", "alert 3": "waiting"}
    assert await il_alert_bot(settings, "outbox", "move") == (0, moved.replace("3", "0"))
    assert (await il_alert_bot(elsewhere, "outbox", "drop", "0000-0003"))[0] == 0
    assert (await listed(elsewhere))["alert 3"] == "given up"


@pytest.mark.usefixtures("filled")
async def test_nothing_moves_while_the_daemon_runs_or_without_a_database(settings, state_dir):
    with lock.hold(state_dir):
        code, said = await il_alert_bot(settings, "outbox", "move")
    assert (code, "stop the daemon first" in said) == (78, True)
    del settings["IL_ALERT_DATABASE_URL"]
    code, said = await il_alert_bot(settings, "outbox", "move")
    assert (code, "IL_ALERT_DATABASE_URL is not set" in said) == (78, True)
    assert len(await listed(settings)) == 3


async def test_a_url_that_cannot_be_used_is_said_so_without_its_password(state_dir):
    for url, code in (("postgresql://bot:hunter2@/db?host=/nowhere", 1), ("postgresql://bot:hunter2@h/db?nope=1", 78)):
        settings = {"IL_ALERT_STATE_DIR": str(state_dir), "IL_ALERT_DATABASE_URL": url}
        found, said = await il_alert_bot(settings, "outbox", "list")
        assert found == code
        assert "hunter2" not in said
