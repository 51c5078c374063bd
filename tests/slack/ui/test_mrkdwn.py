"""Slack's markup, both ways."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.ui.mrkdwn import cut, escape, link, plain, resolve


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
        ("if x<y and z>w then page", "if x<y and z>w then page"),
        ("if x&lt;y and z&gt;w", "if x<y and z>w"),
        (
            "a <b> c <> d <1> <@> <#x> <!> <@jane> <<@U0JANE00001|jane>>",
            "a <b> c <> d <1> <@> <#x> <!> <@jane> <@jane>",
        ),
        ("vector<int>, List<String>, a <-> b", "vector<int>, List<String>, a <-> b"),
        ("<!subteam^S0OPS000001|@ops> <!subteam^S0OPS000001>", "@ops @subteam^S0OPS000001"),
        ("<mailto:a@b.example|a@b.example> <tel:+49221>", "a@b.example tel:+49221"),
        ("&lt;@U0JANE00001&gt; &nbsp; &copy; &#64;", "<@U0JANE00001> &nbsp; &copy; &#64;"),
        (f"&#{'9' * 5000};", f"&#{'9' * 5000};"),
        ("", ""),
    ],
)
def test_what_people_typed_becomes_plain_text(typed, expected):
    assert plain(typed) == expected


@given(st.text("<>@|x", max_size=200))
def test_no_character_is_looked_at_twice(text):
    read = []
    assert resolve(text, read.append) == text
    assert sum(map(len, read)) <= len(text)
    assert not any(set(inside) & set("<>") for inside in read)


def test_ten_thousand_brackets_are_none_too_many():
    for text in ("<" * 10_000, "<@" * 10_000, "<a|" * 10_000, "<" * 10_000 + ">", "<a:" + "|" * 10_000 + ">"):
        assert len(plain(text)) <= len(text)


def test_a_text_cannot_mention_or_link():
    assert escape("<!channel> & <https://x|y>") == "&lt;!channel&gt; &amp; &lt;https://x|y&gt;"


def test_a_link_cannot_be_broken_out_of():
    assert link("https://x.example/?a|b>c", "Open <it|now>") == "<https://x.example/?a%7Cb%3Ec|Open &lt;it¦now&gt;>"


@given(st.text("&<>amp;lgt xy", max_size=40), st.integers(1, 60))
def test_a_text_is_cut_between_characters(text, limit):
    shown = cut(escape(text), limit)
    assert len(shown) <= limit
    if shown != escape(text):
        assert escape(html.unescape(shown)) == shown
        assert text.startswith(html.unescape(shown.removesuffix("…")))


def test_no_more_is_cut_than_the_character_that_does_not_fit():
    assert cut("R&amp;D", 7) == "R&amp;D"
    assert cut("R&amp;D and more", 8) == "R&amp;D…"
    assert cut("R&amp;D and more", 6) == "R…"
