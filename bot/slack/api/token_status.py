"""Whether Slack still accepts the bot token. It may be revoked, and the app uninstalled, while the service runs."""

from structlog.stdlib import get_logger

from bot.slack.api.errors import TokenRejected

log = get_logger(__name__)


class TokenStatus:
    """What Slack's answers to the calls with the bot token say about it. A change is logged once, not at each call."""

    def __init__(self) -> None:
        self.problem = ""
        """Why the token is of no use, in plain words; "" while Slack accepts it."""

    def refused(self, error: TokenRejected) -> None:
        """A call was refused because of the token."""
        problem = f"Slack does not accept SLACK_BOT_TOKEN ({error.error})"
        if problem != self.problem:
            log.error(
                "slack_token_rejected",
                problem=problem,
                what_to_do="install the Slack app to the workspace again, and set its Bot User OAuth Token (xoxb-...)",
            )
        self.problem = problem

    def accepted(self) -> None:
        """A call was answered."""
        if self.problem:
            log.info("slack_token_accepted")
        self.problem = ""
