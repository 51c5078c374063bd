"""The Slack app manifest, and that it fits what the bot does."""

import json

import pytest
import yaml

from bot.cli.main import main
from bot.slack.api.methods import Method
from bot.slack.features.all import FEATURES
from bot.slack.manifest import manifest, required_scopes

# Slack docs, methods: what each Web API method needs. None of them needs none.
NEEDED = {
    "auth.test": None,
    "apps.connections.open": None,
    "blocks.validate": None,
    "views.open": None,
    "views.update": None,
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "chat.getPermalink": None,
    "users.conversations": "channels:read",
    "chat.postMessage": "chat:write",
}


@pytest.mark.parametrize(("form", "read"), [("yaml", yaml.safe_load), ("json", json.loads)])
def test_both_forms_say_the_same(capsys, form, read):
    assert main(["manifest", "--format", form]) == 0
    assert read(capsys.readouterr().out) == manifest(FEATURES)


def test_the_default_is_yaml(capsys):
    main(["manifest"])
    assert capsys.readouterr().out.startswith("display_information:\n")


def test_every_method_that_the_code_calls_has_its_scope():
    assert {str(method) for method in Method} - {Method.RESPONSE_URL} == NEEDED.keys()
    assert {scope for scope in NEEDED.values() if scope} <= required_scopes(FEATURES).keys()


def test_the_limits_of_a_manifest_are_kept():
    found = manifest(FEATURES)
    assert len(found["display_information"]["name"]) <= 35
    assert len(found["display_information"]["description"]) <= 140
    commands = found["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/il-alert", "/il-oncall"]
    assert all("url" not in command for command in commands)
    assert found["settings"]["socket_mode_enabled"] is True


def test_people_can_type_in_their_conversation_with_the_bot():
    home = manifest(FEATURES)["features"]["app_home"]
    assert (home["messages_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)
