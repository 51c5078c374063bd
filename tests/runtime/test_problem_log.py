"""A problem that lasts is told when it begins, when it becomes another, and every hour."""

import logging

from structlog.stdlib import get_logger
from structlog.testing import capture_logs

from bot.runtime.problem_log import REMIND_SECONDS, Complaint


def test_what_is_told_and_what_only_at_debug():
    now = [0.0]
    complaint = Complaint(get_logger("bot.x"), "not_reached", clock=lambda: now[0])
    with capture_logs() as lines:
        complaint.tell("no answer", tries=1)
        complaint.tell("no answer", tries=2)
        complaint.tell("refused", level=logging.ERROR)
        complaint.tell("refused", level=logging.ERROR)
        now[0] += REMIND_SECONDS
        complaint.tell("refused", level=logging.ERROR)
        complaint.tell("refused", level=logging.ERROR)
    assert [line["log_level"] for line in lines] == ["warning", "debug", "error", "debug", "error", "debug"]
    assert lines[1] == {"event": "not_reached", "log_level": "debug", "problem": "no answer", "tries": 2}


def test_after_its_end_the_same_problem_is_news_again():
    complaint = Complaint(get_logger("bot.x"), "not_reached")
    with capture_logs() as lines:
        complaint.tell("no answer")
        assert complaint.over() is True
        assert complaint.over() is False
        complaint.tell("no answer")
    assert [line["log_level"] for line in lines] == ["warning", "warning"]
