"""What the log looks like in systemd's journal, and elsewhere."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from structlog.stdlib import get_logger
from bot.config.logging import configure
configure("debug", sys.argv[1], [])
log = get_logger("bot.x")
log.debug("a"), log.info("b"), log.warning("c"), log.error("d"), log.critical("e")
try:
    raise ValueError("of two\\nlines")
except ValueError:
    log.exception("failed")
raise KeyError("the end")
"""
PRIORITIES = ["<7>", "<6>", "<4>", "<3>", "<2>", "<3>", "<2>"]


def written(form, *, journaled):
    """Run the program with its standard error on a pipe, which is the journal or is not."""
    reading, writing = os.pipe()
    status = os.fstat(writing)
    stream = f"{status.st_dev}:{status.st_ino if journaled else status.st_ino + 1}"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, form], stderr=writing, env={**os.environ, "JOURNAL_STREAM": stream}
    )
    os.close(writing)
    with os.fdopen(reading) as lines:
        text = lines.read()
    assert process.wait() == 1
    return text.splitlines()


@pytest.mark.parametrize("form", ["auto", "json"])
def test_in_the_journal_each_event_is_one_line_with_its_priority_and_no_time(form):
    lines = written(form, journaled=True)
    assert [line[:3] for line in lines] == PRIORITIES
    events = [json.loads(line[3:]) for line in lines]
    assert [event["event"] for event in events] == ["a", "b", "c", "d", "e", "failed", "crashed"]
    assert "timestamp" not in events[0]
    assert "ValueError: of two\nlines" in events[5]["exception"]
    assert "KeyError: 'the end'" in events[6]["exception"]


def test_in_the_journal_lines_for_people_have_no_breaks_either():
    lines = written("console", journaled=True)
    assert [line[:3] for line in lines] == PRIORITIES
    assert "ValueError: of two\\nlines" in lines[5]


def test_elsewhere_lines_have_their_time_and_no_priority():
    lines = [json.loads(line) for line in written("auto", journaled=False)]
    assert len(lines) == 7
    assert all(line["timestamp"].endswith("Z") for line in lines)
