"""Slack people: what `users.info` says, and when it is asked."""

import asyncio

import pytest

from bot.domain.alerts import Person
from bot.slack.api.client import Installation
from bot.slack.api.errors import MissingScope, SlackUnreachable
from bot.slack.workspace.people import CACHE_SECONDS, EMAIL_SCOPE, People, read_person

HOME = Installation("T0ACME00001", None, "U0BOT", "B0BOT", "https://acme.slack.com/")
GRID = Installation("T0ACME00001", "E0ACME00001", "U0BOT", "B0BOT", "https://acme.slack.com/")
SAM = {
    "id": "U0SAM000001",
    "team_id": "T0ACME00001",
    "real_name": "Sam Sand",
    "profile": {"email": "sam@acme.example", "team": "T0ACME00001"},
    "is_email_confirmed": True,
}


def changed(**changes):
    return {**SAM, **changes}


@pytest.mark.parametrize(
    ("user", "installation", "expected"),
    [
        (SAM, HOME, {}),
        (changed(deleted=True), HOME, {"deleted": True}),
        (changed(is_bot=True), HOME, {"bot": True}),
        (changed(is_connector_bot=True), HOME, {"bot": True}),
        (changed(is_workflow_bot=True), HOME, {"bot": True}),
        (changed(id="USLACKBOT"), HOME, {"id": "USLACKBOT", "bot": True}),
        (changed(is_restricted=True), HOME, {"guest": True}),
        (changed(is_restricted=True, is_ultra_restricted=True), HOME, {"guest": True}),
        (changed(is_email_confirmed=False), HOME, {"email_confirmed": False}),
        (changed(profile={"team": "T0ACME00001"}), HOME, {"email": None}),
        (changed(profile={"email": "", "team": "T0ACME00001"}), HOME, {"email": None}),
        (changed(profile=None, name="sam"), HOME, {"email": None}),
        (changed(real_name="", name="sam"), HOME, {"name": "sam"}),
        (changed(real_name="Sam \ud83d\x00"), HOME, {"name": "Sam \ufffd"}),
        (changed(real_name="\u3164", name="sam"), HOME, {"name": "sam"}),
        (changed(real_name={}, name=""), HOME, {"name": "U0SAM000001"}),
        (changed(locale="de-DE"), HOME, {"locale": "de-DE"}),
        (changed(locale=None), HOME, {"locale": ""}),
        # Slack Connect: the home is another workspace, whatever the address says.
        (changed(team_id="T0OTHER0001"), HOME, {"external": True}),
        (changed(profile={"email": "sam@acme.example", "team": "T0OTHER0001"}), HOME, {"external": True}),
        (changed(is_stranger=True), HOME, {"external": True}),
        (changed(team_id=None, profile={"email": "sam@acme.example"}), HOME, {"external": True}),
        # Enterprise Grid: any workspace of the organisation is home.
        (changed(team_id="T0OTHER0001", enterprise_user={"enterprise_id": "E0ACME00001"}), GRID, {}),
        (changed(enterprise_user={"enterprise_id": "E0OTHER0001"}), GRID, {"external": True}),
        (changed(team_id="T0OTHER0001"), GRID, {"external": True}),
    ],
)
def test_a_user_object_becomes_a_person(user, installation, expected):
    values = {"id": "U0SAM000001", "name": "Sam Sand", "email": "sam@acme.example", **expected}
    assert read_person(user, installation) == Person(**values)


class Slack:
    """Answers `users.info`, counting."""

    def __init__(self, user=SAM, scopes=frozenset({EMAIL_SCOPE})):
        self.answer = user
        self.scopes = scopes
        self.asked = 0
        self.held = asyncio.Event()
        self.held.set()

    async def user(self, user_id):
        self.asked += 1
        await self.held.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, self.scopes


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


async def test_a_person_is_asked_for_once_and_again_after_five_minutes():
    slack, clock = Slack(), Clock()
    people = People(slack, HOME, clock=clock)
    await people.person("U0SAM000001")
    clock.now = CACHE_SECONDS - 1
    await people.person("U0SAM000001")
    assert slack.asked == 1
    clock.now = CACHE_SECONDS
    await people.person("U0SAM000001")
    assert slack.asked == 2


async def test_somebody_who_changed_is_asked_for_again():
    slack = Slack()
    people = People(slack, HOME)
    await people.person("U0SAM000001")
    slack.answer = changed(deleted=True)
    people.forget("U0SAM000001")
    people.forget("U0NOBODY001")
    assert (await people.person("U0SAM000001")).deleted


async def test_an_answer_from_before_a_change_does_not_count_after_it():
    slack = Slack()
    slack.held.clear()
    people = People(slack, HOME)
    question = asyncio.create_task(people.person("U0SAM000001"))
    await asyncio.sleep(0)
    people.forget("U0SAM000001")
    slack.held.set()
    await question
    slack.answer = changed(deleted=True)
    assert (await people.person("U0SAM000001")).deleted


async def test_an_answer_that_comes_too_late_is_a_failure_now_and_known_the_next_time():
    slack = Slack()
    slack.held.clear()
    people = People(slack, HOME)
    with pytest.raises(SlackUnreachable):
        await people.person("U0SAM000001", within=0.0)
    assert people.known("U0SAM000001") is None
    slack.held.set()
    assert (await people.person("U0SAM000001")).name == "Sam Sand"
    assert slack.asked == 1
    assert people.known("U0SAM000001").name == "Sam Sand"


async def test_simultaneous_questions_are_one_question():
    slack = Slack()
    slack.held.clear()
    people = People(slack, HOME)
    questions = [asyncio.create_task(people.person("U0SAM000001")) for _ in range(50)]
    await asyncio.sleep(0)
    slack.held.set()
    assert len({person.id for person in await asyncio.gather(*questions)}) == 1
    assert slack.asked == 1


async def test_a_failure_is_not_remembered():
    slack = Slack(SlackUnreachable("users.info", "timeout"))
    people = People(slack, HOME)
    with pytest.raises(SlackUnreachable):
        await people.person("U0SAM000001")
    slack.answer = SAM
    assert (await people.person("U0SAM000001")).name == "Sam Sand"


async def test_a_missing_address_for_want_of_the_scope_is_a_missing_scope():
    people = People(Slack(changed(profile={"team": "T0ACME00001"}), frozenset({"users:read"})), HOME)
    with pytest.raises(MissingScope) as caught:
        await people.person("U0SAM000001")
    assert caught.value.needed == "users:read.email"
