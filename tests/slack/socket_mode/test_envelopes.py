"""What an envelope brings is named by one of few words."""

import pytest

from bot.slack.socket_mode.envelopes import KINDS, kind_of


@pytest.mark.parametrize(
    ("envelope", "kind"),
    [
        ({"type": "slash_commands"}, "slash_commands"),
        ({"type": "events_api"}, "events_api"),
        ({"type": "interactive", "payload": {"type": "view_submission"}}, "view_submission"),
        ({"type": "interactive", "payload": {"type": "block_suggestion"}}, "block_suggestion"),
        ({"type": "interactive", "payload": {"type": "something_new"}}, "other"),
        ({"type": "interactive", "payload": {"type": ["view_submission"]}}, "other"),
        ({"type": "interactive", "payload": None}, "other"),
        ({"type": "view_submission"}, "other"),
        ({"type": {}}, "other"),
        ({}, "other"),
    ],
)
def test_kinds(envelope, kind):
    assert kind_of(envelope) == kind
    assert kind in KINDS
