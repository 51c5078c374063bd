"""What is checked once before the daemon serves: whether the tokens work at all."""

import asyncio
from collections.abc import Sequence

from structlog.stdlib import get_logger

from bot.ilert.client import IlertClient
from bot.ilert.errors import IlertError, KeyRejected
from bot.slack.api.client import Installation, SlackApi
from bot.slack.api.errors import MissingScope, TokenRejected
from bot.slack.feature import Feature
from bot.slack.manifest import missing_scopes

log = get_logger(__name__)


ADD_SCOPES = "add them to the Slack app under OAuth & Permissions and install the app again"


class PreflightError(Exception):
    """The daemon cannot work with these settings. The text says which, and what to do."""


async def check_slack(slack: SlackApi, features: Sequence[Feature]) -> Installation:
    """Check both Slack tokens, and log which scopes these features miss.

    Raises:
        PreflightError: A token is wrong.
        SlackFailure: Slack cannot be reached at the moment.
    """
    installation, _ = await asyncio.gather(check_bot_token(slack), check_app_token(slack))
    if missing := missing_scopes(features, installation.granted_scopes):
        log.error("slack_scopes_missing", missing=list(missing), what_to_do=ADD_SCOPES)
    return installation


async def check_bot_token(slack: SlackApi) -> Installation:
    """Check the token with which the bot calls Slack; raises as `check_slack` does."""
    try:
        return await slack.auth_test()
    except TokenRejected as error:
        raise PreflightError(
            f"SLACK_BOT_TOKEN: Slack answered {error.error}. Install the Slack app to the workspace again and "
            "copy its Bot User OAuth Token (xoxb-...)."
        ) from None


async def check_app_token(slack: SlackApi) -> None:
    """Check the token with which the bot opens its websocket; raises as `check_slack` does."""
    try:
        await slack.open_connection()
    except TokenRejected as error:
        raise PreflightError(
            f"SLACK_APP_TOKEN: Slack answered {error.error}. Create an app-level token (xapp-...) with the scope "
            "connections:write under Basic Information of the Slack app."
        ) from None
    except MissingScope:
        raise PreflightError(
            "SLACK_APP_TOKEN: the token lacks the scope connections:write. Create a new app-level token."
        ) from None


async def check_ilert(ilert: IlertClient) -> None:
    """Check the ilert API key; an outage is logged, as a rejected key is by who sees each call (`Availability`)."""
    try:
        user = await ilert.current_user()
    except KeyRejected:
        return
    except IlertError as error:
        log.warning("ilert_not_reached", problem=str(error))
    else:
        log_as = log.info if user.role == "ADMIN" else log.warning
        log_as("ilert_connected", role=user.role, sees_all=user.role == "ADMIN")
