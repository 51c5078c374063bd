"""Slack's markup, both ways."""

import pytest

from bot.slack.ui.mrkdwn import escape, link, plain


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("the checkout is down", "the checkout is down"),
        ("  a &amp; b &lt;c&gt; ", "a & b <c>"),
        ("<@U0JANE00001|jane.doe> says no", "@jane.doe says no"),
        ("<@U0JANE00001> says no", "@U0JANE00001 says no"),
        ("see <#C0OPS000001|ops>", "see #ops"),
        ("see <https://db1.acme.example>", "see https://db1.acme.example"),
        ("on <https://db1.acme.example|db1.acme.example>", "on db1.acme.example"),
        ("<https://evil.example|https://good.example>", "https://evil.example"),
        ("<!here> help", "@here help"),
        ("&amp;lt;", "&lt;"),
        ("", ""),
    ],
)
def test_what_people_typed_becomes_plain_text(typed, expected):
    assert plain(typed) == expected


def test_a_text_cannot_mention_or_link():
    assert escape("<!channel> & <https://x|y>") == "&lt;!channel&gt; &amp; &lt;https://x|y&gt;"


def test_a_link_cannot_be_broken_out_of():
    assert link("https://x.example/?a|b>c", "Open <it|now>") == "<https://x.example/?a%7Cb%3Ec|Open &lt;it¦now&gt;>"
