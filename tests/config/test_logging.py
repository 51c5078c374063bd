"""Whoever logs does not fail of it."""

import io
import json
import logging
import sys

import pytest
import structlog
from structlog.stdlib import get_logger

from bot.config import logging as service_logging


class Full(io.StringIO):
    """A disk without room."""

    def write(self, text):
        raise OSError(28, "No space left on device")


@pytest.fixture
def log_to():
    root = logging.getLogger()
    before = root.handlers, root.level, sys.excepthook

    def log_to(stream, level="info"):
        service_logging.configure(level, "json", [], stream)
        # No logger may keep this for the tests after it.
        structlog.configure(cache_logger_on_first_use=False)
        return get_logger("bot.x")

    yield log_to
    logging.captureWarnings(capture=False)
    root.handlers, root.level, sys.excepthook = before
    structlog.reset_defaults()


def test_where_nothing_can_be_written_the_work_goes_on(log_to):
    log_to(Full()).error("something")
    closed = io.StringIO()
    log = log_to(closed)
    closed.close()
    log.error("something")


def test_a_line_that_cannot_be_made_is_told_by_its_logger(log_to):
    class Broken:
        def __repr__(self):
            raise KeyError

    stream = io.StringIO()
    log_to(stream).info("something", it=Broken())
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["of"]) == ("log_line_unwritable", "error", "bot.x")
    assert "timestamp" in line


@pytest.mark.parametrize(("level", "written"), [("debug", 3), ("info", 2), ("warning", 1), ("error", 0)])
def test_only_lines_of_the_level_and_above_are_written(log_to, level, written):
    stream = io.StringIO()
    log = log_to(stream, level)
    for write in (log.debug, log.info, log.warning):
        write("something")
    assert len(stream.getvalue().splitlines()) == written
