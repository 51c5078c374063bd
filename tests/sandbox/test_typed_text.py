"""What people type, as Slack keeps it."""

import pytest

from bot.sandbox.slack.typed_text import mrkdwn, pieces
from bot.sandbox.worlds import small_world


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("*bold* stays", "*bold* stays"),
        ("@alice look", "<@U0ALICE0001> look"),
        ("ask @alice.", "ask <@U0ALICE0001>."),
        ("@nobody and #nowhere", "@nobody and #nowhere"),
        ("mail@alice", "mail@alice"),
        ("in #ops", "in <#C0OPS000001>"),
        ("see https://acme.example/x?a=1&b=2.", "see <https://acme.example/x?a=1&amp;b=2>."),
        ("<@U0ALICE0001>", "&lt;@U0ALICE0001&gt;"),
    ],
)
def test_links_and_mentions_are_found_and_the_rest_is_escaped(typed, kept):
    assert mrkdwn(pieces(small_world().workspace, typed)) == kept
