"""Whether what a policy file names exists in ilert and in Slack, and can be used as the file wants. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.account import AlertCreation, AlertSource, Directory, normalise_email
from bot.domain.alert_creation import grouping
from bot.domain.alerts import Person
from bot.policy.diagnostics import Severity
from bot.policy.schema import Policy, SlackAlertSource
from bot.policy.values import DIRECT_MESSAGE, is_channel_name
from bot.policy.violations import KeyPath, Violation, quoted
from bot.runtime.duration import duration


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """A channel as Slack lists it to the bot: all public ones, and the private ones that it is in."""

    id: str
    name: str
    archived: bool
    member: bool


@dataclass(frozen=True, slots=True)
class KnownChannels:
    """All channels that the bot can see, by id and by `#name`."""

    by_id: Mapping[str, KnownChannel]
    ids_by_name: Mapping[str, str]
    posts_uninvited: bool = False
    """Whether the bot may post in public channels that it is not in (Slack docs, `chat:write.public`)."""

    def find(self, channel: str) -> KnownChannel | None:
        """Find a channel as the file writes it."""
        return self.by_id.get(self.ids_by_name.get(channel, channel))


@dataclass(frozen=True, slots=True)
class OnlineFacts:
    """What ilert and Slack answered. `failures` are sentences about what could not be asked; its fields are None."""

    directory: Directory | None
    channels: KnownChannels | None
    people: Mapping[str, Person | None]
    """By Slack user id; None for an id that nobody has."""
    failures: tuple[str, ...]


STALE_SECONDS = 900.0
"""Several times as long as from one reading of the account to the next."""

HIDDEN = "or which the API key's user may not see"


def in_ilert(policy: Policy, directory: Directory, newer: str = "") -> Iterator[Violation]:
    """Look up alert sources, escalation policies and overridden e-mail addresses.

    `newer` says, as a hint, why the directory may lack one of them; by default it was read just now.
    """
    for number, listed in enumerate(policy.slack_alert_source):
        path: KeyPath = ("slack_alert_source", number)
        source = directory.alert_sources.get(listed.id)
        yield from _source((*path, "id"), listed, source, newer or HIDDEN)
        yield from _private_teams((*path, "id"), listed, source, directory)
        yield from _grouping((*path, "id"), source)
        yield from _policies((*path, "escalation_policy"), listed, source, directory, newer or HIDDEN)
    for user, email in policy.ilert_users.emails.items():
        if normalise_email(email) not in directory.users_by_email:
            expected = "the e-mail address of exactly one ilert user"
            yield Violation(("ilert_users", "emails", user), f"{quoted(email)}, no ilert user's", expected, newer)


def in_snapshot(policy: Policy, directory: Directory, now: float) -> Iterator[Violation]:
    """Look up the same in what the bot last read, at `directory.taken_at`.

    A picture that the bot should have replaced by now refutes nothing: what would be a mistake is a warning.
    """
    age = now - directory.taken_at
    newer = f"or newer than what the bot read {duration(age)} ago; --online asks ilert now"
    for violation in in_ilert(policy, directory, newer):
        stale = age > STALE_SECONDS and violation.severity is Severity.ERROR
        yield replace(violation, severity=Severity.WARNING) if stale else violation


def in_slack(policy: Policy, channels: KnownChannels) -> Iterator[Violation]:
    """Look up channels, and whether the bot can post there."""
    if policy.admin_channel is not None:
        yield from _channel(("admin_channel",), policy.admin_channel, channels, posts=True)
    if policy.ilert_users.channels != "any":
        for number, channel in enumerate(policy.ilert_users.channels):
            if channel != DIRECT_MESSAGE:
                yield from _channel(("ilert_users", "channels", number), channel, channels, posts=False)
    for place, source in enumerate(policy.slack_alert_source):
        seen: dict[str, str] = {}
        for number, channel in enumerate(source.channels):
            path = ("slack_alert_source", place, "channels", number)
            yield from _channel(path, channel, channels, posts=False)
            known = channels.find(channel)
            earlier = seen.setdefault(known.id, channel) if known is not None else channel
            if earlier != channel:
                found = f"{quoted(channel)}, the same channel as {quoted(earlier)}"
                yield Violation(path, found, "each channel once", severity=Severity.NOTICE)


def people(policy: Policy, known: Mapping[str, Person | None]) -> Iterator[Violation]:
    """Look up Slack users. `known` has None for ids that nobody has."""
    paths: list[tuple[KeyPath, str]] = [(("ilert_users", "emails", user), user) for user in policy.ilert_users.emails]
    paths += [(("test", number, "user"), test.user) for number, test in enumerate(policy.test)]
    for path, user in paths:
        if user not in known:
            continue
        person = known[user]
        part: Literal["key", "value"] = "key" if path[0] == "ilert_users" else "value"
        if person is None:
            yield Violation(path, f"{user}, nobody's id", "the id of a Slack user", part=part)
        elif person.deleted:
            found = f"{user}, whose account is deactivated"
            yield Violation(path, found, "somebody who can use Slack", part=part, severity=Severity.WARNING)


def _source(path: KeyPath, listed: SlackAlertSource, source: AlertSource | None, why_not: str) -> Iterator[Violation]:
    expected = "an alert source of type Slack that is switched on"
    if source is None:
        found = f"{listed.id}, which ilert does not have"
        yield Violation(path, found, expected, why_not)
    elif source.integration_type != "SLACK":
        found = f"{listed.id} ({quoted(source.name)}) of type {source.integration_type}"
        yield Violation(path, found, expected)
    elif not source.active:
        yield Violation(path, f"{listed.id} ({quoted(source.name)}), which is switched off", expected)
    elif source.in_maintenance:
        found = f"{listed.id} ({quoted(source.name)}), which is in maintenance"
        yield Violation(path, found, expected, "until then its alerts call nobody", severity=Severity.WARNING)


def _private_teams(
    path: KeyPath, listed: SlackAlertSource, source: AlertSource | None, directory: Directory
) -> Iterator[Violation]:
    """Name a source of private teams, which anybody in its channels may alert: an admin may want that, or not know."""
    known = (directory.teams.get(team) for team in (source.team_ids if source is not None else ()))
    private = [quoted(team.name) for team in known if team is not None and team.private]
    if source is not None and private:
        found = f"{source.id} ({quoted(source.name)}) of the private team {' and '.join(private)}"
        hint = f"anybody in {', '.join(listed.channels)} may alert it, a member of the team or not"
        yield Violation(path, found, "an alert source that is not private", hint, severity=Severity.WARNING)


def _grouping(path: KeyPath, source: AlertSource | None) -> Iterator[Violation]:
    """Name a source that may add an event to an open alert. An admin may want that: it is no mistake."""
    if source is not None and (follows := grouping(source)) is not None:
        found = f"{source.id} ({quoted(source.name)}), whose alertCreation is {source.alert_creation}"
        expected = f"{AlertCreation.ONE_ALERT_PER_EMAIL}, by which each opens an alert of its own"
        yield Violation(path, found, expected, follows, severity=Severity.WARNING)


def _policies(
    path: KeyPath, listed: SlackAlertSource, source: AlertSource | None, directory: Directory, why_not: str
) -> Iterator[Violation]:
    for number, choice in enumerate(listed.escalation_policy):
        here = (*path, number, "id")
        known = directory.escalation_policies.get(choice.id)
        if known is None:
            found, expected = f"{choice.id}, which ilert does not have", "an escalation policy"
            yield Violation(here, found, expected, why_not)
        elif known.routing_key is None and (source is None or source.escalation_policy_id != choice.id):
            found = f"{choice.id} ({quoted(known.name)}) without a routing key"
            expected = "a routing key in ilert, or the alert source's own policy"
            hint = "without one it is alerted by a manual alert instead of an event, which needs the API key"
            yield Violation(here, found, expected, hint, severity=Severity.NOTICE)


def _channel(path: KeyPath, channel: str, channels: KnownChannels, *, posts: bool) -> Iterator[Violation]:
    known = channels.find(channel)
    written = quoted(channel)
    if known is None:
        name = is_channel_name(channel)
        found = f"{written}, a {'name' if name else 'channel'} that the bot cannot find"
        yield Violation(path, found, "a channel", "if it is a private one, invite the bot to it")
    elif known.archived:
        yield Violation(path, f"{written}, which is archived", "a channel in use")
    elif not known.member and not (posts and channels.posts_uninvited):
        # Answers to the command need no membership; messages of the bot's own do (Slack docs, chat.postMessage).
        severity = Severity.ERROR if posts else Severity.NOTICE
        found = f"{written}, where the bot is not a member"
        yield Violation(path, found, "a channel with the bot in it", "in Slack, type /invite there", severity=severity)
