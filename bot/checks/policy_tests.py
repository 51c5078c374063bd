"""Runs the `[[test]]` tables of a policy file. Pure.

Which results are certain depends on what is known. The channel dialog is in the file. The account dialog depends on the
ilert account; and of somebody written as a Slack user id, on the e-mail address that Slack has.
"""

import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.checks.offline import is_resolvable, offline_policy, origin_of, placeholder_person
from bot.domain.account import Directory
from bot.domain.alerts import Person
from bot.domain.decision import AccountOffer, ChannelOffer, Decision, account_dialog_closed, decide
from bot.policy.diagnostics import Severity
from bot.policy.schema import Policy, Test
from bot.policy.values import ANYONE
from bot.policy.violations import Violation

NO_DIRECTORY = "what ilert lets this person alert is not known here"
NOT_IDENTIFIED = "only Slack knows whose user id this is; --online asks it"


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known beyond the file: the account, and of Slack its channels' ids and some people."""

    directory: Directory | None = None
    ids_by_name: Mapping[str, str] = field(default_factory=dict)
    people: Collection[Person] = ()


@dataclass(frozen=True, slots=True)
class TestResults:
    """How many tests passed, which failed, and which are inconclusive, with the reason as their hint."""

    passed: int
    failed: tuple[Violation, ...]
    inconclusive: tuple[Violation, ...]


def run_tests(policy: Policy, facts: KnownFacts) -> TestResults:
    """Run every test of a policy."""
    active = offline_policy(policy, "", facts.ids_by_name)
    passed, failed, inconclusive = 0, [], []
    for number, test in enumerate(policy.test):
        person = placeholder_person(test.user, facts.people)
        origin = origin_of(test.channel, facts.ids_by_name)
        decision = decide(person, origin, active, facts.directory)
        # What nobody gets here, or a person without an account never gets, needs no picture of the account.
        certain = test.user == ANYONE or account_dialog_closed(origin, active) is not None
        unknown = "" if certain else _unknown(test, policy, facts)
        if _passes(test, decision, certain=not unknown):
            passed += 1
        elif unknown and not _contradicts(test, decision):
            inconclusive.append(_violation(number, test, decision, unknown))
        else:
            failed.append(_violation(number, test, decision, ""))
    return TestResults(passed, tuple(failed), tuple(inconclusive))


def _unknown(test: Test, policy: Policy, facts: KnownFacts) -> str:
    """Return why the account dialog is not known for this person; empty if it is."""
    if facts.directory is None:
        return NO_DIRECTORY
    if not is_resolvable(test.user, policy.ilert_users.emails, facts.people):
        return NOT_IDENTIFIED
    return ""


def _passes(test: Test, decision: Decision, *, certain: bool) -> bool:
    """Whether a test passes for certain. Finding somebody in ilert can only add to what they are offered."""
    if test.offers is not None:
        return set(test.offers) <= offered_policies(decision)
    if test.denied:
        return certain and decision.denial is not None
    return decision.denial is None


def _contradicts(test: Test, decision: Decision) -> bool:
    """Whether a test fails whatever else there is to know."""
    return bool(test.denied) and decision.denial is None


def offered_policies(decision: Decision) -> set[int]:
    """Collect the escalation policies that a person can choose, in either dialog."""
    offered: set[int] = set()
    if isinstance(decision.channel, ChannelOffer):
        offered |= {one.target.escalation_policy_id or 0 for one in decision.channel.choices}
    if isinstance(decision.account, AccountOffer):
        offered |= decision.account.resources.escalation_policies.keys()
    return offered


def _violation(number: int, test: Test, decision: Decision, unknown: str) -> Violation:
    offered = sorted(offered_policies(decision))
    found = f"{_listed(offered)} offered" if offered else "nothing offered"
    if test.offers is not None:
        missing = [one for one in test.offers if one not in offered]
        expected = f"{_listed(missing)} offered{' too' if offered else ''} to {test.user} in {test.channel}"
    else:
        expected = f"{'nothing' if test.denied else 'something'} offered to {test.user} in {test.channel}"
    key = "denied" if test.offers is None else "offers"
    severity = Severity.NOTICE if unknown else Severity.ERROR
    return Violation(("test", number, key), found, expected, unknown or _how_to_see(test), severity=severity)


def _how_to_see(test: Test) -> str:
    return f"`il-alert-bot explain --user {test.user} --channel {shlex.quote(test.channel)}` says why"


def _listed(numbers: Collection[int]) -> str:
    shown = list(map(str, numbers))[:10]
    return ", ".join(shown) + (f" and {len(numbers) - 10} more" if len(numbers) > len(shown) else "")
