"""Secrets never reach a log line."""

import io
import json
import logging

import pytest
from structlog.stdlib import get_logger

from bot.service.logging import configure
from bot.service.redaction import Redaction

SECRETS = ("il1api-very-secret",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("key il1api-very-secret!", "key [hidden]!"),
        ("xoxb-123-abc and xapp-1-A-2", "[hidden] and [hidden]"),
        (
            "wss://wss-primary.slack.com/link/?ticket=1a2b&app_id=3",
            "wss://wss-primary.slack.com/link/?ticket=[hidden]&app_id=3",
        ),
        ("https://hooks.slack.com/commands/T0/1/x", "https://hooks.slack.com/[hidden]"),
        ("Authorization: Bearer abc", "Authorization: Bearer [hidden]"),
        ({"a": ["xoxb-1"], "n": 5, "none": None}, {"a": ["[hidden]"], "n": 5, "none": None}),
        (ValueError("xoxb-1"), "ValueError('[hidden]')"),
    ],
)
def test_values_of_any_shape_are_cleaned(value, expected):
    assert Redaction(SECRETS)(None, "info", {"event": value}) == {"event": expected}


@pytest.fixture
def logged(monkeypatch):
    """Log as the daemon does, and read the lines back."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    configure("info", "json", SECRETS)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before[0], before[1]


def test_a_traceback_holds_no_secret(logged):
    try:
        raise ValueError("il1api-very-secret")
    except ValueError:
        get_logger("bot.x").exception("failed", token="xoxb-1")
    (line,) = logged()
    assert "il1api-very-secret" not in json.dumps(line)
    assert line["token"] == "[hidden]"
    assert "ValueError: [hidden]" in line["exception"]


def test_other_libraries_lines_have_the_same_shape(logged):
    logging.getLogger("slack_sdk").warning("token %s", "xoxb-1")
    (line,) = logged()
    assert (line["event"], line["logger"], line["level"]) == ("token [hidden]", "slack_sdk", "warning")
