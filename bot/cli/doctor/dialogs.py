"""Has Slack judge the dialogs and cards of a policy, without showing them to anybody."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from bot.checks.offline import channel_id, offline_policy, origin_of
from bot.cli.doctor.findings import CheckResult, Status
from bot.cli.doctor.sample_cards import sample_cards
from bot.domain.account import Directory, Role
from bot.domain.alerts import Origin, Person
from bot.domain.decision import AccountOffer, ChannelOffer, decide
from bot.locale.catalogues import LANGUAGES
from bot.policy.active import ActivePolicy
from bot.policy.schema import Policy
from bot.policy.values import DIRECT_MESSAGE, EACH_PERSONS
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import SlackFailure
from bot.slack.features.alert.views import Typed, account_dialog, channel_dialog
from bot.slack.features.alert_card.views import card_message
from bot.slack.ui.metadata import Metadata
from bot.wording.wording import Wording, Wordings

_REFERENCE = "0000-0000"
_NOBODY = Person("", "")
_MOST_JUDGED = 50
"""Slack allows about as many calls a minute (Slack docs, rate limits, tier 3)."""


async def dialog_results(slack: SlackApi, policy: Policy, directory: Directory | None) -> AsyncIterator[CheckResult]:
    """Say what Slack has against each dialog and card of a policy; one line where it takes them all."""
    judged, refused = 0, 0
    for name, surface in _surfaces(offline_policy(policy, "", {}), directory):
        if judged == _MOST_JUDGED:
            break
        judged += 1
        try:
            problems = await slack.problems_of(surface)
        except SlackFailure as error:
            yield CheckResult(
                Status.INFO, "dialogs and cards", f"not judged by Slack: {error}", shared="not judged by Slack"
            )
            return
        if problems:
            refused += 1
            result = f"Slack refuses {name}: {'; '.join(problems)}"
            fix = "shorten or change what the policy file writes there"
            yield CheckResult(Status.BROKEN, "dialog or card", result, fix, "refused by Slack")
    if not refused:
        result = f"Slack takes all {judged}" if judged else "none to be judged"
        yield CheckResult(Status.GOOD if judged else Status.INFO, "dialogs and cards", result, shared=result)


def _surfaces(policy: ActivePolicy, directory: Directory | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Draw them in every language in which somebody may read them."""
    setting = policy.config.language
    wordings = Wordings(lambda: setting)
    if setting != EACH_PERSONS:
        yield from _surfaces_in(wordings.for_policy(), policy, directory)
        return
    for language in LANGUAGES:
        for name, surface in _surfaces_in(wordings.for_language(language), policy, directory):
            yield f"{name} ({language})", surface


def _surfaces_in(
    wording: Wording, policy: ActivePolicy, directory: Directory | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, view in _dialogs_in(wording, policy, directory):
        yield f"the dialog of {name}", view
    for name, card in sample_cards(policy.config, directory):
        yield f"the card of an alert for {name}", card_message(wording, card)


def _dialogs_in(
    wording: Wording, policy: ActivePolicy, directory: Directory | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Draw the channel dialog of every channel, and the account dialog of whoever may alert most."""
    look = policy.config.dialog
    written = dict.fromkeys(channel for source in policy.config.slack_alert_source for channel in source.channels)
    for channel in written:
        origin = origin_of(channel, {})
        offer = decide(_NOBODY, origin, policy, directory).channel
        if isinstance(offer, ChannelOffer):
            metadata = Metadata(_REFERENCE, Origin(channel_id(channel, {}), origin.name))
            yield channel, channel_dialog(wording, offer, look, metadata, Typed(), account_too=True)
    largest = _largest_offer(policy, directory)
    if largest is not None:
        metadata = Metadata(_REFERENCE, origin_of(DIRECT_MESSAGE, {}))
        yield "the ilert account", account_dialog(wording, largest, look, metadata, Typed(), channel_too=True)


def _largest_offer(policy: ActivePolicy, directory: Directory | None) -> AccountOffer | None:
    """Find the offer of an ilert admin, who sees everything (ilert, roles)."""
    admins = [user for user in directory.users.values() if user.role is Role.ADMIN] if directory is not None else []
    places = [origin_of(channel, {}) for channel in (policy.ilert_user_channels or (DIRECT_MESSAGE,))]
    for place in places:
        for user in admins:
            offer = decide(Person("", user.name, email=user.email), place, policy, directory).account
            if isinstance(offer, AccountOffer):
                return offer
    return None
