"""The reference names every subcommand, every setting and every reason of /readyz, and none that does not exist."""

import re

import pytest

from bot.cli.commands import COMMANDS
from bot.config.settings import Settings
from bot.service.health import (
    DatabaseSnapshot,
    HealthSnapshot,
    IlertSnapshot,
    OutboxSnapshot,
    SlackSnapshot,
    conditions,
)
from tests.documents.commands import options_of
from tests.documents.pages import DOCS, ROOT, rows


def test_every_subcommand_is_listed():
    cells = [re.findall(r"`([^`]+)`", cell) for cell, *_ in rows("reference.md", "subcommands")]
    named = {
        word for names in cells if names[0].startswith("il-alert-bot ") for word in (names[0].split()[1], *names[1:])
    }
    actions = {"policies", "people", "channels", "show", "export", "retry", "page", "drop", "move"}
    assert named - actions == COMMANDS.keys()


@pytest.mark.parametrize(("cell", "does"), [row[:2] for row in rows("reference.md", "subcommands")])
def test_an_option_that_is_listed_exists(cell, does):
    name = cell.strip("`").split()[1]
    if name in COMMANDS:
        options = set(re.findall(r"--[a-z-]+", cell + does))
        assert options <= options_of(name)


def test_every_setting_is_listed_with_its_default():
    expected = {}
    for field in Settings.model_fields.values():
        alias = field.validation_alias
        name = alias if isinstance(alias, str) else alias.choices[0]
        expected[name] = None if field.is_required() or field.default is None else field.get_default()
    listed = {cells[0].strip("`"): cells[2].strip("`") for cells in rows("reference.md", "settings")}
    assert listed.keys() == expected.keys()
    assert {
        name: default
        for name, default in listed.items()
        if name != "IL_ALERT_STATE_DIR" and default != _written(expected[name]) and not default.startswith("none")
    } == {}


def _written(default):
    return f"{default:g}" if isinstance(default, float) else str(default)


TROUBLE = (
    HealthSnapshot(
        slack=SlackSnapshot(connected=True, alive=False, refused="invalid_auth"),
        outbox=OutboxSnapshot(silent_for=100.0, unreadable=1),
        ilert=IlertSnapshot(down_for=1.0, key_problem="KEY_ERROR", usable=False),
        policy_refused=True,
        failing_loops={"tracker": "ValueError"},
        stopping=True,
    ),
    HealthSnapshot(slack=SlackSnapshot(), outbox=OutboxSnapshot(problem="disk full")),
    HealthSnapshot(slack=SlackSnapshot(needs_admin=True)),
    HealthSnapshot(database=DatabaseSnapshot(problem="connection refused", policies_differ=True)),
    HealthSnapshot(slack=SlackSnapshot(connected=True, standing=1, wanted=2, incomplete_for=100.0)),
)


def test_every_reason_is_listed_with_whether_it_blocks():
    found = {one.code: one.blocks for snapshot in TROUBLE for one in conditions(snapshot)}
    listed = {code.strip("`"): blocks == "yes" for code, _, blocks in rows("reference.md", "readiness")}
    assert listed == found


def test_development_explains_every_folder_of_the_bot():
    table = [
        line.split("|")[1] for line in (DOCS / "development.md").read_text().splitlines() if line.startswith("| `")
    ]
    named = {name.split("/")[0] for cell in table for name in re.findall(r"`([a-z_/]+)/`", cell)}
    assert named == {path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name != "__pycache__"}


def test_the_request_for_approval_names_every_scope():
    text = (DOCS / "slack-app.md").read_text()
    _, request = text.split("## Example: what goes into the request for approval")
    assert set(re.findall(r"`([a-z_:.]+)`", request)) == {
        scope.strip("`") for scope, _ in rows("slack-app.md", "scopes")
    }
