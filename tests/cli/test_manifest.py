"""The Slack app manifest, and that it fits what the bot does."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
import yaml

from bot.cli.main import main
from bot.slack.api.methods import Method
from bot.slack.feature import named
from bot.slack.features.all import FEATURES
from bot.slack.manifest import manifest, required_scopes

SCHEMA = os.environ.get("SLACK_MANIFEST_SCHEMA")
"""Tests run without the settings of the shell; so it is read before they start."""

# Slack docs, methods: what each Web API method needs. None of them needs none.
NEEDED = {
    "auth.test": None,
    "apps.connections.open": None,
    "blocks.validate": None,
    "views.open": None,
    "views.publish": None,
    "views.update": None,
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "chat.getPermalink": None,
    "users.conversations": "channels:read",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
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


def test_the_link_opens_create_new_app_with_the_manifest(capsys):
    assert main(["manifest", "--link"]) == 0
    address = urlsplit(capsys.readouterr().out.strip())
    query = parse_qs(address.query, strict_parsing=True)
    assert (address.hostname, address.path, query["new_app"]) == ("api.slack.com", "/apps", ["1"])
    assert json.loads(query["manifest_json"][0]) == manifest(FEATURES)


def test_the_command_can_have_another_name(capsys):
    assert main(["manifest", "--format", "json", "--command", "/alert"]) == 0
    printed = capsys.readouterr()
    commands = json.loads(printed.out)["features"]["slash_commands"]
    assert [one["command"] for one in commands] == ["/alert", "/alert-oncall"]
    assert printed.err == "Set IL_ALERT_COMMAND=/alert for the bot as well: it answers no other name.\n"


def test_the_setting_is_followed(capsys, monkeypatch):
    monkeypatch.setenv("IL_ALERT_COMMAND", "/page")
    main(["manifest"])
    assert '    - command: "/page"' in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("name", ["alert", "/Alert", "/a b", "/", "/" + "x" * 25])
def test_a_name_that_slack_would_not_take_is_refused(capsys, name):
    assert main(["manifest", "--command", name]) == 78
    assert "expected a slash and up to 24" in capsys.readouterr().err


def test_the_manifest_keeps_to_slacks_schema():
    if (path := manifest_schema()) is None:
        pytest.skip("Slack's manifest schema is not here")
    validator = jsonschema.validators.validator_for(schema := json.loads(path.read_text()))
    for command in ("/il-alert", "/alert"):
        assert [error.message for error in validator(schema).iter_errors(manifest(named(FEATURES, command)))] == []


def manifest_schema():
    """Find Slack's published schema: named by SLACK_MANIFEST_SCHEMA, or beside the checkout's reference material."""
    if SCHEMA:
        return Path(SCHEMA)
    return next(iter(sorted(Path(__file__).parents[2].glob("../*/reference/slack/manifest*.json"))), None)
