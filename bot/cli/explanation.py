"""Why a person is offered what in a place, rule by rule, for the admin who is asked about it. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.cli.explanation_rules import ACCOUNT_RULES, CHANNEL_RULES, Case, Verdict, tried
from bot.domain.account import Directory, IlertUser
from bot.domain.alert_creation import grouping
from bot.domain.alerts import Origin, Person, Target
from bot.domain.decision import (
    AccountOffer,
    ChannelOffer,
    ConfigProblem,
    Decision,
    Denied,
    account_dialog_closed,
    decide,
)
from bot.domain.identity import ilert_user
from bot.domain.permissions import AccessDecision, AccessReason, may_manage_alerts, sees
from bot.policy.active import ActivePolicy
from bot.policy.schema import SlackAlertSource
from bot.wording.wording import Wording


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and how it went; None where it only tells something."""

    verdict: Verdict | None
    text: str
    deeper: bool = False
    """Whether it is about one of the things that the check before speaks of."""
    about: int | None = None
    """The number in ilert of the alert source or escalation policy that it is about."""


@dataclass(frozen=True, slots=True)
class Section:
    """Checks that belong together."""

    heading: str
    checks: tuple[Check, ...]


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
    wording: Wording,
    person: Person,
    place: Origin,
    policy: ActivePolicy,
    directory: Directory | None,
    *,
    slack_asked: bool = False,
) -> tuple[Section, ...]:
    """Explain what a person is offered in a place, and why not more.

    `slack_asked` is whether `person` is as Slack describes them; otherwise what only Slack knows is assumed.
    """
    decision = decide(person, place, policy, directory)
    account = ilert_user(person, policy.config.ilert_users, directory)
    case = Case(person, place, policy, directory, account, slack_asked)
    by_account, by_channel = tuple(_account(decision, case)), tuple(_channel(decision, case))
    return (
        Section("Who this is", tuple(_person(case))),
        Section("Account dialog, for people with an ilert account", by_account),
        Section("Channel dialog, for anybody in this channel", by_channel),
        Section("What happens", tuple(_result(wording, decision, by_account))),
    )


def _person(case: Case) -> Iterator[Check]:
    person, account, directory = case.person, case.account, case.directory
    overridden = person.id in case.policy.config.ilert_users.emails
    by = "matched by ilert_users.emails" if overridden else person.email or "without a known e-mail address"
    yield Check(None, person.name if by == person.name else f"{person.name}, {by}")
    if person.guest:
        yield Check(None, "a guest in Slack")
    if not isinstance(account, IlertUser) or directory is None:
        return
    yield Check(None, f"ilert user {account.name} ({account.id}), role {account.role.value.capitalize()}")
    for team in directory.teams.values():
        if account.id in team.members:
            kind = "private" if team.private else "public"
            yield Check(None, f"{team.members[account.id].value.capitalize()} of the {kind} team {team.name}")


def _account(decision: Decision, case: Case) -> Iterator[Check]:
    offer, directory = decision.account, case.directory
    checks = [Check(*went) for went in tried(ACCOUNT_RULES, case, None if isinstance(offer, AccountOffer) else offer)]
    yield from checks
    if checks[-1].verdict is Verdict.UNKNOWN and (closed := account_dialog_closed(case.place, case.policy)):
        # Whoever it is: the file alone keeps it shut.
        yield from (Check(*rule.fails(case, closed)) for rule in ACCOUNT_RULES if closed in rule.ends)
    if not isinstance(offer, AccountOffer) or directory is None:
        return
    yield Check(None, "alert sources:")
    denied = offer.resources.denied_sources
    for source in sorted(directory.alert_sources.values(), key=lambda one: one.name.casefold()):
        verdict = may_manage_alerts(offer.user, source.team_ids, directory.teams)
        if source.id in denied:
            verdict = AccessDecision(allowed=False, why=denied[source.id])
        yield _thing(source.name, source.id, verdict)
    yield Check(None, "escalation policies:")
    for policy in sorted(directory.escalation_policies.values(), key=lambda one: one.name.casefold()):
        yield _thing(policy.name, policy.id, sees(offer.user, policy.team_ids, directory.teams))


def _thing(name: str, number: int, verdict: AccessDecision) -> Check:
    return Check(_yes(verdict.allowed), f"{name} ({number}): {_WHY[verdict.why]}", deeper=True, about=number)


def _yes(good: bool) -> Verdict:  # noqa: FBT001 - it turns one into the other
    return Verdict.YES if good else Verdict.NO


def _channel(decision: Decision, case: Case) -> Iterator[Check]:
    offer = decision.channel
    reason = None if isinstance(offer, ChannelOffer) else offer
    yield from (Check(*went) for went in tried(CHANNEL_RULES, case, reason))
    if reason is not None and reason is not Denied.SOURCE_UNUSABLE:
        return
    offered = {choice.target for choice in offer.choices} if isinstance(offer, ChannelOffer) else set()
    for source in case.here:
        yield from _channel_source(source, offered, decision, case.directory)


def _channel_source(
    source: SlackAlertSource, offered: Collection[Target], decision: Decision, directory: Directory | None
) -> Iterator[Check]:
    """Tell how one [[slack_alert_source]] fares, and each of its escalation policies."""
    usable = any(target.alert_source_id == source.id for target in offered)
    name = _name(source.id, directory.alert_sources if directory is not None else {})
    trouble = _trouble(source.id, decision, usable=usable)
    yield Check(_yes(usable), f"alert source {name}{trouble}", about=source.id)
    known = directory.alert_sources.get(source.id) if directory is not None else None
    if known is not None and (follows := grouping(known)) is not None:
        text = f"its alertCreation is {known.alert_creation}: {follows}"
        yield Check(None, text, deeper=True, about=source.id)
    policies = directory.escalation_policies if directory is not None else {}
    for choice in source.escalation_policy:
        listed = Target(source.id, choice.id) in offered
        shown = f"{choice.name} ({choice.id})" if choice.name else _name(choice.id, policies)
        text = shown + _trouble(choice.id, decision, usable=listed)
        yield Check(_yes(listed), text, deeper=True, about=choice.id)


def _name(number: int, known: Mapping[int, object]) -> str:
    name = getattr(known.get(number), "name", "")
    return f"{name} ({number})" if name else str(number)


def _trouble(number: int, decision: Decision, *, usable: bool) -> str:
    if usable:
        return ""
    return f": {_UNUSABLE[decision.config_problems[number]]}" if number in decision.config_problems else ": not offered"


def _result(wording: Wording, decision: Decision, by_account: Collection[Check]) -> Iterator[Check]:
    account, channel = isinstance(decision.account, AccountOffer), isinstance(decision.channel, ChannelOffer)
    shut = next((check.text for check in by_account if check.verdict is Verdict.NO and not check.deeper), "")
    unknown = next((check.text for check in by_account if check.verdict is Verdict.UNKNOWN), "") if not shut else ""
    if account or channel:
        opens = wording.dialog.channel_title() if channel else wording.dialog.account_title()
        yield Check(Verdict.YES, f"The {'channel' if channel else 'account'} dialog opens ({opens}).")
    elif (denial := decision.denial) is not None and not unknown:
        yield Check(Verdict.NO, f"No dialog opens. They read: {wording.denials.denial(denial)}")
    if account and channel:
        button = wording.dialog.use_account_button()
        yield Check(Verdict.YES, f"Its button “{button}” leads to the account dialog.")
    elif unknown:
        yield Check(Verdict.UNKNOWN, f"Whether the account dialog opens: {unknown}.")
    elif channel:
        yield Check(None, f"Not the account dialog: {shut}.")
