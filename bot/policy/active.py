"""The policy in force: channel names turned into ids, and indexed for the moment somebody asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from bot.policy.schema import IlertUsers, Policy, RaiseBy, SlackAlertSource
from bot.policy.values import DIRECT_MESSAGE, is_channel_name

_NAMES_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class ActivePolicy:
    """A policy with resolved channels. It is replaced whole, so that one event is decided by one policy."""

    config: Policy
    """The file as written."""
    version: str
    """Which file and which resolved names these are, for logs: the same for the same, never for others."""
    sources_by_channel: Mapping[str, tuple[SlackAlertSource, ...]]
    """The alert sources of the channel dialogs by channel id, in the order of the file."""
    ilert_user_channels: frozenset[str] | None
    """Ids of the channels where people get the account dialog; None stands for any."""
    ilert_users_in_dm: bool
    admin_channel_id: str | None
    unresolved: tuple[str, ...]
    """Channel names without an id yet, sorted. They offer nothing."""

    def fallback_for(self, slack_alert_source_id: int | None) -> str:
        """Return the admin's text for urgent cases: the Slack alert source's own, else the general one; "" for none."""
        sources = (source for source in self.config.slack_alert_source if source.id == slack_alert_source_id)
        return next((source.fallback for source in sources if source.fallback), self.config.dialog.fallback)

    def announces(self, slack_alert_source_id: int | None) -> bool:
        """Tell whether the channel gets a card about an alert of this source's dialog; None for the account dialog."""
        if slack_alert_source_id is None:
            return self.config.ilert_users.announce
        sources = (source for source in self.config.slack_alert_source if source.id == slack_alert_source_id)
        return any(source.announce for source in sources)

    def raise_by(self, source_id: int) -> RaiseBy:
        """Return by which of ilert's ways the alerts of a Slack alert source are raised."""
        sources = (source for source in self.config.slack_alert_source if source.id == source_id)
        return next((source.raise_ for source in sources), "auto")


def channel_names(policy: Policy) -> frozenset[str]:
    """List the channel names, "#" included, that need an id. Those of [[test]] tables offer nothing and do not."""
    channels = [policy.admin_channel or "", *_ilert_user_channels(policy.ilert_users)]
    channels += [channel for source in policy.slack_alert_source for channel in source.channels]
    return frozenset(filter(is_channel_name, channels))


def activate(policy: Policy, version: str, ids_by_name: Mapping[str, str]) -> ActivePolicy:
    """Resolve a policy's channel names as far as their ids are known.

    Args:
        policy: The policy as written.
        version: The version of its file.
        ids_by_name: Ids of channels by their names, "#" included. It may have more names than the policy uses.
    """
    names = channel_names(policy)
    known = {name: ids_by_name[name] for name in sorted(names) if name in ids_by_name}
    by_channel: dict[str, list[SlackAlertSource]] = {}
    for source in policy.slack_alert_source:
        for channel_id in _ids(source.channels, known):
            by_channel.setdefault(channel_id, []).append(source)
    own = _ilert_user_channels(policy.ilert_users)
    anywhere = policy.ilert_users.channels == "any"
    return ActivePolicy(
        config=policy,
        version=_version(version, known) if names else version,
        sources_by_channel=MappingProxyType({channel: tuple(here) for channel, here in by_channel.items()}),
        ilert_user_channels=None if anywhere else frozenset(_ids(own, known)),
        ilert_users_in_dm=anywhere or DIRECT_MESSAGE in own,
        admin_channel_id=next(_ids(filter(None, [policy.admin_channel]), known), None),
        unresolved=tuple(sorted(names - known.keys())),
    )


def _ilert_user_channels(settings: IlertUsers) -> list[str]:
    return [] if settings.channels == "any" else settings.channels


def _ids(channels: Iterable[str], known: Mapping[str, str]) -> Iterator[str]:
    """Yield each id once, also where a channel is given by name and by id. A direct message has none."""
    ids = (known.get(channel) if is_channel_name(channel) else channel for channel in channels)
    return iter(dict.fromkeys(one for one in ids if one is not None and one != DIRECT_MESSAGE))


def _version(version: str, known: Mapping[str, str]) -> str:
    resolved = "\n".join(f"{name} {channel_id}" for name, channel_id in known.items())
    return f"{version}.{sha256(resolved.encode()).hexdigest()[:_NAMES_CHARACTERS]}"
