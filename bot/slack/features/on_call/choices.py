"""What a person may ask about: what they may alert, by escalation policy or by alert source. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.decision import AccountOffer, ChannelOffer, Decision
from bot.slack.features.alert.choices import Choice, choice_name
from bot.slack.ui.option_labels import option_names
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Subject:
    """A policy, asked for by itself or as that of an alert source."""

    value: str
    """Stands for it in menus and buttons."""
    name: str
    policy_id: int
    policy_name: str
    source_id: int | None = None


def subjects(wording: Wording, decision: Decision) -> Sequence[Subject]:
    """List what a person may ask about, each once: of the account and of the channel, whichever they are offered."""
    found: dict[str, Subject] = {}
    for one in (*_of_account(wording, decision), *of_channel(wording, decision)):
        found.setdefault(one.value, one)
    return sorted(found.values(), key=lambda one: one.name.casefold())


def of_channel(wording: Wording, decision: Decision) -> Iterator[Subject]:
    """Yield the policies of the channel dialog, in its order."""
    if isinstance(decision.channel, ChannelOffer):
        for choice in decision.channel.choices:
            if (policy_id := choice.target.escalation_policy_id) is not None:
                name = choice_name(wording, choice)
                yield Subject(f"p{policy_id}", name, policy_id, name)


def _of_account(wording: Wording, decision: Decision) -> Iterator[Subject]:
    if not isinstance(decision.account, AccountOffer):
        return
    found = decision.account.resources
    for policy in found.escalation_policies.values():
        yield Subject(f"p{policy.id}", policy.name, policy.id, policy.name)
    for source in found.alert_sources.values():
        # Where the source's policy is hidden from them, so is who is on call for it.
        if (its := found.escalation_policies.get(source.escalation_policy_id or 0)) is not None:
            yield Subject(f"s{source.id}", wording.on_call.source(source.name), its.id, its.name, source.id)


def menu(wording: Wording, found: Sequence[Subject]) -> list[Choice]:
    """Name subjects so that they fit into a menu and no two look alike."""
    names = option_names(wording, {index: one.name for index, one in enumerate(found)})
    return [(names[index], one.value) for index, one in enumerate(found)]


def called(found: Sequence[Subject], query: str) -> Sequence[Subject]:
    """Find what a query means: what is called exactly so, else what has all its words, else what is spelt like it."""
    wanted = " ".join(query.casefold().split())
    by_name = {one.name.casefold(): one for one in reversed(found)}
    if wanted in by_name:
        return [by_name[wanted]]
    words = wanted.split()
    if having := [one for one in found if all(word in one.name.casefold() for word in words)]:
        by_themselves = [one for one in having if one.source_id is None]
        # A policy and the sources that lead to it are one answer.
        return having if len({one.policy_id for one in having}) > 1 else (by_themselves or having)[:1]
    return [by_name[name] for name in get_close_matches(wanted, by_name, n=5)]
