"""What ilert takes away while somebody types counts at Submit, once what was asked before is too old to count."""

import dataclasses

import pytest

from bot.directory.confirmation import FRESH_SECONDS
from tests.e2e.actions import alerts
from tests.e2e.forge import Forge


@pytest.fixture
async def forge(settings, tmp_path):
    async with Forge(settings, tmp_path / "log") as forge:
        yield forge


async def ready(sandbox, forge, who, channel, source, policy):
    """Fill the account dialog in, at a daemon for which every answer of ilert is too old at once."""
    await forge.start(fresh_seconds=0.0)
    await sandbox.until(lambda: sandbox.slack.socket.connections, timeout=15)
    person = sandbox.person(who)
    await person.command(channel, "/il-alert", "down")
    await person.opened_view()
    await person.choose("source", source)
    await person.opened_view(lambda view: view.values.get(f"policy.{source}") == policy)
    return person


def account_of(sandbox, first_name):
    users = sandbox.ilert.account.users
    return next(key for key, user in users.items() if user.first_name == first_name)


def test_an_answer_counts_for_thirty_seconds():
    assert FRESH_SECONDS == 30.0


async def test_somebody_removed_from_a_private_team(sandbox, forge):
    robert = await ready(sandbox, forge, "robert", "#payments", "2247478", "81213")
    sandbox.ilert.account.teams[902].members.clear()
    result = await robert.submit()
    assert result.errors["source"] == "This alert source is no longer available to you. Please choose another one."
    assert alerts(sandbox) == []


async def test_somebody_whose_role_was_lowered(sandbox, forge):
    ursula = await ready(sandbox, forge, "ursula", "#ops", "2247480", "81214")
    key, users = account_of(sandbox, "Ursula"), sandbox.ilert.account.users
    users[key] = dataclasses.replace(users[key], role="STAKEHOLDER")
    await ursula.submit()
    assert "Your ilert role is Stakeholder." in ursula.view.text
    assert alerts(sandbox) == []


async def test_an_alert_source_that_was_switched_off(sandbox, forge):
    ursula = await ready(sandbox, forge, "ursula", "#ops", "2247480", "81214")
    sandbox.ilert.account.sources[2247480].active = False
    result = await ursula.submit()
    assert "no longer available" in result.errors["source"]
    assert alerts(sandbox) == []


async def test_while_ilert_does_not_answer_the_last_reading_counts_and_the_audit_line_says_so(sandbox, forge):
    ursula = await ready(sandbox, forge, "ursula", "#ops", "2247480", "81214")
    sandbox.faults.ilert = "hang"
    assert (await ursula.submit()).result == "updated"
    (line,) = forge.lines("alert_accepted")
    assert line["unconfirmed"] == ["account", "teams", "alert_source"]
