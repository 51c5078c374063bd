"""What every behaviour works with: who is who, what is allowed, and where things go."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.directory.lookup import UserLookup
from bot.domain.account import Directory, IlertUser
from bot.domain.alerts import AlertRequest, Origin, Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision
from bot.domain.decision_cache import CachedDecider
from bot.domain.identity import NotMatched, ilert_user
from bot.metrics.registry import Metrics
from bot.outbox.store import Kept
from bot.policy.active import ActivePolicy
from bot.runtime.tasks import Tasks
from bot.slack.api.client import Installation, SlackApi
from bot.slack.api.response_urls import ResponseUrls
from bot.slack.channels import Channels
from bot.slack.people import People
from bot.wording.wording import Wordings


@dataclass(frozen=True)
class Context:
    """The bot's parts as the Slack behaviours see them.

    `policy` and `directory` return the newest at each call; a behaviour asks once and decides with that.
    `accounts` asks ilert itself about single people.
    `accept` keeps a decided alert: when it returns, a crash does not lose it. It raises `StoreUnavailable` and
    `PerhapsKept`.
    """

    slack: SlackApi
    installation: Installation
    people: People
    wordings: Wordings
    channels: Channels
    response_urls: ResponseUrls
    tasks: Tasks
    policy: Callable[[], ActivePolicy]
    directory: Callable[[], Directory | None]
    decisions: CachedDecider
    accounts: UserLookup
    metrics: Metrics
    accept: Callable[[AlertRequest], Awaitable[Kept]]

    def decide(self, person: Person, place: Origin) -> Decision:
        """Decide with the newest policy and directory."""
        return self.decisions.decide(person, place)

    async def decide_with_newcomers(self, person: Person, place: Origin) -> Decision:
        """Decide; where nothing is offered for want of an account, ask ilert whether there is one by now."""
        decision = self.decide(person, place)
        if decision.denial is NotMatched.NO_ACCOUNT and person.email and await self.accounts.find(person.email):
            return self.decide(person, place)
        return decision

    async def confirm_account(self, person: Person) -> None:
        """Ask ilert whether a person's account still exists, and with which role, before it counts."""
        account = self.account(person)
        if account is not None:
            await self.accounts.confirm(account)

    def account(self, person: Person) -> IlertUser | None:
        """Return the ilert account that a person is matched with, if any."""
        found = ilert_user(person, self.policy().config.ilert_users, self.directory())
        return found if isinstance(found, IlertUser) else None

    def fallback(self, offer: AccountOffer | ChannelOffer | None = None) -> str:
        """Return the admin's text for urgent cases: the alert source's own, else the general one."""
        special = offer.fallback() if isinstance(offer, ChannelOffer) else ""
        return special or self.policy().config.dialog.fallback
