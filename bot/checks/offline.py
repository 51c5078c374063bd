"""People, origins and policies as far as they can be known without asking Slack. Pure.

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
    """Activate a policy in which every name is a channel, known to Slack or not."""
    return activate(policy, version, {name: channel_id(name, ids_by_name) for name in channel_names(policy)})


def channel_id(channel: str, ids_by_name: Mapping[str, str]) -> str:
    """Return what identifies a channel that is written as `#name` or as its id: the id, else the name itself."""
    return ids_by_name.get(channel, channel)


def origin_of(channel: str, ids_by_name: Mapping[str, str]) -> Origin:
    """Return the origin that is written as an id, as `#name`, or as "dm"."""
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
    """Whether it is known who this is in ilert: of a Slack user id, only the policy file or Slack can say."""
    return not is_user_id(user) or user in emails or any(person.id == user for person in known)
