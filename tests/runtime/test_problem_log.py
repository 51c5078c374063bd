"""A problem that lasts is told when it begins, when it becomes another, and every hour."""

import logging

from structlog.stdlib import get_logger
from structlog.testing import capture_logs

from bot.runtime.problem_log import REMIND_SECONDS, ProblemLog


def test_what_is_told_and_what_only_at_debug():
    now = [0.0]
    problem_log = ProblemLog(get_logger("bot.x"), "not_reached", clock=lambda: now[0])
    with capture_logs() as lines:
        problem_log.report("no answer", tries=1)
        problem_log.report("no answer", tries=2)
        problem_log.report("refused", level=logging.ERROR)
        problem_log.report("refused", level=logging.ERROR)
        now[0] += REMIND_SECONDS
        problem_log.report("refused", level=logging.ERROR)
        problem_log.report("refused", level=logging.ERROR)
    assert [line["log_level"] for line in lines] == ["warning", "debug", "error", "debug", "error", "debug"]
    assert lines[1] == {"event": "not_reached", "log_level": "debug", "problem": "no answer", "tries": 2}


def test_after_its_end_the_same_problem_is_news_again():
    problem_log = ProblemLog(get_logger("bot.x"), "not_reached")
    with capture_logs() as lines:
        problem_log.report("no answer")
        assert problem_log.clear() is True
        assert problem_log.clear() is False
        problem_log.report("no answer")
    assert [line["log_level"] for line in lines] == ["warning", "warning"]
