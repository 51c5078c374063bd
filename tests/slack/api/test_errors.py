"""Slack's error words and what they mean."""

import pytest

from bot.slack.api.errors import (
    CannotPost,
    MissingScope,
    SlackRateLimited,
    SlackRefused,
    SlackUnreachable,
    TokenRejected,
    TriggerExpired,
    ViewGone,
    failure,
)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("internal_error", SlackUnreachable),
        ("invalid_auth", TokenRejected),
        ("token_revoked", TokenRejected),
        ("account_inactive", TokenRejected),
        ("expired_trigger_id", TriggerExpired),
        ("trigger_expired", TriggerExpired),
        ("exchanged_trigger_id", TriggerExpired),
        ("not_found", ViewGone),
        ("hash_conflict", ViewGone),
        ("not_in_channel", CannotPost),
        ("is_archived", CannotPost),
        ("something_new", SlackRefused),
    ],
)
def test_each_word_has_its_error(error, kind):
    found = failure("views.open", {"ok": False, "error": error}, {})
    assert type(found) is kind
    assert str(found) == f"views.open: {error}"


def test_a_missing_scope_is_named():
    answer = {"error": "missing_scope", "needed": "users:read", "provided": "commands"}
    found = failure("users.info", answer, {})
    assert isinstance(found, MissingScope)
    assert found.needed == "users:read"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("", None), ("soon", None), ("٣", None)])
def test_a_rate_limit_says_how_long(header, seconds):
    found = failure("views.open", {"error": "ratelimited"}, {"Retry-After": header})
    assert isinstance(found, SlackRateLimited)
    assert found.retry_after == seconds


def test_what_slack_says_about_a_view_is_kept():
    messages = {"messages": ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]}
    found = failure("views.open", {"error": "invalid_arguments", "response_metadata": messages}, {})
    assert "json-pointer:/view/title/text" in str(found)


@pytest.mark.parametrize("answer", [{}, {"error": None}, {"error": "x", "response_metadata": "text"}])
def test_an_odd_answer_is_still_an_error(answer):
    assert isinstance(failure("m", answer, {}), SlackRefused)
