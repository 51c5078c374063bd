"""The JSON Schema for editors."""

import json
from pathlib import Path

import jsonschema
import pytest
import tomli

from bot.policy.json_schema import json_schema
from bot.policy.schema import keys, table_models

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config.example.toml"

SOURCE = '[[slack_alert_source]]\nid = 1\nchannels = ["#ops"]\n[[slack_alert_source.escalation_policy]]\nid = 2\n'


def problems(text):
    validator = jsonschema.Draft7Validator(json_schema())
    return [error.json_path for error in validator.iter_errors(tomli.loads(text))]


def test_it_is_a_schema_of_its_draft():
    assert json_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(json_schema())


def test_the_command_prints_it(run):
    code, out = run("schema")
    assert (code, json.loads(out)) == (0, json_schema())


def test_the_example_fits_and_names_it():
    assert problems(EXAMPLE.read_text()) == []
    assert EXAMPLE.read_text().startswith("#:schema ./docs/config.schema.json\n")


def test_the_file_that_the_example_names_is_the_one_of_this_version():
    assert json.loads((ROOT / "docs" / "config.schema.json").read_text()) == json_schema()


@pytest.mark.parametrize(
    "good", [SOURCE, "", '[ilert_users]\nchannels = ["dm", "#ops"]', 'admin_channel = "C0OPSADMIN"']
)
def test_what_is_right_fits(good):
    assert problems(good) == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("admin_chanel = 'C0OPSADMIN'", "$"),
        ("admin_channel = 'ops'", "$.admin_channel"),
        ("admin_channel = '#Ops'", "$.admin_channel"),
        ("[dialog]\ntitle = 'A title that is too long for Slack'", "$.dialog.title"),
        ("[ilert_users]\nenabled = 'yes'", "$.ilert_users.enabled"),
        ("[ilert_users]\nchannels = 'all'", "$.ilert_users.channels"),
        ("[ilert_users]\nchannels = []", "$.ilert_users.channels"),
        ("[ilert_users]\npriority = 'high'", "$.ilert_users.priority"),
        ("[ilert_users.emails]\njane = 'jane@example.com'", "$.ilert_users.emails"),
        ("[ilert_users.emails]\nU02ABCDEF = 'jane'", "$.ilert_users.emails.U02ABCDEF"),
        (SOURCE.replace("id = 1", "id = '1'"), "$.slack_alert_source[0].id"),
        (SOURCE.replace("id = 1\n", ""), "$.slack_alert_source[0]"),
        (SOURCE.replace("id = 2", "name = 'Network'"), "$.slack_alert_source[0].escalation_policy[0]"),
        ("[[test]]\nuser = 'anyone'\nchannel = 'dm'", "$.test[0]"),
        ("[[test]]\nuser = 'anyone'\nchannel = 'dm'\noffers = [1]\ndenied = true", "$.test[0]"),
    ],
)
def test_what_is_wrong_is_marked(text, where):
    assert problems(text) == [where]


def test_every_key_is_described():
    tables = json_schema()["definitions"].values()
    described = [key for table in tables for key, value in table["properties"].items() if value.get("description")]
    inner = [key for table, model in table_models().items() if table for key in keys(model)]
    assert sorted(described) == sorted(inner)
