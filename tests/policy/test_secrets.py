import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.secrets import find_token, redact
from tests.tokens import TOKENS

OPAQUE = "4f1c9d7e2b8a4f1c9d7e2b8a4f1c9d7e"

ORDINARY = [
    "#ops",
    "C024BE91L",
    "Urgent? Call the NOC: +49 221 0000",
    "https://wiki.example.com/runbooks/123e4567-e89b-12d3-a456-426614174000",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "00000000000000000000000000000000000000",
    "xoxb-",
    "pixoxb-abcdefgh",
]


@pytest.mark.parametrize("token", [*TOKENS, OPAQUE])
def test_recognises_a_token_within_a_text(token: str):
    assert find_token(f"use {token}.") is not None


@pytest.mark.parametrize("token", [*TOKENS, OPAQUE])
def test_shows_only_the_beginning_of_a_token(token: str):
    assert redact(f"use {token}")[: len("use ") + 6] == f"use {token[:5]}*"


@pytest.mark.parametrize("text", ORDINARY)
def test_takes_no_ordinary_text_for_a_token(text: str):
    assert find_token(text) is None
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('slack_bot_token = "abc"', "slack_bot_token = *****"),
        ("  API-KEY=abc", "  API-KEY=***"),
        ('"my password" = "abc"', '"my password" = *****'),
    ],
)
def test_hides_whatever_is_named_a_secret(text: str, shown: str):
    assert redact(text) == shown


@given(st.text())
def test_hiding_keeps_the_length_so_that_columns_stay_right(text: str):
    assert len(redact(text)) == len(text)
