"""A Slack that remembers what it was told to show, and the things that people do in it, for tests of features.

A test of a feature makes a `FakeSlack`, lets somebody do something (`typed`, `clicked`, `submitted`), hands that to the
feature's handler together with a `context`, and looks at what Slack was told.
"""

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.acting import Done
from bot.directory.confirmation import Confirmation
from bot.directory.on_call import OnCalls
from bot.directory.open_alerts import PolicyAlerts
from bot.domain.decision_cache import CachedDecider
from bot.metrics.registry import Metrics
from bot.outbox.model import PagedNow
from bot.outbox.store import Accepted
from bot.runtime.deadline import Deadline
from bot.runtime.tasks import Tasks
from bot.slack.api.client import Installation
from bot.slack.api.errors import PersonHidden
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.context import Context
from bot.slack.feature import manual_of
from bot.slack.features.all import FEATURES
from bot.slack.interaction import begin
from bot.slack.workspace.channels import Channels
from bot.slack.workspace.mentions import Mentions
from bot.slack.workspace.open_alerts import OpenAlerts
from bot.slack.workspace.people import EMAIL_SCOPE, People
from bot.slack.workspace.presence import Presence
from bot.slack.workspace.visitors import Visitors
from tests.accounts import ACCOUNT, DEMO, policy
from tests.english import WORDINGS

HOME = Installation("T0ACME00001", None, "U0BOT", "B0BOT", "https://acme.slack.com/")


class FakeSlack:
    """Plays the Web API for one person: somebody with this e-mail address. Methods named in `failing` raise."""

    def __init__(self, email="sam@acme.example"):
        self.email = email
        self.client = AsyncWebClient(token="xoxb-test")
        self.failing = {}
        self.replies = []
        self.opened = []
        self.updated = []
        self.posted = []
        self.published = []
        self.channels = {}
        self.permalinks = {}
        self.by_email = {}

    async def user(self, user_id):
        self._fail("user")
        profile = {"email": self.email, "team": HOME.team_id}
        return {"id": user_id, "team_id": HOME.team_id, "real_name": "Sam", "profile": profile}, {EMAIL_SCOPE}

    async def channel(self, channel_id):
        self._fail("channel")
        return {"id": channel_id, "name": "demo"}

    async def channels_of(self, user_id):
        self._fail("channels_of")
        return self.channels

    async def user_by_email(self, email):
        self._fail("user_by_email")
        if email not in self.by_email:
            raise PersonHidden("users.lookupByEmail", "users_not_found")
        return {"id": self.by_email[email]}

    async def permalink(self, channel_id, message_ts):
        self._fail("permalink")
        return self.permalinks[channel_id, message_ts]

    async def respond(self, response_url, message):
        self._fail("respond")
        self.replies.append(message)

    async def open_view(self, trigger_id, view):
        self._fail("open_view")
        self.opened.append(view)
        return "V0VIEW00001"

    async def publish_view(self, user_id, view):
        self._fail("publish_view")
        self.published.append((user_id, view))

    async def update_view(self, view_id, view, view_hash=None):
        self._fail("update_view")
        self.updated.append(view)

    async def post_message(self, channel, message):
        self._fail("post_message")
        self.posted.append((channel, message))

    def _fail(self, method):
        if method in self.failing:
            raise self.failing[method]


class Accounts:
    """Asks nobody: in the account is who was read. Remembers what it should have asked."""

    def __init__(self, confirmation=None):
        self.confirmation = confirmation or Confirmation()
        self.prefetched = []
        self.confirmed = []

    async def find(self, email, *, within):
        return False

    async def prefetch(self, known, source_id=None):
        self.prefetched.append((known, source_id))

    async def confirm(self, known, source_id, *, within):
        self.confirmed.append((known, source_id))
        return self.confirmation


class NothingOpen:
    """An ilert without open alerts."""

    async def open_alerts(self, policies):
        return []


class NobodyOnCall:
    """An ilert whose schedules are all empty."""

    async def on_calls(self, *, policies, until):
        return []


class Outbox:
    """Keeps what is accepted; `failing` is raised instead."""

    def __init__(self, failing=None):
        self.failing = failing
        self.kept = []

    async def accept(self, request, within):
        if self.failing is not None:
            raise self.failing
        self.kept.append(request)
        return Accepted(request, "waiting", None, new=True)


class Alerts:
    """The alerts that were accepted, and what becomes of a press of Page now; `failing` is raised instead."""

    def __init__(self, *entries, result=None, failing=None):
        self.entries = {entry.key: entry for entry in entries}
        self.result = result or PagedNow()
        self.failing = failing
        self.paged = []
        self.reported = []

    async def find(self, name):
        return self.entries.get(name)

    async def reported_by(self, person_id, limit):
        if self.failing is not None:
            raise self.failing
        return self.reported[:limit]

    async def live(self):
        return []

    async def page_now(self, key, by):
        if self.failing is not None:
            raise self.failing
        self.paged.append((key, by))
        return self.result


class ActingInIlert:
    """Acts on the alerts that it is given, with this result; `suggestions` are whom ilert suggests."""

    def __init__(self, *alerts, result=None, suggestions=(), failing=None):
        self.alerts = {alert.entry.key: alert for alert in alerts}
        self.result = result or Done()
        self.suggestions = suggestions
        self.failing = failing
        self.acted = []

    async def find(self, key):
        return self.alerts.get(key)

    async def suggested(self, alert, language):
        if self.failing is not None:
            raise self.failing
        return self.suggestions

    async def act(self, alert, action, actor, assignee=None, comment=""):
        if self.failing is not None:
            raise self.failing
        self.acted.append((action.kind, actor, assignee, comment))
        return self.result


class CardPlaces:
    """Remembers where cards were found."""

    def __init__(self):
        self.adopted = []

    async def adopt_card(self, alert, channel, ts):
        self.adopted.append((alert.entry.key, channel, ts))


def context(slack, current=None, **parts):
    """Put a feature's context together around a fake Slack. Any part can be replaced by its name."""
    current = policy() if current is None else current
    decisions = CachedDecider(lambda: current, lambda: ACCOUNT)
    usual = {
        "slack": slack,
        "installation": HOME,
        "manual": manual_of(FEATURES, "/il-alert"),
        "people": People(slack, HOME),
        "wordings": WORDINGS,
        "channels": Channels(slack),
        "response_urls": ResponseUrls(),
        "tasks": Tasks(),
        "policy": lambda: current,
        "directory": lambda: ACCOUNT,
        "decisions": decisions,
        "accounts": Accounts(),
        "on_calls": OnCalls(NobodyOnCall()),
        "policy_alerts": PolicyAlerts(NothingOpen()),
        "mentions": Mentions(slack),
        "presence": Presence(),
        "open_alerts": OpenAlerts(),
        "visitors": Visitors(),
        "ilert_page": "https://acme.ilert.com/{}".format,
        "metrics": Metrics(),
        "accept": Outbox().accept,
        "alerts": Alerts(),
        "acting": ActingInIlert(),
        "cards": CardPlaces(),
    }
    return Context(**{**usual, **parts})


def command_body(text="", channel=DEMO):
    """What Slack sends for a command typed in #demo (Slack docs, Slash commands)."""
    return {
        "user_id": "U0SAM000001",
        "channel_id": channel,
        "channel_name": "demo" if channel == DEMO else "ops",
        "text": text,
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.com/commands/1",
    }


def view_body(view, state=None, **more):
    """What Slack sends for something done in a dialog (Slack docs, Interaction payloads)."""
    opened = {"id": "V0VIEW00001", "root_view_id": "V0VIEW00001", "hash": "1.a", "state": {"values": state or {}}}
    return {"user": {"id": "U0SAM000001"}, "view": {**view, **opened}, **more}


def typed(slack, text="", channel=DEMO):
    """Somebody types a command."""
    return begin(slack, command_body(text, channel), Deadline.after(3.0))


def clicked(slack, view, state=None, deadline=None, **more):
    """Somebody clicks, or searches a menu, in a dialog."""
    return begin(slack, view_body(view, state, **more), deadline or Deadline.after(3.0))


def submitted(slack, view, deadline=None, **chosen):
    """Somebody presses Submit; `chosen` are values by block id, options by their values."""
    return clicked(slack, view, {name: {name: _entry(name, value)} for name, value in chosen.items()}, deadline)


def _entry(name, value):
    return {"value": value} if name in ("summary", "details") else {"selected_option": {"value": value}}


def shown(surface):
    """All words of a dialog or message."""
    return str(surface["blocks"])
