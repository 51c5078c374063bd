"""The Slack app that this bot is: what has to be set and granted in Slack for a number of features. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.slack.feature import Feature, Scope, Shortcut
from bot.slack.ui.commands import SlashCommand

CORE_SCOPES = (
    Scope("chat:write", "direct messages about an alert, and messages to the admin channel"),
    Scope("users:read", "who somebody is: their name, and whether they are a member, a guest or deactivated"),
    Scope("users:read.email", "the e-mail address by which somebody is matched with an ilert account"),
    Scope("channels:read", "the ids of public channels that the policy file names, and in which of them somebody is"),
    Scope("groups:read", "the same for private channels that the bot is in, and their names for the alert"),
)
"""What the bot needs whatever its features are."""


def required_scopes(features: Sequence[Feature]) -> Mapping[str, Sequence[str]]:
    """List the bot token's scopes, each with the reasons why it is needed."""
    reasons: dict[str, list[str]] = {}
    for scope in (*_command_scopes(features), *CORE_SCOPES, *(one for each in features for one in each.scopes)):
        reasons.setdefault(scope.name, []).append(scope.reason)
    return reasons


def missing_scopes(features: Sequence[Feature], granted: Collection[str]) -> tuple[str, ...]:
    """List the scopes that the app was installed without."""
    return tuple(scope for scope in required_scopes(features) if scope not in granted)


def manifest(features: Sequence[Feature]) -> Mapping[str, Any]:
    """Build the manifest to paste into Slack (Slack docs, app manifests), for exactly what these features use."""
    return {
        "display_information": {
            "name": "ilert alerts",
            "description": "Alert the people on call in ilert from Slack",
            "background_color": "#0b3a5e",
        },
        "features": {
            # Without it people cannot type in their conversation with the bot, so no command either.
            "app_home": {
                "home_tab_enabled": any("app_home_opened" in feature.events for feature in features),
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "ilert-alerts", "always_online": True},
            "slash_commands": [_command(command) for feature in features for command in feature.commands],
            **_shortcuts(shortcut for feature in features for shortcut in feature.shortcuts),
        },
        "oauth_config": {"scopes": {"bot": list(required_scopes(features))}},
        "settings": {
            "event_subscriptions": {"bot_events": [event for feature in features for event in feature.events]},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _command_scopes(features: Iterable[Feature]) -> list[Scope]:
    """Slash commands and shortcuts share a scope (Slack docs, scopes, `commands`)."""
    names: list[str] = []
    for feature in features:
        names += [command.name for command in feature.commands]
        names += [shortcut.name for shortcut in feature.shortcuts]
    return [Scope("commands", ", ".join(dict.fromkeys(names)))] if names else []


def _command(command: SlashCommand) -> Mapping[str, Any]:
    return {
        "command": command.name,
        "description": command.description,
        "usage_hint": command.usage_hint,
        "should_escape": False,
    }


def _shortcuts(shortcuts: Iterable[Shortcut]) -> Mapping[str, Any]:
    written = [
        {"name": one.name, "type": one.kind, "callback_id": one.callback_id, "description": one.description}
        for one in shortcuts
    ]
    return {"shortcuts": written} if written else {}
