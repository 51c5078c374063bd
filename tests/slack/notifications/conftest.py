import asyncio

import pytest

from bot.outbox.codec import state_word
from bot.outbox.model import Entry, Event, Notice, State, event_of
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.notifications.reporter import ReporterNotifier
from bot.slack.notifications.reporter_surfaces import ReporterSurfaces
from tests.accounts import policy
from tests.alerts import EVENT
from tests.english import WORDINGS


class Slack:
    """Remembers what was shown where; each way can be made to fail."""

    def __init__(self):
        self.views, self.answers, self.messages = [], [], []
        self.failing = {}

    async def update_view(self, view_id, view, view_hash=None):
        self._fail("view")
        self.views.append((view_id, view))

    async def respond(self, url, message):
        self._fail("answer")
        self.answers.append((url, message))

    async def post_message(self, channel, message):
        self._fail("message")
        self.messages.append((channel, message))

    def _fail(self, way):
        if way in self.failing:
            raise self.failing[way]


@pytest.fixture
def slack():
    return Slack()


@pytest.fixture
def tables():
    """The policy's tables, for a test to change."""
    return {}


@pytest.fixture
def notice():
    """Makes a notice of an outcome, which came so many seconds after the alert was accepted."""

    def make(outcome=None, request=EVENT, *, event=None, seconds=1.0, detail="", entry=None):
        state = State.WAITING if outcome is None else State(state_word(outcome))
        entry = entry or Entry(
            1, request, state, 1_000_000.0, 1_000_000.0, outcome=outcome, settled_at=1_000_000.0 + seconds
        )
        event = event or (Event.SETTLED if outcome is None else event_of(outcome))
        return Notice(1, entry, "somebody", event, detail, 1_000_000.0, tries=0, mistakes=0, fence=1)

    return make


class Sleep:
    """Lasts until a test ends it, by how long it was asked to last."""

    def __init__(self):
        self.asked = []
        self.over = {}

    async def __call__(self, seconds):
        self.asked.append(seconds)
        await self._event(seconds).wait()

    def end(self, seconds):
        self._event(seconds).set()

    def _event(self, seconds):
        return self.over.setdefault(seconds, asyncio.Event())


@pytest.fixture
def response_urls():
    response_urls = ResponseUrls()
    response_urls.remember("V0VIEW00001", "https://hooks.slack.com/commands/1")
    return response_urls


@pytest.fixture
def sleep():
    return Sleep()


@pytest.fixture
async def gone(slack, response_urls, tables, sleep):
    """Somebody whose dialog was opened before the bot was restarted."""
    surfaces = ReporterSurfaces(slack, response_urls, sleep=sleep)
    return ReporterNotifier(surfaces, lambda: policy(**tables), WORDINGS, sleep=sleep)


@pytest.fixture
async def reporter(gone):
    """Somebody who looks at "Sending ..."."""
    gone.expect(EVENT)
    yield gone
    await gone.close()
