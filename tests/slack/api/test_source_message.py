"""The message of a shortcut, whoever wrote it and whatever hangs on it."""

import pytest

from bot.slack.api.source_message import read_source_message


def read(**message):
    body = {
        "type": "message_action",
        "message_ts": "1767000190.000300",
        "message": {"ts": "1767000190.000300", **message},
    }
    return read_source_message(body)


def test_a_persons_message():
    message = read(user="U0ALICE0001", text="disk full on <https://db1.acme.example|db1>")
    assert (message.user_id, message.bot_name) == ("U0ALICE0001", "")
    assert message.text == "disk full on <https://db1.acme.example|db1>"
    assert message.ts == message.thread_ts == "1767000190.000300"


def test_a_reply_stands_in_its_thread():
    message = read(user="U0ALICE0001", text="still", thread_ts="1767000000.000100")
    assert (message.ts, message.thread_ts) == ("1767000190.000300", "1767000000.000100")


@pytest.mark.parametrize("named", [{"username": "Grafana"}, {"bot_profile": {"name": "Grafana"}}])
def test_a_bots_message_is_by_the_bot_even_where_slack_names_its_user(named):
    message = read(bot_id="B0GRAFANA01", user="U0GRAFANA01", text="down", **named)
    assert (message.user_id, message.bot_name) == ("", "Grafana")


def test_without_text_the_blocks_have_the_words():
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Firing"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*disk* full"},
            "fields": [{"type": "mrkdwn", "text": "db1"}],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "since 9"}, {"type": "image", "alt_text": "x"}]},
        {"type": "divider"},
    ]
    assert read(bot_id="B1", blocks=blocks).text == "Firing\n*disk* full\ndb1\nsince 9"


def test_without_blocks_the_attachments_have_the_words():
    attachments = [{"title": "Disk full", "text": "db1 has 0 B", "fallback": "x"}, {"fallback": "[FIRING:2] disk"}]
    message = read(bot_id="B1", text="", attachments=attachments)
    assert message.text == "Disk full\ndb1 has 0 B\n[FIRING:2] disk"
    assert message.attachments == ("Disk full", "[FIRING:2] disk")


def test_attachments_and_files_are_named():
    files = [
        {"id": "F1", "name": "log.txt", "title": "The log"},
        {"id": "F2", "name": "screen.png"},
        {"mode": "tombstone"},
    ]
    message = read(user="U1", text="look", attachments=[{"from_url": "https://x"}, {"title": "Runbook"}], files=files)
    assert message.attachments == ("Runbook",)
    assert message.files == ("The log", "screen.png")
    assert message.text == "look"


@pytest.mark.parametrize("junk", [None, 7, "x", [], [7], {"a": 1}])
def test_a_field_of_another_shape_reads_as_empty(junk):
    message = read(user=junk, text=junk, blocks=junk, attachments=junk, files=junk, thread_ts=junk, bot_profile=junk)
    assert message.attachments == message.files == ()


@pytest.mark.parametrize("body", [{"type": "message_action"}, {"type": "message_action", "message": "x"}, {}])
def test_without_a_message_there_is_none(body):
    assert read_source_message(body) is None


def test_the_message_that_a_button_stands_in_is_none_that_an_alert_is_about():
    assert read_source_message({"type": "block_actions", "message": {"ts": "1.0", "text": "x"}}) is None
