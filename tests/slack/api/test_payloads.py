"""What Slack sends, whatever it looks like, becomes one shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.api.payloads import OpenView, Payload, PayloadUnreadable, read

VIEW = {
    "id": "V2",
    "root_view_id": "V1",
    "hash": "1.a",
    "callback_id": "alert_channel",
    "title": {"type": "plain_text", "text": "Alert"},
    "private_metadata": "{}",
    "state": {"values": {"summary": {"summary": {"type": "plain_text_input", "value": "down"}}}},
    "blocks": [{"type": "input", "block_id": "summary"}, {"type": "section", "block_id": "words"}],
}


def test_a_command():
    body = {
        "command": "/il-alert",
        "text": "down",
        "user_id": "U1",
        "channel_id": "C1",
        "channel_name": "demo",
        "trigger_id": "1.2",
        "response_url": "https://hooks.example/1",
    }
    assert read(body) == Payload(
        "U1", "C1", "demo", "/il-alert", text="down", trigger_id="1.2", response_url="https://hooks.example/1"
    )


def test_a_search_in_a_dialog():
    read_ = read({"user": {"id": "U1"}, "value": "pay", "block_id": "policy.1", "view": VIEW})
    assert (read_.text, read_.block_id) == ("pay", "policy.1")
    assert read_.view == OpenView(
        id="V2",
        root_id="V1",
        hash="1.a",
        callback_id="alert_channel",
        title="Alert",
        private_metadata="{}",
        state=VIEW["state"]["values"],
        inputs=frozenset({"summary"}),
    )


def test_a_click_in_a_message_says_where_it_was():
    read_ = read({"user": {"id": "U1"}, "channel": {"id": "C1", "name": "demo"}, "trigger_id": "1.2"})
    assert (read_.channel_id, read_.channel_name, read_.view) == ("C1", "demo", None)


def test_a_dialog_of_no_stack_is_its_own_root():
    assert read({"user": {"id": "U1"}, "view": {"id": "V1", "root_view_id": None}}).view.root_id == "V1"


def test_the_response_url_is_not_printed():
    assert "hooks" not in repr(read({"user_id": "U1", "response_url": "https://hooks.example/1"}))


@pytest.mark.parametrize("body", [{}, {"user": None}, {"user": {"id": 5}}, {"user_id": ""}])
def test_what_names_nobody_cannot_be_read(body):
    with pytest.raises(PayloadUnreadable):
        read(body)


JUNK = st.sampled_from([None, True, 5, "x", [], [5], {}, {"id": 5}, {"values": []}])
PARTS = st.fixed_dictionaries({}, optional=dict.fromkeys(VIEW, JUNK))


@given(PARTS | JUNK, JUNK, JUNK)
def test_nothing_of_another_shape_does_harm(view, channel, text):
    assert read({"user_id": "U1", "view": view, "channel": channel, "text": text}).user_id == "U1"
