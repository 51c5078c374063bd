"""Secrets never reach a log line, wherever they come from."""

import asyncio
import io
import json
import logging
import sys
import warnings

import pytest
import structlog
from structlog.contextvars import bound_contextvars
from structlog.stdlib import get_logger

from bot.config import logging as service_logging
from bot.config.redaction import HIDDEN, Redaction
from tests.tokens import TOKENS

API_KEY = "il1api-very-secret"
INTEGRATION_KEY = "an0ld0integration0key"
PROXY_PASSWORD = "pr@xy-s3cret"

# What a line may hold, and what must not be left of it.
LEAKS = {
    "Slack's bot token": ("xoxb-1234-abcd-EFGH", "1234-abcd-EFGH"),
    "Slack's rotated token": ("xoxe.xoxp-1-Mi0yLTEy", "Mi0yLTEy"),
    "Slack's app token": ("xapp-1-A0123-456-abcdef", "abcdef"),
    "ilert's API key": (f"key {API_KEY}, twice {API_KEY}", API_KEY),
    "an integration key": (f"POST /events: {INTEGRATION_KEY} is unknown", INTEGRATION_KEY),
    "a header": ("Authorization: Bearer eyJhbGciOi.J9", "eyJhbGciOi.J9"),
    "a header in small letters": ("authorization: bearer eyJhbGciOi.J9", "eyJhbGciOi.J9"),
    "a login": ("Proxy-Authorization: Basic Ym90OnNAY3JldA==", "Ym90OnNAY3JldA"),
    "a response_url": ("https://hooks.slack.com/commands/T0/17/AbCdEf", "AbCdEf"),
    "a websocket's ticket": ("wss://wss-primary.slack.com/link/?ticket=1a2b-3c4d&app_id=5e6f", "1a2b-3c4d"),
    "a ticket that is not the first": ("wss://wss-primary.slack.com/link/?app_id=5e6f&ticket=1a2b-3c4d", "1a2b-3c4d"),
    "a proxy's password": (f"cannot reach http://bot:{PROXY_PASSWORD}@proxy:3128", "s3cret"),
    "a proxy's password, unknown to us": ("cannot reach http://bot:an0ther@proxy:3128", "an0ther"),
    "a short password in an address": ("http://bot:abc@proxy:3128", ":abc@"),
    "Slack's payload as JSON": (
        '{"token": "Zq1verification", "response_url":"https://example.com/x"}',
        "Zq1verification",
    ),
    "ilert's payload as Python": ("{'integrationKey': 'il1unknown0key', 'n': 1}", "il1unknown0key"),
    "ilert's API key, unknown to us": ("the key il1api0b8f6d3e5a7c does not work", "0b8f6d3e5a7c"),
    "GitHub's token": ("cloned with ghp_abcdefghij0123456789", "abcdefghij"),
    "a JSON Web Token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJzdWIiOiIxIn0"),
    "a query": ("https://api.ilert.com/x?apiKey=unkn0wn&y=1", "unkn0wn"),
}


@pytest.fixture
def redaction():
    redaction = Redaction()
    redaction.know([API_KEY, PROXY_PASSWORD, ""])
    redaction.learn([INTEGRATION_KEY])
    return redaction


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        (f"key {API_KEY}!", f"key {HIDDEN}!"),
        (f"embedded{API_KEY}embedded", f"embedded{HIDDEN}embedded"),
        ("xoxb-123-abc and xapp-1-A-2", "[hidden] and [hidden]"),
        (
            "wss://wss-primary.slack.com/link/?ticket=1a2b&app_id=3",
            "wss://wss-primary.slack.com/link/?ticket=[hidden]&app_id=3",
        ),
        ("https://hooks.slack.com/commands/T0/1/x", "https://hooks.slack.com/[hidden]"),
        ("http://bot:pass@proxy:3128/", "http://[hidden]@proxy:3128/"),
        ("SLACK_APP_TOKEN: the token lacks the scope", "SLACK_APP_TOKEN: the token lacks the scope"),
        ("at 12:30 to ops@example.com", "at 12:30 to ops@example.com"),
        ("basic knowledge", "basic knowledge"),
        ({"a": ["xoxb-1"], "n": 5, "none": None, "yes": True}, {"a": [HIDDEN], "n": 5, "none": None, "yes": True}),
        ({"xoxb-1": 1}, {HIDDEN: 1}),
        (
            {"token": "Zq1", "password": None, "responseUrl": "x"},
            {"token": HIDDEN, "password": None, "responseUrl": HIDDEN},
        ),
        (("xoxb-1", {"xoxb-2"}), [HIDDEN, [HIDDEN]]),
        (b"xoxb-1", "b'[hidden]'"),
        (ValueError("xoxb-1"), "ValueError('[hidden]')"),
    ],
)
def test_values_of_any_shape_are_cleaned(redaction, value, expected):
    assert redaction(None, "info", {"event": value}) == {"event": expected}


@pytest.mark.parametrize("token", TOKENS)
def test_what_the_policy_takes_for_a_token_is_hidden_wherever_it_stands(redaction, token):
    secret = token[5:]
    for text in (token, f"about {token}.", repr(f"line\n{token}"), f"https://{token}"):
        assert secret not in redaction.hide(text)


def test_what_is_nested_without_end_is_cleaned_too(redaction):
    endless = ["xoxb-1234"]
    endless.append(endless)
    assert "1234" not in json.dumps(redaction(None, "info", {"event": endless}))


def test_of_what_is_learnt_the_newest_counts(redaction):
    assert redaction.hide(f"{INTEGRATION_KEY} a0new0key") == f"{HIDDEN} a0new0key"
    redaction.learn(["a0new0key"])
    assert redaction.hide(f"{INTEGRATION_KEY} a0new0key") == f"{INTEGRATION_KEY} {HIDDEN}"


def test_what_becomes_known_is_hidden_where_it_was_shown_before(redaction):
    assert redaction.hide("hunter2") == "hunter2"
    redaction.know(["hunter2"])
    assert redaction.hide("hunter2") == HIDDEN


@pytest.fixture
def logged():
    """Log as the daemon does, and read the lines back."""
    root = logging.getLogger()
    before = root.handlers, root.level, sys.excepthook
    stream = io.StringIO()
    service_logging.configure("debug", "json", [API_KEY, PROXY_PASSWORD], stream)
    # No logger may keep this for the tests after it.
    structlog.configure(cache_logger_on_first_use=False)
    service_logging.hide([INTEGRATION_KEY])
    yield stream.getvalue
    logging.captureWarnings(capture=False)
    root.handlers, root.level, sys.excepthook = before
    structlog.reset_defaults()


def only_the_daemons_handler():
    """Take pytest's own handlers away, which raise what cannot be written."""
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if isinstance(handler, service_logging._Handler)]


class Careless:
    """Shows what it holds."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"Careless({self.text})"


def raise_from(text):
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"about {text}") from error


def in_a_field(text):
    get_logger("bot.x").info("something", problem=text)


def in_the_event(text):
    get_logger("bot.x").info(text)


def in_nested_fields(text):
    get_logger("bot.x").info("something", found={"list": [{"deep": (text, {text: text})}], "object": Careless(text)})


def in_an_exception_as_a_field(text):
    get_logger("bot.x").info("something", error=ValueError(text))


def in_a_traceback(text):
    try:
        raise_from(text)
    except ValueError:
        get_logger("bot.x").exception("failed")


def in_an_exception_given_by_hand(text):
    get_logger("bot.x").error("failed", exc_info=OSError(5, text))


def in_a_bound_field(text):
    with bound_contextvars(ref=text):
        get_logger("bot.x").info("something")


def in_another_library(name):
    def leak(text):
        logging.getLogger(name).error("it was %s and %r", text, [text], extra={"about": text})

    leak.__name__ = f"in_{name}"
    return leak


def in_another_librarys_traceback(text):
    try:
        raise_from(text)
    except ValueError:
        logging.getLogger("slack_sdk").exception("a call failed")


def in_a_mistaken_line_of_another_library(text):
    logging.getLogger("slack_sdk").warning("%d", text)


def in_a_line_that_cannot_be_written(text):
    class Broken:
        def __repr__(self):
            raise ValueError(text)

    get_logger("bot.x").info("something", it=Broken(), problem=text)


def in_a_warning(text):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(text, stacklevel=1)


def in_a_task_that_nobody_waited_for(text):
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": f"about {text}", "exception": ValueError(text)})

    asyncio.run(main())


def in_what_ends_the_process(text):
    try:
        raise_from(text)
    except ValueError:
        sys.excepthook(*sys.exc_info())


WAYS = [
    in_a_field,
    in_the_event,
    in_nested_fields,
    in_an_exception_as_a_field,
    in_a_traceback,
    in_an_exception_given_by_hand,
    in_a_bound_field,
    *map(in_another_library, ["aiohttp.client", "slack_sdk.web", "slack_bolt.app", "asyncio"]),
    in_another_librarys_traceback,
    in_a_mistaken_line_of_another_library,
    in_a_line_that_cannot_be_written,
    in_a_warning,
    in_a_task_that_nobody_waited_for,
    in_what_ends_the_process,
]


@pytest.mark.parametrize("leak", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("what", LEAKS)
def test_no_secret_comes_out_and_every_event_is_one_line(logged, leak, what):
    text, secret = LEAKS[what]
    only_the_daemons_handler()
    leak(text)
    written = logged()
    assert secret not in written
    (line,) = (json.loads(one) for one in written.splitlines())
    assert line["level"] in ("info", "warning", "error", "critical")
    assert line["event"]


def test_a_traceback_stays_readable(logged):
    in_a_traceback("xoxb-1")
    line = json.loads(logged())
    assert "ValueError: about [hidden]" in line["exception"]
    assert "in raise_from" in line["exception"]


def test_other_libraries_lines_have_the_same_shape(logged):
    logging.getLogger("slack_sdk").warning("token %s", "xoxb-1")
    line = json.loads(logged())
    assert (line["event"], line["logger"], line["level"]) == ("token [hidden]", "slack_sdk", "warning")
