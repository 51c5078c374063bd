"""The Slack app that this bot is, as the manifest to paste into Slack (Slack docs, app manifests)."""

from collections.abc import Mapping
from typing import Any

from bot.slack.api.client import SCOPES
from bot.slack.ui.texts import COMMAND

EVENTS = ("user_change", "tokens_revoked", "app_uninstalled")
"""What Slack tells us unasked (Slack docs, events). The first needs the scope `users:read`, the others none."""


def manifest() -> Mapping[str, Any]:
    """Build the manifest for exactly what this version uses."""
    return {
        "display_information": {
            "name": "ilert alerts",
            "description": "Alert the people on call in ilert from Slack",
            "background_color": "#0b3a5e",
        },
        "features": {
            # Without it people cannot type in their conversation with the bot, so not /il-alert either.
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "ilert-alerts", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Alert the people on call in ilert",
                    "usage_hint": "[what is wrong] | help",
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
