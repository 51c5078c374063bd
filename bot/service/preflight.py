"""What is checked once before the daemon serves: whether the tokens work at all."""

from structlog.stdlib import get_logger

from bot.ilert.client import IlertClient
from bot.ilert.errors import Forbidden, IlertError, Unauthorized
from bot.slack.errors import SlackFailure, TokenRejected
from bot.slack.web_api import Installation, SlackApi

log = get_logger(__name__)


class PreflightError(Exception):
    """The daemon cannot work with these settings. The text says which, and what to do."""


async def check_slack(slack: SlackApi) -> Installation:
    """Check both Slack tokens.

    Raises:
        PreflightError: A token is wrong.
        SlackFailure: Slack cannot be reached at the moment.
    """
    try:
        installation = await slack.auth_test()
    except TokenRejected as error:
        raise PreflightError(
            f"SLACK_BOT_TOKEN: Slack answered {error.error}. Install the Slack app to the workspace again and "
            "copy its Bot User OAuth Token (xoxb-...)."
        ) from None
    try:
        await slack.open_connection()
    except TokenRejected as error:
        raise PreflightError(
            f"SLACK_APP_TOKEN: Slack answered {error.error}. Create an app-level token (xapp-...) with the scope "
            "connections:write under Basic Information of the Slack app."
        ) from None
    except SlackFailure as error:
        if error.error == "missing_scope":
            raise PreflightError(
                "SLACK_APP_TOKEN: the token lacks the scope connections:write. Create a new app-level token."
            ) from None
        raise
    if installation.missing_scopes:
        log.error(
            "slack_scopes_missing",
            missing=list(installation.missing_scopes),
            what_to_do="add them to the Slack app under OAuth & Permissions and install the app again",
        )
    return installation


async def check_ilert(ilert: IlertClient) -> None:
    """Check the ilert API key; an outage or a wrong key is logged, since alerts by event need no key."""
    try:
        user = await ilert.current_user()
    except (Unauthorized, Forbidden) as error:
        log.error(
            "ilert_key_rejected",
            problem=str(error),
            what_to_do="create a new API key in ilert and give it to the bot as ILERT_API_TOKEN",
        )
    except IlertError as error:
        log.warning("ilert_not_reached", problem=str(error))
    else:
        log_as = log.info if user.role == "ADMIN" else log.warning
        log_as("ilert_connected", role=user.role, sees_all=user.role == "ADMIN")
