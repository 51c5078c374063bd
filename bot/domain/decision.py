"""Who may alert whom, from here, now: the policy file and ilert's permissions brought together. Pure.

The account dialog is for people with an ilert account: whatever their role and teams allow. The channel dialog
is for anybody in a channel that the policy file names: whatever it lists there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.account import AlertSource, Directory, IlertUser, Role
from bot.domain.alerts import Origin, Person, Priority, Target
from bot.domain.identity import NotMatched, barred, ilert_user
from bot.domain.permissions import AccessibleResources, accessible_resources
from bot.policy.active import ActivePolicy
from bot.policy.schema import Priority as PrioritySetting
from bot.policy.schema import SlackAlertSource


class Denied(StrEnum):
    """Why a dialog is not offered to a known person here."""

    ACCOUNT_DIALOG_OFF = "account_dialog_off"
    NOT_IN_THIS_CHANNEL = "not_in_this_channel"
    STAKEHOLDER = "stakeholder"
    UNKNOWN_ROLE = "unknown_role"
    NOTHING_VISIBLE = "nothing_visible"
    NO_SLACK_ALERT_SOURCE = "no_slack_alert_source"
    GUESTS_NOT_HERE = "guests_not_here"
    SOURCE_UNUSABLE = "source_unusable"


Reason = NotMatched | Denied

ResourcesOf = Callable[[IlertUser, Directory], AccessibleResources]


class ConfigProblem(StrEnum):
    """What is wrong in ilert with an alert source or policy that the policy file names."""

    MISSING = "missing"
    NOT_SLACK = "not_slack"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class AccountOffer:
    """The account dialog: what this ilert user may alert."""

    user: IlertUser
    resources: AccessibleResources
    priority: PrioritySetting

    def routes_itself(self, source: AlertSource) -> bool:
        """Tell whether a source's own policy is hidden from this user, so that it must not be named."""
        return source.escalation_policy_id not in self.resources.escalation_policies

    def allows(self, target: Target) -> bool:
        """Tell whether this target is among those offered."""
        source = self.resources.alert_sources.get(target.alert_source_id)
        if source is None:
            return False
        if target.escalation_policy_id is None:
            return self.routes_itself(source)
        return target.escalation_policy_id in self.resources.escalation_policies

    def name(self, target: Target) -> str:
        """Name a target that is offered: its policy, or the source where that decides and its policy is hidden."""
        policy = self.resources.escalation_policies.get(target.escalation_policy_id or 0)
        return policy.name if policy is not None else self.resources.alert_sources[target.alert_source_id].name

    def may_set(self, priority: Priority | None) -> bool:
        """Tell whether the person may choose this priority."""
        return priority is None or self.priority == "ask"

    def priority_for(self, chosen: Priority | None) -> Priority | None:
        """Return the priority to send; None leaves it to the alert source."""
        return _priority(self.priority, chosen)


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """One escalation policy that a channel dialog offers.

    `name` is the one that the admin gave it, else the one in ilert; empty where neither is known.
    """

    target: Target
    name: str


@dataclass(frozen=True, slots=True)
class ChannelOffer:
    """The channel dialog: what anybody may alert from this channel. Never empty."""

    sources: Mapping[int, SlackAlertSource]
    choices: tuple[ChannelChoice, ...]

    def allows(self, target: Target) -> bool:
        """Tell whether this target is among those offered."""
        return any(choice.target == target for choice in self.choices)

    def name(self, target: Target) -> str:
        """Name a target; empty where neither the admin nor ilert does."""
        return next((choice.name for choice in self.choices if choice.target == target), "")

    def may_set(self, target: Target, priority: Priority | None) -> bool:
        """Tell whether the person may choose this priority for this target."""
        return priority is None or self.sources[target.alert_source_id].priority == "ask"

    def priority_for(self, target: Target, chosen: Priority | None) -> Priority | None:
        """Return the priority to send; None leaves it to the alert source."""
        return _priority(self.sources[target.alert_source_id].priority, chosen)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person is offered in one place, and for what is not offered the reason."""

    account: AccountOffer | Reason
    channel: ChannelOffer | Reason
    config_problems: Mapping[int, ConfigProblem]
    """Alert sources and policies of this channel's tables that ilert cannot use, by their ids."""

    @property
    def denial(self) -> Reason | None:
        """The one reason to give a person who is offered nothing; None where something is offered."""
        if isinstance(self.account, AccountOffer) or isinstance(self.channel, ChannelOffer):
            return None
        if self.account in _NO_ACCOUNT and self.channel is not Denied.NO_SLACK_ALERT_SOURCE:
            return self.channel
        return self.account


# For somebody without an account, what the channel says is the more helpful answer.
_NO_ACCOUNT = frozenset({NotMatched.NO_ACCOUNT, NotMatched.NO_EMAIL, NotMatched.EMAIL_UNCONFIRMED})


def decide(
    person: Person,
    place: Origin,
    policy: ActivePolicy,
    directory: Directory | None,
    resources_of: ResourcesOf = accessible_resources,
) -> Decision:
    """Decide what a person is offered in a place. `directory` is None until ilert was first read.

    `resources_of` says what a user may alert; whoever remembers that gives their own.
    """
    config_problems: dict[int, ConfigProblem] = {}
    return Decision(
        account=_account_offer(person, place, policy, directory, resources_of),
        channel=_channel_offer(person, place, policy, directory, config_problems),
        config_problems=config_problems,
    )


def _account_offer(
    person: Person, place: Origin, policy: ActivePolicy, directory: Directory | None, resources_of: ResourcesOf
) -> AccountOffer | Reason:
    settings = policy.config.ilert_users
    user = ilert_user(person, settings, directory)
    if isinstance(user, NotMatched) or directory is None:
        return user if isinstance(user, NotMatched) else NotMatched.DIRECTORY_UNAVAILABLE
    if (closed := account_dialog_closed(place, policy)) is not None:
        return closed
    if user.role is Role.STAKEHOLDER:
        return Denied.STAKEHOLDER
    if user.role is Role.UNKNOWN:
        return Denied.UNKNOWN_ROLE
    found = resources_of(user, directory)
    if not any(
        found.escalation_policies or source.escalation_policy_id is not None for source in found.alert_sources.values()
    ):
        return Denied.NOTHING_VISIBLE
    return AccountOffer(user, found, settings.priority)


def account_may_follow(decision: Decision, person: Person, place: Origin, policy: ActivePolicy) -> bool:
    """Whether this person may be offered the account dialog here as soon as ilert has been read."""
    return (
        decision.account is NotMatched.DIRECTORY_UNAVAILABLE
        and account_dialog_closed(place, policy) is None
        and (policy.config.ilert_users.guests or not person.guest)
    )


def account_dialog_closed(place: Origin, policy: ActivePolicy) -> Denied | None:
    """Say what keeps the account dialog from everybody in a place, or None."""
    if not policy.config.ilert_users.enabled:
        return Denied.ACCOUNT_DIALOG_OFF
    return None if _ilert_users_allowed(place, policy) else Denied.NOT_IN_THIS_CHANNEL


def _ilert_users_allowed(place: Origin, policy: ActivePolicy) -> bool:
    if policy.ilert_user_channels is None:
        return True
    if place.direct_message:
        return policy.ilert_users_in_dm
    return place.channel_id in policy.ilert_user_channels


def _channel_offer(
    person: Person,
    place: Origin,
    policy: ActivePolicy,
    directory: Directory | None,
    config_problems: dict[int, ConfigProblem],
) -> ChannelOffer | Reason:
    if (reason := barred(person)) is not None:
        return reason
    here = policy.sources_by_channel.get(place.channel_id, ())
    if not here:
        return Denied.NO_SLACK_ALERT_SOURCE
    welcome = [source for source in here if source.guests or not person.guest]
    if not welcome:
        return Denied.GUESTS_NOT_HERE
    choices: list[ChannelChoice] = []
    for source in welcome:
        problem = source_problem(source.id, directory)
        if problem is not None:
            config_problems[source.id] = problem
            continue
        for listed in source.escalation_policy:
            known = directory.escalation_policies.get(listed.id) if directory is not None else None
            if directory is not None and known is None:
                config_problems[listed.id] = ConfigProblem.MISSING
                continue
            name = listed.name or (known.name if known is not None else "")
            choices.append(ChannelChoice(Target(source.id, listed.id), name))
    if not choices:
        return Denied.SOURCE_UNUSABLE
    used = {choice.target.alert_source_id for choice in choices}
    return ChannelOffer({source.id: source for source in welcome if source.id in used}, tuple(choices))


def source_problem(source_id: int, directory: Directory | None) -> ConfigProblem | None:
    """Say what keeps a listed alert source from being used. Without a directory the policy file is trusted."""
    if directory is None:
        return None
    source = directory.alert_sources.get(source_id)
    if source is None:
        return ConfigProblem.MISSING
    if source.integration_type != "SLACK":
        return ConfigProblem.NOT_SLACK
    if not source.active:
        return ConfigProblem.INACTIVE
    return None


def _priority(setting: PrioritySetting, chosen: Priority | None) -> Priority | None:
    if setting == "ask":
        return chosen
    return None if setting == "source" else setting
