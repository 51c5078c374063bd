"""Who may alert whom by one policy and no longer, or not yet, by another. Pure.

Of the channel dialog it is "anybody in #ops", since who is in a channel is Slack's to know. Of the account dialog it is
the people of the ilert account. E-mail addresses are left out: more people read an admins' channel than the file.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from bot.domain.account import Directory, normalise_email
from bot.domain.decision import source_problem
from bot.domain.permissions import may_manage_alerts, sees
from bot.policy.schema import IlertUsers, Policy

_Reach = tuple[str, int, int]
"""Who, through which alert source, whom: the escalation policy."""


def effect(old: Policy, new: Policy, directory: Directory | None) -> tuple[str, ...]:
    """Say in sentences what changes for people; nothing where only looks change. Without a directory, in numbers."""
    return (
        *_channel_dialogs(old, new, directory),
        *_account_dialog(old.ilert_users, new.ilert_users, directory),
        *_emails(old.ilert_users.emails, new.ilert_users.emails, directory),
    )


def _channel_dialogs(old: Policy, new: Policy, directory: Directory | None) -> Iterator[str]:
    before, after = _reach(old, directory), _reach(new, directory)
    yield from _told("may now alert", [one for one in after if one not in before], directory)
    yield from _told("may no longer alert", [one for one in before if one not in after], directory)


def _reach(policy: Policy, directory: Directory | None) -> Mapping[_Reach, None]:
    """List the channel dialogs' choices, in the order of the file. What ilert does not have is offered to nobody."""
    found: dict[_Reach, None] = {}
    for source in policy.slack_alert_source:
        if source_problem(source.id, directory) is not None:
            continue
        choices = [one.id for one in source.escalation_policy if _exists(one.id, directory)]
        for channel in source.channels:
            for who in ("Anybody", *(["Slack guests"] if source.guests else [])):
                found |= {(f"{who} in {channel}", source.id, choice): None for choice in choices}
    return found


def _exists(policy: int, directory: Directory | None) -> bool:
    return directory is None or policy in directory.escalation_policies


def _told(verb: str, reaches: Collection[_Reach], directory: Directory | None) -> Iterator[str]:
    for (who, source), same in groupby(reaches, key=lambda one: one[:2]):
        policies = ", ".join(_policy(policy, directory) for _, _, policy in same)
        yield f"{who} {verb} {policies} through {_source(source, directory)}."


def _account_dialog(old: IlertUsers, new: IlertUsers, directory: Directory | None) -> Iterator[str]:
    if old.enabled != new.enabled:
        yield f"The account dialog is now {'on' if new.enabled else 'off'}."
        yield from _numbers("more" if new.enabled else "fewer", directory)
    elif new.enabled and old.channels != new.channels:
        yield f"The account dialog is now to be had in {_places(new)}, before in {_places(old)}."
    if new.enabled and old.guests != new.guests:
        yield f"Slack guests with an ilert account may {'now' if new.guests else 'no longer'} use the account dialog."


def _places(settings: IlertUsers) -> str:
    return "any channel" if settings.channels == "any" else ", ".join(settings.channels)


def _numbers(word: str, directory: Directory | None) -> Iterator[str]:
    """Say for every escalation policy how many people see it who may raise alerts at all."""
    if directory is None:
        return
    sources = {source.team_ids for source in directory.alert_sources.values() if source.active}
    raising = [
        user
        for user in directory.users.values()
        if any(may_manage_alerts(user, teams, directory.teams).allowed for teams in sources)
    ]
    # Many policies belong to the same teams, and the rules ask for nothing but the teams.
    numbers = {
        teams: sum(sees(user, teams, directory.teams).allowed for user in raising)
        for teams in {policy.team_ids for policy in directory.escalation_policies.values()}
    }
    for policy in sorted(directory.escalation_policies.values(), key=lambda one: one.name.casefold()):
        if number := numbers[policy.team_ids]:
            people = "person" if number == 1 else "people"
            yield f"{number:,} {people} {word} may alert {policy.name} ({policy.id}) with their ilert account."


def _emails(old: Mapping[str, str], new: Mapping[str, str], directory: Directory | None) -> Iterator[str]:
    for user in [*new, *(user for user in old if user not in new)]:
        if old.get(user) == new.get(user):
            continue
        if user not in new:
            yield f"{user} is now matched with an ilert user by their own address in Slack."
        else:
            yield f"{user} is now matched with {_user(new[user], directory)}."


def _user(email: str, directory: Directory | None) -> str:
    if directory is None:
        return "another ilert user"
    known = directory.users_by_email.get(normalise_email(email))
    return f"the ilert user {known.name} ({known.id})" if known else "nobody, as no ilert user has the address"


def _policy(number: int, directory: Directory | None) -> str:
    known = directory.escalation_policies.get(number) if directory is not None else None
    return f"{known.name} ({number})" if known is not None else f"escalation policy {number}"


def _source(number: int, directory: Directory | None) -> str:
    known = directory.alert_sources.get(number) if directory is not None else None
    return f"{known.name} ({number})" if known is not None else f"alert source {number}"
