"""OAuth scopes of the bot token (Slack docs, Scopes)."""

from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.workspace import Workspace


def want_scope(workspace: Workspace, scope: str) -> None:
    """Refuse what the app was not granted.

    Raises:
        ApiError: The scope is missing.
    """
    if scope not in workspace.app.scopes:
        raise ApiError("missing_scope", needed=scope, provided=granted(workspace))


def granted(workspace: Workspace) -> str:
    """Write the scopes as Slack does."""
    return ",".join(sorted(workspace.app.scopes))
