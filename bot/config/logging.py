"""Logging: one event per line, as JSON for machines or coloured for people, secrets hidden."""

import json
import logging
import sys
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from functools import partial
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter, get_logger
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.config import journal
from bot.config.redaction import Redaction

log = get_logger(__name__)

Form = Literal["auto", "json", "console"]

_FIRST = ("timestamp", "level", "event", "ref")
# Libraries that log more than an operator needs, and the lowest level that passes.
_QUIET = {"asyncio": logging.INFO}


# With its arguments given to it once: `json.dumps` would make an encoder for each line.
_encode = json.JSONEncoder(ensure_ascii=False).encode

# Logging is one for the whole process, and so is what it hides.
_redaction = Redaction()


def configure(level: str, form: Form, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Set logging up for the whole process. `auto` means console on a terminal and JSON elsewhere.

    Lines go to standard error where no stream is given.

    In systemd's journal, lines begin with their priority and have no time of their own.
    """
    stream = sys.stderr if stream is None else stream
    console = form == "console" or (form == "auto" and stream.isatty())
    journaled = journal.writes_to_journal()
    begun: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
    ]
    line = _Line(console=console, colours=stream.isatty(), journaled=journaled)
    handler = _Handler(stream)
    _redaction.know(secrets)
    # Our own lines do not go through the standard library's records, which take a third of a line's time.
    structlog.configure(
        processors=[*begun, line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=partial(_Writer, handler),
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*begun, structlog.stdlib.ExtraAdder()],
            processors=[ProcessorFormatter.remove_processors_meta, line.make],
        )
    )
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(lowest)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    sys.excepthook = _on_crash


def hide(words: Iterable[str]) -> None:
    """Hide these secrets from now on, besides those of `configure`, in place of those given here before."""
    _redaction.learn(words)


def silence() -> None:
    """Log nothing, for commands that print what there is to say."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


class _Handler(logging.StreamHandler[Any]):
    """Writes lines. One that cannot be made is told by its logger alone: what it holds has not been cleaned."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Tell that a line was lost, unless nothing can be written at all."""
        if not isinstance(sys.exc_info()[1], OSError):
            log.error("log_line_unwritable", of=record.name, problem=repr(sys.exc_info()[0]))

    def write(self, line: str) -> None:
        """Write a line, unless nothing can be written at all, as where the stream is closed."""
        with self.lock or nullcontext(), suppress(OSError, ValueError):
            self.stream.write(line + self.terminator)
            self.flush()


class _Writer:
    """Takes our own lines, of one logger."""

    def __init__(self, handler: _Handler, name: str = "") -> None:
        self.name = name
        self.debug = self.info = self.warning = self.error = self.critical = handler.write


class _Line:
    """Writes an event as one line."""

    def __init__(self, *, console: bool, colours: bool, journaled: bool) -> None:
        self._journaled = journaled
        self._render: Processor = _json
        if console:
            self._render = structlog.dev.ConsoleRenderer(colors=colours)
        self._stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> str:
        """Make a line of our own; where that fails, one that says so. Whoever logs does not fail of it."""
        try:
            return self.make(logger, method, event)
        except Exception as error:  # noqa: BLE001 - an object that cannot be shown raises what it likes
            lost = {"level": "error", "event": "log_line_unwritable", "logger": __name__, "of": logger.name}
            return self.make(logger, "error", {**lost, "problem": repr(type(error))})

    def make(self, logger: WrappedLogger, method: str, event: EventDict) -> str:
        """Make a line. Tracebacks become text before the redaction, so that it sees them."""
        event = structlog.processors.format_exc_info(logger, method, event)
        event = _redaction(logger, method, event)
        if not self._journaled:
            # Not sooner: of all that a line holds, its time is what no other line shares, and what holds no secret.
            event = self._stamp(logger, method, event)
        event = _what_matters_first(event)
        level = str(event.get("level", ""))
        line = str(self._render(logger, method, event))
        return journal.entry(level, line) if self._journaled else line


def _json(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """Write a line as JSON. The redaction has left nothing in it but what JSON has."""
    del logger, method
    return _encode(event)


def _what_matters_first(event: EventDict) -> EventDict:
    """Order a line for people who read it: when, how bad, what; then the rest."""
    return {**{key: event[key] for key in _FIRST if key in event}, **event}


def _on_crash(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Log what ends the process, so that it is one line too and holds no secret."""
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    log.critical("crashed", exc_info=(kind, error, traceback))
