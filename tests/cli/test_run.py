"""`il-alert-bot run`, before it serves."""

import argparse
import sys

import pytest

from bot.cli import run
from bot.cli.exits import CommandFailed


def test_other_threads_give_way_to_the_event_loop_within_a_millisecond(monkeypatch):
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    before = sys.getswitchinterval()
    try:
        with pytest.raises(CommandFailed):
            run.run(argparse.Namespace())
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)
