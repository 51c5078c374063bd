"""Asking ilert about single people between two readings of the account."""

import asyncio

import pytest

from bot.directory.confirmation import FRESH_SECONDS, Confirmation, Part
from bot.directory.lookup import NEGATIVE_TTL_SECONDS, UserLookup
from bot.directory.refresher import DirectoryRefresher, Storage
from bot.domain.account import Role, TeamRole
from bot.ilert.errors import NotFound, ServerError
from bot.ilert.models import AlertSource, Team, User
from tests.accounts import ACCOUNT, PAYMENTS, PLATFORM, ROBERT, SLACK_ALERTS

NEW = User(id=9, email="new@acme.example", role="USER")
ROBERT_THERE = User(id=ROBERT.id, email=ROBERT.email, role="RESPONDER", firstName="Robert", lastName="Müller")
NOBODY = NotFound("POST /users/search-email", 404, "", "")
TROUBLE = ServerError("GET /teams", "ilert answered 503")


def team(number, visibility, *members):
    listed = [{"user": {"id": user}, "role": role} for user, role in members]
    return Team.model_validate({"id": number, "name": "T", "visibility": visibility, "members": listed})


class Ilert:
    """Answers as it is told, once `held` is set."""

    def __init__(self):
        self.user = ROBERT_THERE
        self.teams = [team(PLATFORM.id, "PUBLIC", (2, "RESPONDER")), team(PAYMENTS.id, "PRIVATE", (2, "RESPONDER"))]
        self.source = AlertSource.model_validate({"id": SLACK_ALERTS, "active": True, "teams": []})
        self.asked = []
        self.asked_twice = asyncio.Event()
        self.held = asyncio.Event()
        self.held.set()

    async def _answer(self, question, answer):
        self.asked.append(question)
        if len(self.asked) == 2:
            self.asked_twice.set()
        await self.held.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def user_by_email(self, email):
        return await self._answer(email, self.user)

    async def teams_of(self, user_id):
        return await self._answer(f"teams {user_id}", self.teams)

    async def alert_source(self, source_id, priority):
        return await self._answer(f"source {source_id}", self.source)


@pytest.fixture
def ilert():
    return Ilert()


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
async def directory():
    kept = DirectoryRefresher(None, max_age=1e12, storage=Storage(lambda: ACCOUNT, lambda _: None))
    await kept.restore()
    return kept


@pytest.fixture
def lookup(ilert, directory, now):
    return UserLookup(ilert, directory, clock=lambda: now[0])


async def test_somebody_new_is_found_with_their_teams(lookup, ilert, directory):
    ilert.user, ilert.teams = NEW, [team(PAYMENTS.id, "PRIVATE", (9, "USER"))]
    assert await lookup.find(" New@ACME.example", within=5.0)
    assert directory.current.users[9].email == "new@acme.example"
    assert directory.current.teams[PAYMENTS.id].members == {9: TeamRole.USER}


async def test_many_questions_about_one_person_are_one_call(lookup, ilert):
    ilert.user = NEW
    assert all(await asyncio.gather(*(lookup.find("new@acme.example", within=5.0) for _ in range(20))))
    assert ilert.asked == ["new@acme.example", "teams 9"]


async def test_nobody_is_not_asked_for_again_within_a_minute(lookup, ilert, now):
    ilert.user = NOBODY
    assert not await lookup.find("x@acme.example", within=5.0)
    now[0] += NEGATIVE_TTL_SECONDS - 1
    assert not await lookup.find("X@acme.example", within=5.0)
    assert len(ilert.asked) == 1
    now[0] += 1
    assert not await lookup.find("x@acme.example", within=5.0)
    assert len(ilert.asked) == 2


async def test_trouble_is_not_taken_for_nobody(lookup, ilert):
    ilert.user = TROUBLE
    assert not await lookup.find("new@acme.example", within=5.0)
    ilert.user = NEW
    assert await lookup.find("new@acme.example", within=5.0)


async def test_a_slow_answer_is_not_waited_for_but_still_counts_later(lookup, ilert):
    ilert.user = NEW
    ilert.held.clear()
    assert not await lookup.find("new@acme.example", within=0.01)
    ilert.held.set()
    assert await lookup.find("new@acme.example", within=5.0)
    assert ilert.asked.count("new@acme.example") == 1


async def test_what_was_asked_while_they_typed_needs_no_call_at_submit(lookup, ilert, now):
    await lookup.prefetch(ROBERT, SLACK_ALERTS)
    assert sorted(ilert.asked) == [ROBERT.email, f"source {SLACK_ALERTS}", "teams 2"]
    now[0] += FRESH_SECONDS - 0.1
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0) == Confirmation()
    assert len(ilert.asked) == 3


async def test_what_is_older_than_30_seconds_is_asked_again_and_only_that(lookup, ilert, now):
    await lookup.prefetch(ROBERT)
    now[0] += 10
    await lookup.prefetch(ROBERT, SLACK_ALERTS)
    now[0] += 20
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0) == Confirmation()
    assert sorted(ilert.asked[3:]) == [ROBERT.email, "teams 2"]


async def test_an_answer_is_as_old_as_its_question(lookup, ilert, now):
    ilert.held.clear()
    asking = asyncio.create_task(lookup.prefetch(ROBERT))
    await ilert.asked_twice.wait()
    now[0] += FRESH_SECONDS
    ilert.held.set()
    await asking
    await lookup.confirm(ROBERT, None, within=1.0)
    assert len(ilert.asked) == 4


async def test_a_submission_takes_up_the_question_that_is_on_its_way(lookup, ilert):
    ilert.held.clear()
    asking = asyncio.create_task(lookup.prefetch(ROBERT))
    confirming = asyncio.create_task(lookup.confirm(ROBERT, None, within=1.0))
    await ilert.asked_twice.wait()
    ilert.held.set()
    assert await confirming == Confirmation()
    await asking
    assert len(ilert.asked) == 2


async def test_a_reading_of_the_account_that_ended_since_makes_it_ask_again(lookup, ilert, directory):
    """The reading may have begun before, and have undone what was found."""
    await lookup.prefetch(ROBERT)
    directory.loads += 1
    await lookup.confirm(ROBERT, None, within=1.0)
    assert len(ilert.asked) == 4


async def test_who_left_is_removed(lookup, ilert, directory):
    ilert.user = NOBODY
    assert await lookup.confirm(ROBERT, None, within=1.0) == Confirmation()
    assert ROBERT.email not in directory.current.users_by_email


async def test_an_address_that_is_somebody_elses_now_is_no_longer_theirs(lookup, ilert, directory):
    ilert.user = User(id=9, email=ROBERT.email, role="USER")
    await lookup.confirm(ROBERT, None, within=1.0)
    assert directory.current.users_by_email[ROBERT.email].id == 9


async def test_what_ilert_took_away_counts(lookup, ilert, directory):
    ilert.user = ROBERT_THERE.model_copy(update={"role": "STAKEHOLDER"})
    ilert.teams = [team(PLATFORM.id, "PUBLIC", (2, "STAKEHOLDER"))]
    ilert.source = AlertSource.model_validate({"id": SLACK_ALERTS, "active": False, "teams": [{"id": PAYMENTS.id}]})
    await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0)
    account = directory.current
    assert account.users[ROBERT.id].role is Role.STAKEHOLDER
    assert account.teams[PLATFORM.id].members[ROBERT.id] is TeamRole.STAKEHOLDER
    assert ROBERT.id not in account.teams[PAYMENTS.id].members
    assert not account.alert_sources[SLACK_ALERTS].active
    assert account.alert_sources[SLACK_ALERTS].team_ids == (PAYMENTS.id,)


async def test_a_source_that_is_gone_is_removed(lookup, ilert, directory):
    ilert.source = NOBODY
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0) == Confirmation()
    assert SLACK_ALERTS not in directory.current.alert_sources


async def test_where_ilert_does_not_answer_the_last_reading_counts_and_the_result_says_so(lookup, ilert, directory):
    ilert.teams = TROUBLE
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0) == Confirmation((Part.TEAMS,))
    assert directory.current.teams[PAYMENTS.id].members == PAYMENTS.members


async def test_where_ilert_is_slow_the_answer_counts_when_it_comes(lookup, ilert):
    ilert.held.clear()
    everything = (Part.ACCOUNT, Part.TEAMS, Part.SOURCE)
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=0.0) == Confirmation(everything)
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=0.01) == Confirmation(everything)
    ilert.held.set()
    assert await lookup.confirm(ROBERT, SLACK_ALERTS, within=1.0) == Confirmation()


async def test_a_source_that_nobody_offered_is_not_asked_for(lookup, ilert):
    assert await lookup.confirm(ROBERT, 4711, within=1.0) == Confirmation()
    assert sorted(ilert.asked) == [ROBERT.email, "teams 2"]
