"""What may come in: payloads of the bot's own installation, in shapes that can be routed."""

import pytest

from bot.slack.api.admission import foreign, kind_of, well_shaped
from bot.slack.api.client import Installation

HOME = Installation("T0ACME00001", None, "U0BOT", "B0BOT", "https://acme.slack.com/")
GRID = Installation("T0ACME00001", "E0ACME00001", "U0BOT", "B0BOT", "https://acme.slack.com/")
APP = "A0ILERT0001"

COMMAND = {"command": "/il-alert", "team_id": "T0ACME00001", "api_app_id": APP, "user_id": "U0SAM000001"}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T0ACME00001", "domain": "acme"},
    "user": {"id": "U0SAM000001", "team_id": "T0ACME00001"},
    "api_app_id": APP,
    "enterprise": None,
}
ON_GRID = {**CLICK, "enterprise": {"id": "E0ACME00001", "name": "Acme"}}


@pytest.mark.parametrize(
    ("payload", "installation", "problem"),
    [
        (COMMAND, HOME, ""),
        (CLICK, HOME, ""),
        ({}, HOME, ""),
        ({**CLICK, "team": None}, HOME, ""),
        ({**COMMAND, "team_id": "T0OTHER0001"}, HOME, "another_workspace"),
        ({**CLICK, "team": {"id": "T0OTHER0001"}}, HOME, "another_workspace"),
        ({**CLICK, "user": {"id": "U0SAM000001", "team_id": "T0OTHER0001"}}, HOME, "another_workspace"),
        ({**CLICK, "user": {"id": "U0SAM000001", "team_id": ["T0ACME00001"]}}, HOME, "another_workspace"),
        ({**CLICK, "api_app_id": "A0OTHER0001"}, HOME, "another_app"),
        ({**COMMAND, "api_app_id": 5}, HOME, "another_app"),
        # A workspace that has just joined an organisation stays the same workspace.
        (ON_GRID, HOME, ""),
        # Enterprise Grid: all workspaces of the organisation are home, and no others.
        (ON_GRID, GRID, ""),
        ({**ON_GRID, "team": {"id": "T0OTHER0001"}, "user": {"id": "U", "team_id": "T0THIRD0001"}}, GRID, ""),
        ({**ON_GRID, "enterprise": {"id": "E0OTHER0001"}}, GRID, "another_organisation"),
        ({**COMMAND, "enterprise_id": "E0OTHER0001"}, GRID, "another_organisation"),
        ({**COMMAND, "enterprise_id": "E0ACME00001", "team_id": "T0OTHER0001"}, GRID, ""),
        ({**COMMAND, "team_id": "T0OTHER0001"}, GRID, "another_workspace"),
    ],
)
def test_only_payloads_of_the_own_installation_are_let_in(payload, installation, problem):
    assert foreign(payload, installation, APP) == problem


def test_while_slack_has_named_no_app_none_is_another():
    assert foreign({**COMMAND, "api_app_id": "A0OTHER0001"}, HOME, "") == ""


@pytest.mark.parametrize(
    ("payload", "shaped"),
    [
        ({"type": 5, "user": "U", "team": [], "unknown": 1, "text": "down"}, {"text": "down"}),
        ({"actions": None}, {"actions": [{"action_id": "", "block_id": "", "type": ""}]}),
        (
            {"actions": [5, {"action_id": "a", "block_id": 7, "value": "x"}]},
            {"actions": [{"action_id": "a", "block_id": "", "type": "", "value": "x"}]},
        ),
        ({"view": {"id": "V", "app_installed_team_id": 5}}, {"view": {"id": "V", "type": "", "callback_id": ""}}),
        ({"event": {"type": 5, "user": {"id": "U"}, "channel": 7}}, {"event": {"type": "", "user": {"id": "U"}}}),
        ({"event": "message"}, {}),
    ],
)
def test_what_is_of_another_type_than_documented_is_left_out(payload, shaped):
    assert well_shaped(payload) == shaped


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (COMMAND, "command /il-alert"),
        ({"type": "event_callback", "event": {"type": "app_home_opened"}}, "event app_home_opened"),
        ({"type": "block_actions", "actions": [{"action_id": "x"}]}, "block_actions x"),
        ({"type": "shortcut", "callback_id": "y"}, "shortcut y"),
        ({"type": "view_closed"}, "view_closed"),
        ({}, ""),
    ],
)
def test_a_payload_is_named_by_what_it_is_about(payload, kind):
    assert kind_of(payload) == kind
