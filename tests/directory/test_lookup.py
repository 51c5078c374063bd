"""Looking up people who are newer than the directory."""

import asyncio

import pytest

from bot.directory.lookup import NOBODY_SECONDS, UserLookup
from bot.domain.account import IlertUser, Role, TeamRole
from bot.ilert.errors import NotFound, ServerError
from bot.ilert.models import Team, User

NEW = User(id=5, email="new@acme.example", role="USER")
TEAM = Team.model_validate(
    {"id": 902, "name": "Payments", "visibility": "PRIVATE", "members": [{"user": {"id": 5}, "role": "USER"}]}
)


class Ilert:
    def __init__(self, answer=NEW):
        self.answer = answer
        self.asked = []
        self.held = asyncio.Event()
        self.held.set()

    async def user_by_email(self, email):
        self.asked.append(email)
        await self.held.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def teams_of(self, user_id):
        return [TEAM]


@pytest.fixture
def added():
    return []


@pytest.fixture
def removed():
    return []


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def make(added, removed, now):
    def maker(ilert, **seconds):
        def add(user, teams):
            added.append((user, teams))

        return UserLookup(ilert, add, removed.append, clock=lambda: now[0], **seconds)

    return maker


async def test_somebody_new_is_found_with_their_teams(make, added):
    assert await make(Ilert()).find(" New@ACME.example", within=5.0)
    ((user, teams),) = added
    assert user.id == 5
    assert teams[0].members == {5: TeamRole.USER}


async def test_many_questions_about_one_person_are_one_call(make):
    ilert = Ilert()
    ilert.held.clear()
    lookup = make(ilert)
    questions = [asyncio.create_task(lookup.find("new@acme.example", within=5.0)) for _ in range(20)]
    await asyncio.sleep(0)
    ilert.held.set()
    assert all(await asyncio.gather(*questions))
    assert ilert.asked == ["new@acme.example"]


async def test_nobody_is_not_asked_for_again_within_a_minute(make, now, added):
    ilert = Ilert(NotFound("POST /users/search-email", 404, "", ""))
    lookup = make(ilert)
    assert not await lookup.find("x@acme.example", within=5.0)
    now[0] = NOBODY_SECONDS - 1
    assert not await lookup.find("X@acme.example", within=5.0)
    assert len(ilert.asked) == 1
    now[0] = NOBODY_SECONDS
    assert not await lookup.find("x@acme.example", within=5.0)
    assert len(ilert.asked) == 2
    assert added == []


async def test_trouble_is_not_taken_for_nobody(make):
    ilert = Ilert(ServerError("POST /users/search-email", 503))
    lookup = make(ilert)
    assert not await lookup.find("new@acme.example", within=5.0)
    ilert.answer = NEW
    assert await lookup.find("new@acme.example", within=5.0)


async def test_a_slow_answer_is_not_waited_for_but_still_counts_later(make, added):
    ilert = Ilert()
    ilert.held.clear()
    lookup = make(ilert)
    assert not await lookup.find("new@acme.example", within=0.0)
    ilert.held.set()
    assert await lookup.find("new@acme.example", within=5.0)
    assert len(ilert.asked) == len(added) == 1


KNOWN = IlertUser(5, "new@acme.example", "new@acme.example", Role.USER)


async def test_who_is_still_there_changes_nothing(make, added, removed):
    await make(Ilert()).confirm(KNOWN, within=5.0)
    assert (added, removed) == ([], [])


async def test_who_left_is_removed(make, added, removed):
    await make(Ilert(NotFound("POST /users/search-email", 404, "", ""))).confirm(KNOWN, within=5.0)
    assert (added, removed) == ([], [5])


async def test_a_changed_role_counts(make, added, removed):
    await make(Ilert(User(id=5, email="new@acme.example", role="STAKEHOLDER"))).confirm(KNOWN, within=5.0)
    assert removed == [5]
    assert added[0][0].role is Role.STAKEHOLDER


async def test_where_ilert_does_not_say_what_was_read_goes_on(make, added, removed):
    await make(Ilert(ServerError("POST /users/search-email", 503))).confirm(KNOWN, within=5.0)
    silent = Ilert()
    silent.held.clear()
    await make(silent).confirm(KNOWN, within=0.0)
    assert (added, removed) == ([], [])
