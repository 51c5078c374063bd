"""When Slack says that the app was uninstalled, the bot token is tried at once."""

from structlog.testing import capture_logs

from bot.slack.api.errors import TokenRejected
from bot.slack.features.app_events import check_token


class Slack:
    """Answers `auth.test`, or refuses it."""

    def __init__(self, refusal=None):
        self.refusal = refusal
        self.asked = 0

    async def auth_test(self):
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal


async def test_a_token_that_still_counts_is_no_event():
    slack = Slack()
    with capture_logs() as lines:
        await check_token(slack)
    assert (slack.asked, lines) == (1, [])


async def test_a_refusal_is_noted_and_does_no_harm():
    with capture_logs() as lines:
        await check_token(Slack(TokenRejected("auth.test", "token_revoked")))
    assert [line["event"] for line in lines] == ["slack_access_asked"]
