"""Why a person is offered what in a place, rule by rule, for the admin who is asked about it. Pure.

The rules stand in the order in which they are tried. Which one ended it is the decision's own reason, so that an
explanation cannot differ from what happens.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.account import Directory, IlertUser
from bot.domain.alert_creation import grouping
from bot.domain.alerts import Origin, Person, Target
from bot.domain.decision import AccountOffer, ChannelOffer, ConfigProblem, Decision, Denied, Reason, decide
from bot.domain.identity import BARRED, NotMatched, ilert_user
from bot.domain.permissions import AccessDecision, AccessReason, may_manage_alerts, sees
from bot.policy.active import ActivePolicy
from bot.policy.schema import SlackAlertSource
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Step:
    """One rule and how it went; None where a step only tells something."""

    passed: bool | None
    text: str
    deeper: bool = False
    """Whether it is about one of the things that the step before speaks of."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Steps that belong together."""

    heading: str
    steps: tuple[Step, ...]


_Stage = tuple[str, frozenset[Reason]]

_ACCOUNT_STAGES: Sequence[_Stage] = (
    ("is a person of this Slack workspace, and active", BARRED),
    ("the ilert account has been read", frozenset({NotMatched.DIRECTORY_UNAVAILABLE})),
    (
        "is matched with one ilert user, by e-mail or by ilert_users.emails",
        frozenset(
            {
                NotMatched.OVERRIDE_UNKNOWN,
                NotMatched.NO_EMAIL,
                NotMatched.EMAIL_UNCONFIRMED,
                NotMatched.NO_ACCOUNT,
                NotMatched.LOOKUP_FAILED,
            },
        ),
    ),
    ("is no Slack guest, or ilert_users.guests admits them", frozenset({NotMatched.GUEST})),
    ("ilert_users.enabled is true", frozenset({Denied.ACCOUNT_DIALOG_OFF})),
    ("this place is among ilert_users.channels", frozenset({Denied.NOT_IN_THIS_CHANNEL})),
    ("has an ilert role that may raise alerts", frozenset({Denied.STAKEHOLDER, Denied.UNKNOWN_ROLE})),
    ("role and teams show at least one alert source", frozenset({Denied.NOTHING_VISIBLE})),
)

_CHANNEL_STAGES: Sequence[_Stage] = (
    ("is a person of this Slack workspace, and active", BARRED),
    ("this channel is named in a [[slack_alert_source]]", frozenset({Denied.NO_SLACK_ALERT_SOURCE})),
    ("is no Slack guest, or its `guests` admits them", frozenset({Denied.GUESTS_NOT_HERE})),
    ("ilert can use its alert source and escalation policies", frozenset({Denied.SOURCE_UNUSABLE})),
)

_WHY: Mapping[AccessReason, str] = MappingProxyType(
    {
        AccessReason.ADMIN: "an ilert admin sees everything",
        AccessReason.PUBLIC: "it belongs to no private team",
        AccessReason.MEMBER: "member of one of its teams",
        AccessReason.STAKEHOLDER: "stakeholders see none",
        AccessReason.UNKNOWN_ROLE: "this bot does not know the ilert role",
        AccessReason.PRIVATE_TEAM: "it belongs to a private team, of which this person is no member",
        AccessReason.GUEST_NOT_MEMBER: "an ilert guest sees only what belongs to their own teams",
        AccessReason.VIEWER_NOT_MEMBER: "an ilert viewer sees only what belongs to their own teams",
        AccessReason.MAY_NOT_MANAGE: "the role in its team does not let this person manage alerts",
        AccessReason.INACTIVE: "switched off in ilert",
    }
)

_UNUSABLE: Mapping[ConfigProblem, str] = MappingProxyType(
    {
        ConfigProblem.MISSING: "ilert does not have it, or hides it from the API key's user",
        ConfigProblem.NOT_SLACK: "its type in ilert is not Slack",
        ConfigProblem.INACTIVE: "switched off in ilert",
    }
)


def explain(
    wording: Wording, person: Person, place: Origin, policy: ActivePolicy, directory: Directory | None
) -> tuple[Paragraph, ...]:
    """Explain what a person is offered in a place, and why not more."""
    decision = decide(person, place, policy, directory)
    account = ilert_user(person, policy.config.ilert_users, directory)
    return (
        Paragraph("Who this is", tuple(_person(person, account, policy, directory))),
        Paragraph("Account dialog, for people with an ilert account", tuple(_account(decision, directory))),
        Paragraph("Channel dialog, for anybody in this channel", tuple(_channel(decision, place, policy, directory))),
        Paragraph("What happens", tuple(_result(wording, decision))),
    )


def _person(
    person: Person, account: IlertUser | NotMatched, policy: ActivePolicy, directory: Directory | None
) -> Iterator[Step]:
    overridden = person.id in policy.config.ilert_users.emails
    by = "matched by ilert_users.emails" if overridden else person.email or "without a known e-mail address"
    yield Step(None, person.name if by == person.name else f"{person.name}, {by}")
    if person.guest:
        yield Step(None, "a guest in Slack")
    if not isinstance(account, IlertUser) or directory is None:
        yield Step(None, "no ilert user")
        return
    yield Step(None, f"ilert user {account.name} ({account.id}), role {account.role.value.capitalize()}")
    for team in directory.teams.values():
        if account.id in team.members:
            kind = "private" if team.private else "public"
            yield Step(None, f"{team.members[account.id].value.capitalize()} of the {kind} team {team.name}")


def _stages(stages: Sequence[_Stage], reason: Reason | None) -> Iterator[Step]:
    """Tell the stages that were passed, and the one that ended it."""
    for text, ends in stages:
        if reason in ends:
            yield Step(passed=False, text=text)
            return
        yield Step(passed=True, text=text)


def _account(decision: Decision, directory: Directory | None) -> Iterator[Step]:
    offer = decision.account
    yield from _stages(_ACCOUNT_STAGES, None if isinstance(offer, AccountOffer) else offer)
    if not isinstance(offer, AccountOffer) or directory is None:
        return
    yield Step(None, "alert sources:")
    for source in sorted(directory.alert_sources.values(), key=lambda one: one.name.casefold()):
        verdict = may_manage_alerts(offer.user, source.team_ids, directory.teams)
        if source.id in offer.resources.denied_sources:
            verdict = AccessDecision(allowed=False, why=offer.resources.denied_sources[source.id])
        yield _thing(source.name, source.id, verdict)
    yield Step(None, "escalation policies:")
    for policy in sorted(directory.escalation_policies.values(), key=lambda one: one.name.casefold()):
        yield _thing(policy.name, policy.id, sees(offer.user, policy.team_ids, directory.teams))


def _thing(name: str, number: int, verdict: AccessDecision) -> Step:
    return Step(verdict.allowed, f"{name} ({number}): {_WHY[verdict.why]}", deeper=True)


def _channel(decision: Decision, place: Origin, policy: ActivePolicy, directory: Directory | None) -> Iterator[Step]:
    offer = decision.channel
    reason = None if isinstance(offer, ChannelOffer) else offer
    yield from _stages(_CHANNEL_STAGES if directory is not None else _CHANNEL_STAGES[:-1], reason)
    if directory is None and reason is None:
        yield Step(None, "whether ilert can use its alert source and escalation policies is not known")
    if reason is not None and reason is not Denied.SOURCE_UNUSABLE:
        return
    offered = {choice.target for choice in offer.choices} if isinstance(offer, ChannelOffer) else set()
    for source in policy.sources_by_channel.get(place.channel_id, ()):
        yield from _channel_source(source, offered, decision, directory)


def _channel_source(
    source: SlackAlertSource, offered: Collection[Target], decision: Decision, directory: Directory | None
) -> Iterator[Step]:
    """Tell how one [[slack_alert_source]] fares, and each of its escalation policies."""
    usable = any(target.alert_source_id == source.id for target in offered)
    name = _name(source.id, directory.alert_sources if directory is not None else {})
    yield Step(usable, f"alert source {name}{_trouble(source.id, decision, usable=usable)}")
    known = directory.alert_sources.get(source.id) if directory is not None else None
    if known is not None and (follows := grouping(known)) is not None:
        yield Step(None, f"its alertCreation is {known.alert_creation}: {follows}", deeper=True)
    policies = directory.escalation_policies if directory is not None else {}
    for choice in source.escalation_policy:
        listed = Target(source.id, choice.id) in offered
        shown = f"{choice.name} ({choice.id})" if choice.name else _name(choice.id, policies)
        yield Step(listed, shown + _trouble(choice.id, decision, usable=listed), deeper=True)


def _name(number: int, known: Mapping[int, object]) -> str:
    name = getattr(known.get(number), "name", "")
    return f"{name} ({number})" if name else str(number)


def _trouble(number: int, decision: Decision, *, usable: bool) -> str:
    if usable:
        return ""
    return f": {_UNUSABLE[decision.config_problems[number]]}" if number in decision.config_problems else ": not offered"


def _result(wording: Wording, decision: Decision) -> Iterator[Step]:
    if (denial := decision.denial) is not None:
        yield Step(passed=False, text=f"No dialog opens. They read: {wording.denials.denial(denial)}")
        return
    account, channel = isinstance(decision.account, AccountOffer), isinstance(decision.channel, ChannelOffer)
    opens = wording.dialog.channel_title() if channel else wording.dialog.account_title()
    yield Step(passed=True, text=f"The {'channel' if channel else 'account'} dialog opens ({opens}).")
    if account and channel:
        yield Step(passed=True, text=f"Its button “{wording.dialog.use_account_button()}” leads to the account dialog.")
    elif not account and isinstance(decision.account, NotMatched | Denied):
        yield Step(None, f"Not the account dialog: {wording.denials.denial(decision.account)}")
