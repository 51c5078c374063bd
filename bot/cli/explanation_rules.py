"""The rules that open a dialog or keep it shut, in the order in which they are tried, with the values at hand. Pure.

Which one ended it is the decision's own reason, so that an explanation cannot differ from what happens.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.account import Directory, IlertUser, normalise_email
from bot.domain.alerts import Origin, Person
from bot.domain.decision import Denied, Reason
from bot.domain.identity import BARRED, NotMatched
from bot.domain.near_address import near_address
from bot.domain.permissions import accessible_resources
from bot.policy.active import ActivePolicy
from bot.policy.schema import SlackAlertSource

_SHOWN = 5


class Verdict(StrEnum):
    """How a rule went. What stands beside it is what was found, so that no two negations meet."""

    YES = "ok"
    NO = "fails"
    ASSUMED = "assumed"
    """Only Slack knows, and was not asked."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Case:
    """Who asks from where, and what is known. `slack_asked` is whether `person` is as Slack describes them."""

    person: Person
    place: Origin
    policy: ActivePolicy
    directory: Directory | None
    account: IlertUser | NotMatched
    slack_asked: bool

    @property
    def here(self) -> Sequence[SlackAlertSource]:
        """The tables that name the channel."""
        return self.policy.sources_by_channel.get(self.place.channel_id, ())

    @property
    def place_name(self) -> str:
        """What the channel is called, else its id."""
        if self.place.direct_message:
            return "dm"
        return f"#{self.place.name}" if self.place.name else self.place.channel_id


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which reasons it ends with, and what it says where it holds and where it fails."""

    ends: frozenset[Reason]
    holds: Callable[[Case], tuple[Verdict, str]]
    fails: Callable[[Case, Reason], tuple[Verdict, str]]


def tried(rules: Iterable[Rule], case: Case, reason: Reason | None) -> Iterator[tuple[Verdict, str]]:
    """Yield how each rule went, up to the one that ends with the reason."""
    for rule in rules:
        if reason in rule.ends and reason is not None:
            yield rule.fails(case, reason)
            return
        yield rule.holds(case)


def _asked(case: Case) -> Verdict:
    return Verdict.YES if case.slack_asked else Verdict.ASSUMED


def _a_member(case: Case) -> tuple[Verdict, str]:
    return _asked(case), "a person of this Slack workspace, whose account is active"


_WHY_BARRED = {
    NotMatched.EXTERNAL: "from another company's Slack workspace",
    NotMatched.BOT: "a bot in Slack",
    NotMatched.DEACTIVATED: "the Slack account is deactivated",
}


def _barred(_case: Case, reason: Reason) -> tuple[Verdict, str]:
    return Verdict.NO, _WHY_BARRED[NotMatched(reason)]


def _is_matched(case: Case) -> tuple[Verdict, str]:
    override = case.policy.config.ilert_users.emails.get(case.person.id)
    if override is not None:
        return Verdict.YES, f"one ilert user has the address {override}, which ilert_users.emails names"
    return Verdict.YES, f"one ilert user has the address {case.person.email}"


def _not_matched(case: Case, reason: Reason) -> tuple[Verdict, str]:
    email = case.person.email or ""
    match reason:
        case NotMatched.OVERRIDE_UNKNOWN:
            override = case.policy.config.ilert_users.emails[case.person.id]
            return Verdict.NO, f"ilert_users.emails names {override}: {_nobody_has(case, override)}"
        case NotMatched.EMAIL_UNCONFIRMED:
            return Verdict.NO, f"Slack says that the address {email} is not confirmed"
        case NotMatched.LOOKUP_FAILED:
            return Verdict.UNKNOWN, f"ilert did not answer whether a user has the address {email}"
        case NotMatched.NO_EMAIL if case.slack_asked:
            return Verdict.NO, "Slack names no e-mail address"
        case NotMatched.NO_EMAIL if case.person.id:
            return Verdict.UNKNOWN, f"only Slack knows the e-mail address of {case.person.id}, and was not asked"
        case NotMatched.NO_EMAIL:
            return Verdict.NO, "without an ilert account, as asked"
        case _:
            return Verdict.NO, _nobody_has(case, email)


def _nobody_has(case: Case, email: str) -> str:
    if case.directory is None:
        return f"no ilert user has the address {email}"
    wanted = normalise_email(email)
    users = sum(normalise_email(user.email) == wanted for user in case.directory.users.values())
    if users > 1:
        return f"{users} ilert users have the address {email}, so that it is nobody's"
    near = near_address(wanted, case.directory.users_by_email)
    return f"no ilert user has the address {email}" + (f"; the nearest is {near}" if near else "")


def _guests_of_account(case: Case) -> tuple[Verdict, str]:
    if case.policy.config.ilert_users.guests:
        return Verdict.YES, "ilert_users.guests is true"
    return _asked(case), "a full member in Slack, while ilert_users.guests is false"


def _guests_of_channel(case: Case) -> tuple[Verdict, str]:
    if all(source.guests for source in case.here):
        return Verdict.YES, "guests is true"
    if case.person.guest:
        return Verdict.YES, "a guest in Slack, and guests is true in one of these tables"
    return _asked(case), "a full member in Slack, while guests is false"


def _account_channels(case: Case) -> tuple[Verdict, str]:
    channels = case.policy.config.ilert_users.channels
    return Verdict.YES, f"ilert_users.channels {'is' if channels == 'any' else 'has'} {_channels(case)}"


def _channels(case: Case) -> str:
    channels = case.policy.config.ilert_users.channels
    if channels == "any":
        return '"any"'
    rest = f" and {len(channels) - _SHOWN} more" if len(channels) > _SHOWN else ""
    return ", ".join(channels[:_SHOWN]) + rest


def _role(case: Case) -> str:
    return case.account.role.value.capitalize() if isinstance(case.account, IlertUser) else ""


def _visible(case: Case) -> str:
    if not isinstance(case.account, IlertUser) or case.directory is None:
        return ""
    found = accessible_resources(case.account, case.directory)
    return (
        f"role and teams give {len(found.alert_sources)} of {len(case.directory.alert_sources)} alert sources and "
        f"{len(found.escalation_policies)} of {len(case.directory.escalation_policies)} escalation policies"
    )


def _named_here(case: Case) -> tuple[Verdict, str]:
    ids = ", ".join(str(source.id) for source in case.here)
    return Verdict.YES, f"{case.place_name} is named by [[slack_alert_source]] {ids}"


def _usable(case: Case) -> tuple[Verdict, str]:
    if case.directory is None:
        return Verdict.UNKNOWN, "nothing has been read from ilert, so whether it can use what they list is open"
    return Verdict.YES, "ilert can use at least one alert source and escalation policy of these"


def _text(verdict: Verdict, text: Callable[[Case], str]) -> Callable[..., tuple[Verdict, str]]:
    return lambda case, *_reason: (verdict, text(case))


def _always(verdict: Verdict, text: str) -> Callable[..., tuple[Verdict, str]]:
    return _text(verdict, lambda _case: text)


_MEMBERSHIP = Rule(BARRED, _a_member, _barred)

ACCOUNT_RULES: Sequence[Rule] = (
    _MEMBERSHIP,
    Rule(
        frozenset({NotMatched.DIRECTORY_UNAVAILABLE}),
        _always(Verdict.YES, "the ilert account has been read"),
        _always(Verdict.UNKNOWN, "nothing has been read from the ilert account yet"),
    ),
    Rule(
        frozenset(
            {
                NotMatched.OVERRIDE_UNKNOWN,
                NotMatched.NO_EMAIL,
                NotMatched.EMAIL_UNCONFIRMED,
                NotMatched.NO_ACCOUNT,
                NotMatched.LOOKUP_FAILED,
            }
        ),
        _is_matched,
        _not_matched,
    ),
    Rule(
        frozenset({NotMatched.GUEST}),
        _guests_of_account,
        _always(Verdict.NO, "a guest in Slack, and ilert_users.guests is false"),
    ),
    Rule(
        frozenset({Denied.ACCOUNT_DIALOG_OFF}),
        _always(Verdict.YES, "ilert_users.enabled is true"),
        _always(Verdict.NO, "ilert_users.enabled is false"),
    ),
    Rule(
        frozenset({Denied.NOT_IN_THIS_CHANNEL}),
        _account_channels,
        _text(Verdict.NO, lambda case: f"ilert_users.channels has {_channels(case)}, and lacks {case.place_name}"),
    ),
    Rule(
        frozenset({Denied.STAKEHOLDER, Denied.UNKNOWN_ROLE}),
        _text(Verdict.YES, lambda case: f"the ilert role {_role(case)} may raise alerts"),
        _text(Verdict.NO, lambda case: f"the ilert role {_role(case)} may raise none, as far as this bot knows"),
    ),
    Rule(frozenset({Denied.NOTHING_VISIBLE}), _text(Verdict.YES, _visible), _text(Verdict.NO, _visible)),
)

CHANNEL_RULES: Sequence[Rule] = (
    _MEMBERSHIP,
    Rule(
        frozenset({Denied.NO_SLACK_ALERT_SOURCE}),
        _named_here,
        _text(Verdict.NO, lambda case: f"{case.place_name} is named by no [[slack_alert_source]]"),
    ),
    Rule(
        frozenset({Denied.GUESTS_NOT_HERE}),
        _guests_of_channel,
        _always(Verdict.NO, "a guest in Slack, and guests is false"),
    ),
    Rule(
        frozenset({Denied.SOURCE_UNUSABLE}),
        _usable,
        _always(Verdict.NO, "ilert can use no alert source with an escalation policy of these"),
    ),
)
