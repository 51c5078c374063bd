"""What the menus of the alert dialogs offer, and the values that stand for it. Pure."""

import re
from collections.abc import Mapping
from itertools import islice

from bot.domain.account import AlertSource
from bot.domain.alerts import Target
from bot.domain.decision import AccountOffer, ChannelChoice
from bot.slack.ui.blocks import Option, option
from bot.slack.ui.option_labels import option_names
from bot.wording.wording import Wording

OWN_ROUTING_VALUE = "own"
"""Stands for "no policy named" in the policy field."""

SELECT_LIMIT = 100
"""Options of a menu (Slack docs, select menu element)."""

_ID = re.compile(r"[0-9]{1,18}")

Choice = tuple[str, str]
"""What a menu shows, and the value that stands for it."""


def source_choices(wording: Wording, offer: AccountOffer) -> list[Choice]:
    """List the alert sources of the account dialog, by name."""
    sources = offer.resources.alert_sources
    mark = f" ({wording.dialog.in_maintenance()})"
    marks = {source.id: mark for source in sources.values() if source.in_maintenance}
    return _by_name(option_names(wording, {source.id: source.name for source in sources.values()}, marks))


def policy_choices(wording: Wording, offer: AccountOffer, source: AlertSource | None) -> list[Choice]:
    """List the account dialog's policies by name, led by the source's own routing where that must stay unnamed."""
    policies = offer.resources.escalation_policies
    choices = _by_name(option_names(wording, {policy.id: policy.name for policy in policies.values()}))
    if source is not None and offer.routes_itself(source):
        choices.insert(0, (wording.dialog.own_routing(), OWN_ROUTING_VALUE))
    return choices


def source_of_block(offer: AccountOffer, block_id: str) -> AlertSource | None:
    """Return the source that was chosen when the policy field of this block id was drawn."""
    _, _, number = block_id.partition(".")
    source_id = read_id(number)
    return None if source_id is None else offer.resources.alert_sources.get(source_id)


def read_id(value: str) -> int | None:
    """Read an id: at most 18 digits, so that it fits ilert's 64 bits (OpenAPI file, `format: int64`)."""
    return int(value) if _ID.fullmatch(value) else None


def choice_value(target: Target) -> str:
    """Write a target as the value of a choice."""
    return f"{target.alert_source_id}:{target.escalation_policy_id}"


def choice_name(wording: Wording, choice: ChannelChoice) -> str:
    """Name a choice of the channel dialog. Where nobody has named its policy, its number does."""
    return choice.name or wording.dialog.unnamed_policy(choice.target.escalation_policy_id or 0)


def matching(choices: list[Choice], query: str) -> list[Option]:
    """Return the first choices that contain every word of a query, as options."""
    found = choices
    for word in query.casefold().split():
        found = [choice for choice in found if word in choice[0].casefold()]
    return [option(*choice) for choice in islice(found, SELECT_LIMIT)]


def _by_name(names: Mapping[int, str]) -> list[Choice]:
    return [(name, str(key)) for key, name in sorted(names.items(), key=lambda item: item[1].casefold())]
