"""Looking up channels by name, page by page, as fast as Slack lets it."""

import pytest

from bot.slack.api.errors import SlackRateLimited, SlackRefused, SlackUnreachable
from bot.slack.workspace.channels import Channels, Found

LIST = "conversations.list"


class Slack:
    """Has channels on pages of one each, and fails at the calls whose numbers are named."""

    def __init__(self, *names, failing=None):
        self.names = names
        self.failing = failing or {}
        self.asked = []

    async def channel_page(self, cursor):
        self.asked.append(cursor)
        if (error := self.failing.get(len(self.asked))) is not None:
            raise error
        page = int(cursor or 0)
        after = str(page + 1) if page + 1 < len(self.names) else ""
        return [{"id": f"C{page}", "name": self.names[page]}], after


def limited(seconds):
    return SlackRateLimited(LIST, seconds)


async def test_names_are_found_and_unknown_ones_left_out():
    channels = Channels(Slack("demo", "ops"))
    assert await channels.ids({"#ops", "#nowhere"}) == Found({"#ops": "C1"})


async def test_nobody_asks_for_no_names_nor_further_than_needed():
    slack = Slack("demo", "ops", "late")
    channels = Channels(slack)
    assert await channels.ids(()) == Found({})
    assert await channels.ids({"#demo"}) == Found({"#demo": "C0"})
    assert slack.asked == [""]


async def test_the_search_goes_on_from_its_cursor_after_a_pause():
    slack = Slack("demo", "ops", "late", failing={2: limited(3.0), 4: limited(None), 5: limited(86_400.0)})
    channels = Channels(slack)
    names = {"#demo", "#late"}
    assert await channels.ids(names) == Found({"#demo": "C0"}, 3.0)
    assert await channels.ids(names) == Found({"#demo": "C0"}, 30.0)
    assert await channels.ids(names) == Found({"#demo": "C0"}, 300.0)
    assert await channels.ids(names) == Found({"#demo": "C0", "#late": "C2"})
    assert slack.asked == ["", "1", "1", "2", "2", "2"]


async def test_other_names_are_searched_from_the_beginning():
    slack = Slack("demo", "ops", failing={2: limited(3.0)})
    channels = Channels(slack)
    await channels.ids({"#ops"})
    await channels.ids({"#demo"})
    assert slack.asked == ["", "1", ""]


@pytest.mark.parametrize(
    ("error", "resumed"),
    [(SlackUnreachable(LIST, "timeout"), "1"), (SlackRefused(LIST, "invalid_cursor"), "")],
)
async def test_an_outage_keeps_the_place_and_a_cursor_that_slack_refuses_does_not(error, resumed):
    slack = Slack("demo", "ops", failing={2: error})
    channels = Channels(slack)
    with pytest.raises(type(error)):
        await channels.ids({"#ops"})
    assert (await channels.ids({"#ops"})).ids == {"#ops": "C1"}
    assert slack.asked[2] == resumed
