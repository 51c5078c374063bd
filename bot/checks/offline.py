"""Persons, places and policies as far as they can be known without asking Slack. Pure.

Without Slack a channel's name stands for itself: it is the same channel wherever the same name is written, and
another one than any id.
"""

from collections.abc import Iterable, Mapping

from bot.domain.alerts import Origin, Person
from bot.policy.active import ActivePolicy, activate, channel_names
from bot.policy.schema import Policy
from bot.policy.values import ANYONE, DIRECT_MESSAGE, is_channel_name, is_user_id

_A_DIRECT_MESSAGE = Origin("D00000000", None, direct_message=True)


def offline_policy(policy: Policy, version: str, ids_by_name: Mapping[str, str]) -> ActivePolicy:
    """Bring a policy in force in which every name means a channel, those whose id is known included."""
    return activate(policy, version, {name: channel_id(name, ids_by_name) for name in channel_names(policy)})


def channel_id(channel: str, ids_by_name: Mapping[str, str]) -> str:
    """Return what tells a channel from others, written as `#name` or as its id."""
    return ids_by_name.get(channel, channel)


def place_of(channel: str, ids_by_name: Mapping[str, str]) -> Origin:
    """Return the place that is written as an id, as `#name`, or as "dm"."""
    if channel == DIRECT_MESSAGE:
        return _A_DIRECT_MESSAGE
    name = channel.removeprefix("#") if is_channel_name(channel) else None
    return Origin(channel_id(channel, ids_by_name), name)


def placeholder_person(user: str, known: Iterable[Person] = ()) -> Person:
    """Return who is written as a Slack user id, an e-mail address or "anyone": an ordinary member, unless known."""
    for person in known:
        if person.id == user:
            return person
    if user == ANYONE:
        return Person("", "Somebody without an ilert account")
    return Person(user, user) if is_user_id(user) else Person("", user, email=user)


def is_resolvable(user: str, emails: Mapping[str, str], known: Iterable[Person] = ()) -> bool:
    """Tell whether it is known who this is in ilert. Of a Slack user id, only the policy file or Slack tells."""
    return not is_user_id(user) or user in emails or any(person.id == user for person in known)
