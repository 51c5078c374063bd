"""Keeping the directory fresh, against scripted answers."""

import asyncio
import dataclasses
import functools

import pytest
from structlog.testing import capture_logs

from bot.directory import snapshot_file
from bot.directory.changes import with_source, with_user, without_user
from bot.directory.refresher import REFRESH_SECONDS, RETRY_SECONDS, DirectoryRefresher, Storage
from bot.directory.shared import SharedAccount
from bot.domain.account import IlertUser, Role, TeamRole
from bot.ilert.client import IlertClient
from bot.storage.errors import StorageUnavailable
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
        "active": True,
        "status": "IN_MAINTENANCE",
    },
    {"id": 11, "name": "Off", "active": False},
    {"id": 12, "name": "Disabled", "active": True, "status": "DISABLED"},
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


def keeper(transport, **more):
    async def at_once(_seconds):
        return None

    return DirectoryRefresher(IlertClient(transport, sleep=at_once), **{"max_age": 3600.0, **more})


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

    keeping = keeper(transport, sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        await keeping.run()
    assert RETRY_SECONDS * 0.9 <= pauses[0] <= RETRY_SECONDS * 1.1
    assert REFRESH_SECONDS * 0.9 <= pauses[1] <= REFRESH_SECONDS * 1.1
    assert keeping.loaded_once.is_set()


async def test_what_is_too_old_is_not_used_any_more(transport):
    account(transport)
    now = [1000.0]
    keeping = keeper(transport, steady=lambda: now[0], max_age=60.0)
    await keeping.refresh()
    now[0] = 1060.0
    assert keeping.current is not None
    now[0] = 1060.1
    assert keeping.current is None
    await keeping.refresh()
    assert keeping.current is not None


@pytest.mark.parametrize("step", [86_400.0, -86_400.0])
async def test_whoever_sets_the_clock_makes_nothing_older_or_younger(transport, step):
    account(transport)
    wall, steady = [1_700_000_000.0], [50.0]
    keeping = keeper(transport, clock=lambda: wall[0], steady=lambda: steady[0], max_age=3600.0)
    await keeping.refresh()
    wall[0] += step
    steady[0] += 60.0
    assert keeping.current is not None
    assert keeping.age == 60.0
    steady[0] += 3600.0
    assert keeping.current is None


async def test_what_an_earlier_run_has_read_is_as_old_as_it_says_and_ages_steadily(transport, storage):
    account(transport)
    await keeper(transport, storage=storage, clock=lambda: 1_000.0).refresh()
    wall, steady = [1_500.0], [50.0]
    later = keeper(transport, storage=storage, clock=lambda: wall[0], steady=lambda: steady[0], max_age=600.0)
    await later.restore()
    wall[0] += 86_400.0
    assert later.age == 500.0
    steady[0] += 101.0
    assert later.current is None


@pytest.fixture
def storage(tmp_path):
    return Storage(functools.partial(snapshot_file.read, tmp_path), functools.partial(snapshot_file.write, tmp_path))


async def test_another_run_starts_with_what_the_last_one_read(transport, storage, tmp_path):
    account(transport)
    await keeper(transport, storage=storage).refresh()
    assert (tmp_path / "directory.snapshot").stat().st_mode & 0o777 == 0o600
    assert b"il1key" not in (tmp_path / "directory.snapshot").read_bytes()
    later = keeper(transport, storage=storage)
    assert later.current is None
    await later.restore()
    assert later.current.users[1].name == "Alice Adler"
    assert [path.name for path in tmp_path.iterdir()] == ["directory.snapshot"]


@pytest.mark.parametrize("content", [b"", b"damaged"])
async def test_a_damaged_snapshot_is_ignored(transport, storage, tmp_path, content):
    (tmp_path / "directory.snapshot").write_bytes(content)
    keeping = keeper(transport, storage=storage)
    await keeping.restore()
    assert keeping.current is None


async def test_a_snapshot_that_cannot_be_written_does_no_harm(transport, tmp_path):
    account(transport)
    gone = tmp_path / "gone"
    storage = Storage(functools.partial(snapshot_file.read, gone), functools.partial(snapshot_file.write, gone))
    keeping = keeper(transport, storage=storage)
    await keeping.restore()
    assert await keeping.refresh()
    assert keeping.current is not None


async def test_what_is_learned_in_between_counts_until_the_account_is_read_again(transport):
    account(transport)
    keeping = keeper(transport)
    await keeping.refresh()
    keeping.change(functools.partial(without_user, user_id=1))
    assert (keeping.current.users, keeping.loads) == ({}, 1)
    await keeping.refresh()
    assert (list(keeping.current.users), keeping.loads) == ([1], 2)


async def test_nothing_is_learned_before_the_account_was_read(transport):
    keeping = keeper(transport)
    keeping.change(functools.partial(with_user, user=IlertUser(2, "New", "New@acme.example", Role.USER)))
    assert keeping.current is None


async def test_resources_whose_teams_cannot_be_read_are_named_in_the_log(transport):
    account(transport)
    with capture_logs() as lines:
        assert await keeper(transport).refresh()
    (line,) = [line for line in lines if line["event"] == "ilert_teams_unreadable"]
    assert line["problem"] == "4 alert sources and escalation policies: 8, Disabled, Network, Off"


class Board:
    """Where hosts leave the account for each other."""

    def __init__(self):
        self.content, self.at, self.away = None, 0.0, False

    async def publish(self, content):
        self.content, self.at = content, self.at + 1.0

    async def newer(self, since):
        if self.away:
            raise StorageUnavailable("gone")
        return (self.content, self.at, 3.0) if self.content is not None and self.at > since else None


class Stop(Exception):
    """Enough was seen."""


def among(transport, board, *, leads, looks=1, **more):
    """A host among several, which looks so many times, and once more each time that it goes on."""
    left, now = [looks], [0.0]

    async def lead():
        return leads

    async def sleep(seconds):
        left[0] -= 1
        now[0] += seconds
        if left[0] <= 0:
            raise Stop

    shared = SharedAccount(board, lead)
    return keeper(transport, shared=shared, sleep=sleep, steady=lambda: now[0], **more)


async def followed(keeping):
    with pytest.raises(Stop):
        await keeping.run()
    return keeping


async def test_of_hosts_that_start_together_one_reads_the_account_and_the_others_wait_for_it(transport):
    account(transport)
    board = Board()
    follower = await followed(among(transport, board, leads=False, looks=30))
    assert (transport.sent, follower.current) == ([], None)
    await followed(among(transport, board, leads=True))
    read = len(transport.sent)
    follower = await followed(among(transport, board, leads=False))
    assert follower.current.users[1].name == "Alice Adler"
    assert follower.loaded_once.is_set()
    assert len(transport.sent) == read


async def test_a_leader_that_reads_nothing_is_not_waited_for_for_ever(transport):
    account(transport)
    assert (await followed(among(transport, Board(), leads=False, looks=90))).loads == 1


async def test_without_the_database_each_host_reads_the_account_itself(transport):
    account(transport)
    board = Board()
    board.away = True
    assert (await followed(among(transport, board, leads=False))).loads == 1


async def test_a_host_goes_on_with_the_keys_that_it_knows_while_they_are_the_same(transport, storage, tmp_path):
    account(transport)
    board = Board()
    await followed(among(transport, board, leads=True))
    assert "il1key" not in board.content
    follower = await followed(among(transport, board, leads=False, storage=storage))
    assert follower.current.alert_sources[10].integration_key is None
    # As what starts without ilert and without the database needs.
    assert (tmp_path / "directory.snapshot").exists()
    source = follower.current.alert_sources[10]
    follower.change(functools.partial(with_source, source=dataclasses.replace(source, integration_key="il1key")))
    await board.publish(board.content)
    await followed(follower)
    assert follower.current.alert_sources[10].integration_key == "il1key"
