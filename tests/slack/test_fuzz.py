"""Payloads of every kind, mutated, through the real dispatcher and app: whatever comes is acknowledged.

Nothing that comes may leave a traceback, alert anybody who was not chosen, or remain without an acknowledgement.
FUZZ_CASES says how many are tried; they are the same ones each time.
"""

import asyncio
import copy
import json
import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.slack.api.errors import PersonHidden
from bot.slack.app import App
from bot.slack.features.all import FEATURES
from bot.slack.socket_mode.dispatcher import EnvelopeHandlers
from bot.slack.socket_mode.frames import read_frame
from bot.slack.socket_mode.timing import Limits
from tests.slack.fake_slack import FakeSlack, Outbox, context
from tests.slack.slack_payloads import APP, CHOSEN, EVERY_KIND, SAM

CASES = int(os.environ.get("FUZZ_CASES", "300"))
DRAIN_SECONDS = 5.0


class Slack(FakeSlack):
    """Shows nobody but Sam."""

    async def user(self, user_id):
        if user_id != SAM:
            raise PersonHidden("users.info", "user_not_found")
        return await super().user(user_id)

    async def auth_test(self):
        return None


class Connection:
    """Takes every acknowledgement."""

    def __init__(self):
        self.sent = []

    async def send(self, answer):
        self.sent.append(answer)
        return True


async def happened(envelope):
    """Let the bot handle an envelope. Returns what was sent, what was accepted, and what was logged."""
    connection, outbox = Connection(), Outbox()
    bot = context(Slack(), accept=outbox.accept)
    app = App(FEATURES, bot, lambda: APP)
    handlers = EnvelopeHandlers(app.dispatch, lambda *_: None, None, Limits())
    with capture_logs() as lines:
        handlers.take(connection, envelope)
        await handlers.drain(DRAIN_SECONDS)
        await bot.tasks.drain(DRAIN_SECONDS)
    return connection.sent, outbox.kept, lines


def check(kind, payload):
    """Hold that an envelope is acknowledged once, leaves no traceback, and pages only as it says."""
    envelope = {"envelope_id": "e1", "type": kind, "payload": payload, "accepts_response_payload": True}
    read = over_the_wire(envelope)
    sent, kept, lines = asyncio.run(happened(read))
    payload = read["payload"]
    assert [answer["envelope_id"] for answer in sent] == ["e1"]
    assert [line for line in lines if "exc_info" in line] == []
    for request in kept:
        assert (payload["type"], payload["user"]["id"]) == ("view_submission", SAM)
        assert CHOSEN in str(payload["view"]["state"])
        assert request.person.id == SAM
        assert request.summary.strip()
        assert request.summary.encode()


RAW = {
    "@deep": "[" * 3000 + "]" * 3000,
    "@deeper": '{"x":' * 30_000 + "1" + "}" * 30_000,
    "@rather deep": "[" * 900 + "]" * 900,
    "@digits": "9" * 5000,
}
"""What no Python value can be dumped to, by the text that stands for it."""


def over_the_wire(envelope):
    """Return an envelope as the bot reads it from its socket."""
    text = json.dumps(envelope)
    for mark, raw in RAW.items():
        text = text.replace(json.dumps(mark), raw)
    return read_frame(text)


JUNK = st.one_of(
    st.sampled_from([None, True, 0, -1, 1.5, "", [], {}, [None], {"id": None}, [[]], {"x": {"y": 1}}]),
    st.sampled_from(["\ud83d", "\x00", "\u200b", "<" * 300, "U0OTHER0001", "T0OTHER0001", "9" * 5000, "x" * 4000]),
    st.sampled_from([10**30, "view_submission", "block_actions", "event_callback", "im", "alert_channel", "own"]),
    st.sampled_from([{"id": "U0SAM000001"}, {"selected_option": 5}, {"value": CHOSEN}, {"type": 5, "text": 7}]),
    st.sampled_from(sorted(RAW)),
    st.text(max_size=8),
)


def places(table, path=()):
    """List the paths to everything in a payload."""
    entries = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


@st.composite
def envelopes(draw):
    """Draw a payload that is as Slack sends it but in one to three places."""
    kind, original = draw(st.sampled_from(EVERY_KIND))
    payload = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(payload)) or [("type",)]))
        table = payload
        for key in path[:-1]:
            table = table[key]
        if draw(st.booleans()) and isinstance(table, dict):
            table.pop(path[-1], None)
        else:
            table[path[-1]] = copy.deepcopy(draw(JUNK))
    return kind, payload


def changed(number, **inner):
    """Return a payload of every kind's list with some of its fields changed."""
    kind, payload = EVERY_KIND[number]
    return kind, {**payload, **inner}


SUBMISSION, USER_CHANGE, TOKENS_REVOKED = 3, 17, 18


@pytest.mark.parametrize(
    "envelope",
    [
        changed(SUBMISSION, view={"callback_id": "alert_channel"}),
        changed(SUBMISSION, view={**EVERY_KIND[SUBMISSION][1]["view"], "id": None}),
        changed(SUBMISSION, view={**EVERY_KIND[SUBMISSION][1]["view"], "private_metadata": "[" * 3000}),
        changed(SUBMISSION, view={**EVERY_KIND[SUBMISSION][1]["view"], "title": []}),
        changed(SUBMISSION, view={**EVERY_KIND[SUBMISSION][1]["view"], "blocks": {"x": 5}}),
        changed(SUBMISSION, team="x" * 10, enterprise=[5], channel=7, container=None, response_urls=5),
        changed(SUBMISSION, user=5),
        changed(SUBMISSION, type="workflow_step_edit"),
        changed(SUBMISSION, team="@deep", response_urls="@digits"),
        changed(USER_CHANGE, event={"type": "user_change", "user": "\ud83d"}),
        changed(USER_CHANGE, event={"type": "user_change", "user": {"id": []}}),
        changed(TOKENS_REVOKED, event={"type": "tokens_revoked", "tokens": [5]}),
        changed(TOKENS_REVOKED, event=5),
    ],
)
def test_what_once_broke_something(envelope):
    check(*envelope)


@seed(14)
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(envelopes())
def test_whatever_comes_is_acknowledged_and_nothing_breaks(envelope):
    check(*envelope)


def test_what_slack_really_sends_is_acknowledged_and_nothing_breaks():
    for kind, payload in EVERY_KIND:
        check(kind, copy.deepcopy(payload))


def test_a_payload_that_is_none_at_all_is_acknowledged():
    for payload in (None, 5, "x", [], [{}], {}, *RAW):
        for kind in ("slash_commands", "interactive", "events_api", "of_next_year", 5, None, []):
            check(kind, payload)
