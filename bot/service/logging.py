"""Logging: one event per line, as JSON for machines or coloured for people, secrets hidden."""

import logging
import sys
from collections.abc import Iterable
from typing import Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.service.redaction import Redaction


def configure(level: str, form: Literal["auto", "json", "console"], secrets: Iterable[str]) -> None:
    """Set logging up for the whole process. `auto` means console on a terminal and JSON elsewhere."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Tracebacks become text before the redaction, so that it sees them.
                structlog.processors.format_exc_info,
                Redaction(secrets),
                _what_matters_first,
                _renderer(console=console),
            ],
        )
    )
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells of every change in the directory
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def silence() -> None:
    """Log nothing, for commands that print what there is to say."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _what_matters_first(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Order a line for people who read it: when, how bad, what; then the rest."""
    del logger, method
    first = [key for key in ("timestamp", "level", "event", "ref") if key in event]
    return {key: event[key] for key in (*first, *(key for key in event if key not in first))}


def _renderer(*, console: bool) -> Processor:
    if console:
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)
