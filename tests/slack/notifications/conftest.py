import pytest

from bot.outbox.codec import state_word
from bot.outbox.model import Entry, Event, Notice, State, event_of
from tests.alerts import EVENT


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
