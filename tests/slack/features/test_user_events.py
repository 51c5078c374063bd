"""A change of somebody in Slack counts at once."""

from bot.slack.features.user_events import forget
from tests.slack.fake_slack import FakeSlack, context


async def test_who_changed_is_asked_for_again():
    slack = FakeSlack()
    people = context(slack).people
    await people.person("U0SAM000001")
    slack.email = "samuel@acme.example"
    forget(people, {"type": "user_change", "user": {"id": "U0SAM000001"}})
    assert (await people.person("U0SAM000001")).email == "samuel@acme.example"


async def test_an_event_about_nobody_changes_nothing():
    slack = FakeSlack()
    people = context(slack).people
    known = await people.person("U0SAM000001")
    forget(people, {"type": "user_change"})
    assert people.known("U0SAM000001") == known
