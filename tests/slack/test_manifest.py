"""What Slack must be set to follows from the features, and the documentation says the same."""

import pytest

from bot.slack.feature import Feature, Scope, Shortcut
from bot.slack.features.all import FEATURES
from bot.slack.manifest import CORE_SCOPES, manifest, missing_scopes, required_scopes
from bot.slack.ui.commands import SlashCommand
from tests.documents.pages import rows

CORE = [scope.name for scope in CORE_SCOPES]
PING = Feature(
    "ping",
    lambda app, context: None,
    commands=(SlashCommand("/il-ping", "Answer", "[words]", help=lambda wording, command: f"*{command}* answers."),),
    shortcuts=(Shortcut("ping", "Ping", "Answer a message", "message"),),
    events=("app_mention",),
    scopes=(Scope("reactions:write", "a mark at what was answered"), Scope("users:read", "who has asked")),
)


def test_without_features_only_the_core_asks_for_scopes():
    assert list(required_scopes(())) == CORE


def test_a_feature_brings_its_scopes_and_its_reasons():
    found = required_scopes((PING,))
    assert list(found) == ["commands", *CORE, "reactions:write"]
    assert found["commands"] == ["/il-ping, Ping"]
    assert found["users:read"][1:] == ["who has asked"]


def test_what_was_not_granted_is_missing():
    assert missing_scopes((PING,), [*CORE, "commands"]) == ("reactions:write",)


def test_the_manifest_names_all_that_a_feature_brings():
    found = manifest((PING,))
    (command,) = found["features"]["slash_commands"]
    assert (command["command"], command["description"], command["usage_hint"]) == ("/il-ping", "Answer", "[words]")
    (shortcut,) = found["features"]["shortcuts"]
    assert shortcut == {"name": "Ping", "type": "message", "callback_id": "ping", "description": "Answer a message"}
    assert found["settings"]["event_subscriptions"]["bot_events"] == ["app_mention"]
    assert found["oauth_config"]["scopes"]["bot"] == list(required_scopes((PING,)))


def test_the_documentation_lists_the_commands():
    commands = [command for feature in FEATURES for command in feature.commands]
    expected = [[f"`{one.name}`", one.description, f"`{one.usage_hint}`".replace("|", r"\|")] for one in commands]
    assert rows("slack-app.md", "commands") == expected


def test_the_documentation_lists_the_shortcuts():
    shortcuts = [shortcut for feature in FEATURES for shortcut in feature.shortcuts]
    where = {"message": "a message", "global": "the app"}
    assert rows("slack-app.md", "shortcuts") == [[one.name, where[one.kind], one.description] for one in shortcuts]


def test_the_documentation_lists_the_scopes_with_their_reasons():
    scopes = required_scopes(FEATURES)
    assert rows("slack-app.md", "scopes") == [[f"`{scope}`", "; ".join(reasons)] for scope, reasons in scopes.items()]


def limits():
    """Slack docs, app manifests: the longest texts."""
    for feature in FEATURES:
        for command in feature.commands:
            yield command.name, 32
            yield command.description, 2000
            yield command.usage_hint, 1000
        for shortcut in feature.shortcuts:
            yield shortcut.name, 24
            yield shortcut.callback_id, 255
            yield shortcut.description, 150


@pytest.mark.parametrize(("text", "limit"), list(limits()))
def test_the_texts_fit_into_a_manifest(text, limit):
    assert 0 < len(text) <= limit


def test_names_of_features_are_unique():
    names = [feature.name for feature in FEATURES]
    assert len(names) == len(set(names))
