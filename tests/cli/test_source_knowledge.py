"""What the commands say of a source by what the running bot has seen of it."""

import sqlite3

import pytest

from bot.cli.source_knowledge import known_sources, read_knowledge
from bot.config.settings import LocalSettings
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from tests.accounts import ACCOUNT, SLACK_ALERTS, policy


@pytest.fixture
async def state_dir(tmp_path):
    outbox = open_outbox(sqlite_url(tmp_path))
    await outbox.open()
    await outbox.close()
    return tmp_path


def saw(state_dir, *, takes_events):
    with sqlite3.connect(state_dir / NAME) as database:
        database.execute(
            "INSERT INTO source_knowledge (source, takes_events, since) VALUES (?, ?, ?)",
            (SLACK_ALERTS, takes_events, 1_790_000_000.0),
        )


def settings(state_dir):
    return LocalSettings(IL_ALERT_STATE_DIR=state_dir)


def said(state_dir):
    return list(known_sources(policy().config, ACCOUNT, read_knowledge(settings(state_dir))))


@pytest.mark.parametrize(
    ("takes_events", "words"),
    [(True, "makes alerts of events, known since 2026-"), (False, "makes no alerts of events; manual ones are raised")],
)
def test_what_was_seen_of_a_source_is_said_with_its_name(state_dir, takes_events, words):
    saw(state_dir, takes_events=takes_events)
    (sentence,) = said(state_dir)
    assert sentence.startswith(f"Alert source Slack Alerts ({SLACK_ALERTS}) {words}")


def test_without_an_outbox_nothing_was_seen(tmp_path):
    assert said(tmp_path) == []
    assert not (tmp_path / NAME).exists()
    assert read_knowledge(settings(None)) == {}


def test_an_outbox_that_cannot_be_read_says_nothing(tmp_path):
    (tmp_path / NAME).write_bytes(b"no database at all")
    assert read_knowledge(settings(tmp_path)) == {}
