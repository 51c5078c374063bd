"""What every feature works with: who is who, what is allowed, and where things go."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.delivery.acting import Acting
from bot.directory.lookup import UserLookup
from bot.directory.on_call import OnCalls
from bot.directory.open_alerts import PolicyAlerts
from bot.domain.account import Directory
from bot.domain.alerts import AlertRequest
from bot.domain.decision_cache import CachedDecider
from bot.metrics.registry import Metrics
from bot.outbox.live_store import Cards
from bot.outbox.model import Entry, LiveAlert, PageNow, Reported, UnreadableEntry
from bot.outbox.store import Accepted
from bot.policy.active import ActivePolicy
from bot.runtime.tasks import Tasks
from bot.slack.api.client import Installation, SlackApi
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.ui.commands import Manual
from bot.slack.workspace.channels import Channels
from bot.slack.workspace.mentions import Mentions
from bot.slack.workspace.open_alerts import OpenAlerts
from bot.slack.workspace.people import People
from bot.slack.workspace.presence import Presence
from bot.slack.workspace.visitors import Visitors
from bot.wording.wording import Wordings


class Alerts(Protocol):
    """The alerts that were accepted. Every method raises `StorageUnavailable`."""

    async def find(self, name: str) -> Entry | UnreadableEntry | None:
        """Find an alert by its key, or the newest by its reference."""
        ...

    async def reported_by(self, person_id: str, limit: int) -> Sequence[Reported]:
        """List somebody's own alerts, the newest first."""
        ...

    async def live(self) -> Sequence[LiveAlert]:
        """List the alerts that are followed in ilert, the oldest first."""
        ...

    async def page_now(self, key: str, person_id: str) -> PageNow:
        """Have an alert's target paged by a manual alert, only once, whoever asks for it."""
        ...


@dataclass(frozen=True)
class Context:
    """The bot's parts as the features see them.

    `policy` and `directory` return the newest at each call; a handler asks once and goes by that.
    `accounts` asks ilert itself about single people, `on_calls` who is on call, and `policy_alerts` what is open.
    `ilert_page` writes the address of
    a page in ilert's web application, empty where that is not known. `presence`, `open_alerts` and `visitors` are
    memory.
    `accept` keeps a decided alert within so many seconds: when it returns, a crash does not lose it. It raises
    `StorageUnavailable` and `AcceptanceUnknown`.
    `alerts` are those that were accepted before; `acting` does in ilert what people ask of them, and `cards` are the
    messages that show how they stand. `manual` is that of all features.
    """

    slack: SlackApi
    installation: Installation
    manual: Manual
    people: People
    wordings: Wordings
    channels: Channels
    response_urls: ResponseUrls
    tasks: Tasks
    policy: Callable[[], ActivePolicy]
    directory: Callable[[], Directory | None]
    decisions: CachedDecider
    accounts: UserLookup
    on_calls: OnCalls
    policy_alerts: PolicyAlerts
    mentions: Mentions
    presence: Presence
    open_alerts: OpenAlerts
    visitors: Visitors
    ilert_page: Callable[[str], str]
    metrics: Metrics
    accept: Callable[[AlertRequest, float], Awaitable[Accepted]]
    alerts: Alerts
    acting: Acting
    cards: Cards
