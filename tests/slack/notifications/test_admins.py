"""What the admins' channel is told, within Slack's limits."""

import pytest

from bot.slack.notifications.admins import AdminChannel, PolicyChange
from bot.slack.ui.blocks import section
from bot.storage.salvage import Corruption, Salvaged
from bot.wording.wording import Wordings
from tests.accounts import policy
from tests.english import WORDINGS

OPS = {"admin_channel": "#ops"}


class Slack:
    def __init__(self):
        self.posted = []

    async def post_message(self, channel, message):
        self.posted.append((channel, message["text"]))
        assert message["blocks"] == [section(message["text"])]
        assert len(message["text"]) <= 3000


@pytest.fixture
def slack():
    return Slack()


@pytest.fixture
def admins(slack):
    return AdminChannel(slack, lambda: policy(**OPS), WORDINGS)


async def test_a_refused_file(slack, admins):
    await admins.policy_refused(["config.toml:1:1: found `<x>`"], 0)
    assert slack.posted == [
        (
            "C0OPS000001",
            ":warning: The policy file has mistakes. The last good policy stays in force until they are fixed:\n"
            "```config.toml:1:1: found '&lt;x&gt;'```",
        )
    ]


async def test_admins_read_the_policys_language(slack):
    admins = AdminChannel(slack, lambda: policy(**OPS), Wordings(lambda: "de"))
    await admins.policy_loaded(PolicyChange([], 0, [], [], fixed=True))
    assert slack.posted[0][1].startswith(":white_check_mark: Die Konfigurationsdatei ist wieder fehlerfrei")


@pytest.mark.parametrize(("number", "length", "told"), [(20, 10, 20), (20, 300, 8), (20, 2600, 1), (3, 4000, 0)])
async def test_whole_problems_as_many_as_fit_and_how_many_more(slack, admins, number, length, told):
    await admins.policy_refused(["x" * length] * number, 399_980)
    ((_, text),) = slack.posted
    assert text.count("x" * length) == told
    assert text.endswith(f"```\n… and {number - told + 399_980} more.")


async def test_what_a_good_file_changed(slack, admins):
    await admins.policy_loaded(PolicyChange(["Alert source 1 added.", "y" * 2000, "z" * 2000], 0, [], [], fixed=True))
    await admins.policy_loaded(PolicyChange([], 0, [], [], fixed=True))
    (_, first), (_, second) = slack.posted
    assert "• Alert source 1 added.\n• yyy" in first
    assert first.endswith("\n… and 1 more.")
    assert second.endswith("It does not differ from the policy that was in force.")


async def test_a_file_that_changes_who_may_alert_whom(slack, admins):
    await admins.policy_loaded(PolicyChange(["Anybody in #ops may now alert <x>."], 3, [], [], fixed=False))
    ((_, text),) = slack.posted
    assert text == (
        ":white_check_mark: The policy file has changed and is in force.\n"
        "• Anybody in #ops may now alert &lt;x&gt;.\n… and 3 more."
    )


async def test_a_file_that_names_what_does_not_exist_is_no_success(slack, admins):
    await admins.policy_loaded(PolicyChange(["y" * 1200, "z" * 1200], 0, ["x" * 1200, "w" * 1200], [], fixed=True))
    ((_, text),) = slack.posted
    assert text.startswith(":warning: The policy file is valid again and in force.\n• yyy")
    assert ":white_check_mark:" not in text
    assert "which therefore offers nothing:\n```xxx" in text
    assert text.count("… and 1 more.") == 2


async def test_a_file_with_something_to_be_aware_of_is_in_force_all_the_same(slack, admins):
    await admins.policy_loaded(PolicyChange(["y"], 0, ["x" * 900], ["w" * 800, "v" * 800], fixed=False))
    await admins.policy_loaded(PolicyChange([], 0, [], ["an open one"], fixed=False))
    (_, first), (_, second) = slack.posted
    assert first.startswith(":warning:")
    assert "something to be aware of:\n```www" in first
    assert first.endswith("\n… and 1 more.")
    assert second.startswith(":white_check_mark:")
    assert second.endswith("something to be aware of:\n```an open one```")


async def test_a_damaged_database_and_what_was_saved_of_it(slack, admins):
    tables = {"alert": Salvaged(118, 2), "notice": Salvaged(0, None)}
    await admins.database_damaged(Corruption("malformed", "/var/lib/x.damaged-1", tables))
    ((_, text),) = slack.posted
    assert "Rows recovered: 118 of alert, 2 lost; 0 of notice, an unknown number lost." in text
    assert "/var/lib/x.damaged-1" in text
