"""What concerns one alert source or escalation policy in an explanation. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.cli.explanation import Check, Section
from bot.cli.explanation_rules import Verdict
from bot.domain.account import Directory
from bot.policy.active import ActivePolicy


class NotOneThing(Exception):
    """Nothing known is called so, or several things are; the text says which."""


def named_things(policy: ActivePolicy, directory: Directory | None) -> Mapping[int, str]:
    """List the alert sources and escalation policies of the account and of the file: names by their numbers."""
    names: dict[int, str] = {}
    for source in policy.config.slack_alert_source:
        names[source.id] = ""
        names |= {choice.id: choice.name for choice in source.escalation_policy}
    if directory is not None:
        names |= {one.id: one.name for one in directory.alert_sources.values()}
        names |= {one.id: one.name for one in directory.escalation_policies.values()}
    return names


def numbered(written: str, names: Mapping[int, str]) -> int:
    """Return the number of what somebody wrote as a name or as a number.

    Raises:
        NotOneThing: There is none, or more than one.
    """
    if written.isdecimal() and int(written) in names:
        return int(written)
    found = [number for number, name in names.items() if name.casefold() == written.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotOneThing(f"{written}: the name of {', '.join(map(str, found))}; expected one of these numbers")
    nearest = get_close_matches(written, filter(None, names.values()), n=1)
    hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
    raise NotOneThing(f"{written}: no alert source or escalation policy that is known has this name or number{hint}")


def about(sections: Sequence[Section], number: int, policy: ActivePolicy) -> tuple[Section, ...]:
    """Keep what a thing is offered or kept back by: checks of its own, and rules that shut a whole dialog."""
    who, account, channel, *_ = sections
    return (
        who,
        replace(account, checks=tuple(_concerning(account, number))),
        replace(channel, checks=tuple(_concerning(channel, number)) or (_not_listed(number, policy),)),
    )


def _concerning(section: Section, number: int) -> Iterator[Check]:
    parent: Check | None = None
    for check in section.checks:
        if not check.deeper:
            parent = check
        if check.about == number:
            if check.deeper and parent is not None and parent.about not in (None, number):
                yield parent
            yield check
        elif check.about is None and check.verdict in (Verdict.NO, Verdict.UNKNOWN):
            yield check


def _not_listed(number: int, policy: ActivePolicy) -> Check:
    places = [
        channel
        for source in policy.config.slack_alert_source
        if number == source.id or any(choice.id == number for choice in source.escalation_policy)
        for channel in source.channels
    ]
    others = f"; it is listed for {', '.join(dict.fromkeys(places))}" if places else ""
    return Check(Verdict.NO, f"no [[slack_alert_source]] of this channel lists {number}{others}", about=number)
