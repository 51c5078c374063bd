"""Keeping the directory fresh, against scripted answers."""

import asyncio

import pytest

from bot.directory.keeper import REFRESH_SECONDS, RETRY_SECONDS, DirectoryKeeper
from bot.directory.model import Role, TeamRole
from bot.ilert.client import IlertClient
from tests.ilert.fake import ScriptedTransport, answer

USERS = [{"id": 1, "email": "Alice@acme.example", "role": "ADMIN", "firstName": "Alice", "lastName": "Adler"}]
TEAMS = [
    {"id": 901, "name": "Platform", "visibility": "PUBLIC", "members": [{"user": {"id": 1}, "role": "USER"}]},
    {"id": 902, "name": "Payments", "visibility": "PRIVATE", "members": [{"user": {"id": 1}, "role": "NEW"}]},
    {"id": 903, "name": "Odd", "visibility": "SECRET"},
]
SOURCES = [
    {
        "id": 10,
        "name": "Slack Alerts",
        "integrationType": "SLACK",
        "integrationKey": "il1key",
        "escalationPolicy": {"id": 7},
        "teams": [{"id": 901}],
        "status": "IN_MAINTENANCE",
    },
    {"id": 11, "name": "Off", "active": False},
    {"id": 12, "name": "Disabled", "status": "DISABLED"},
]
POLICIES = [{"id": 7, "name": "Network", "routingKey": "net", "teams": None}, {"id": 8, "routingKey": ""}]


@pytest.fixture
def transport():
    return ScriptedTransport()


def account(transport, users=None):
    transport.on("GET /users", users or answer(body=USERS))
    transport.on("GET /teams", answer(body=TEAMS))
    transport.on("GET /alert-sources", answer(body=SOURCES))
    return transport.on("GET /escalation-policies", answer(body=POLICIES))


def keeper(transport, sleep=asyncio.sleep):
    async def at_once(_seconds):
        return None

    return DirectoryKeeper(IlertClient(transport, sleep=at_once), sleep=sleep)


async def test_the_account_is_read_on_the_safe_side(transport):
    account(transport)
    keeping = keeper(transport)
    assert await keeping.refresh()
    found = keeping.current
    assert found.users[1].role is Role.ADMIN
    assert found.users_by_email["alice@acme.example"].name == "Alice Adler"
    assert [(team.private, dict(team.members)) for team in found.teams.values()] == [
        (False, {1: TeamRole.USER}),
        (True, {1: TeamRole.UNKNOWN}),
        (True, {}),
    ]
    assert [(one.active, one.in_maintenance) for one in found.alert_sources.values()] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert found.alert_sources[10].integration_key == "il1key"
    assert "il1key" not in repr(found)
    assert [policy.routing_key for policy in found.escalation_policies.values()] == ["net", None]


async def test_a_failing_refresh_keeps_what_was_read_before(transport):
    account(transport, answer(body=USERS)).on("GET /users", answer(500))
    keeping = keeper(transport)
    await keeping.refresh()
    before = keeping.current
    assert not await keeping.refresh()
    assert keeping.current is before


async def test_after_a_failure_it_tries_again_sooner(transport):
    account(transport, answer(401)).on("GET /users", answer(body=USERS))
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 2:
            raise asyncio.CancelledError

    keeping = keeper(transport, sleep)
    with pytest.raises(asyncio.CancelledError):
        await keeping.run()
    assert RETRY_SECONDS * 0.9 <= pauses[0] <= RETRY_SECONDS * 1.1
    assert REFRESH_SECONDS * 0.9 <= pauses[1] <= REFRESH_SECONDS * 1.1
    assert keeping.read_once.is_set()
