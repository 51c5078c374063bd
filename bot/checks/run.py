"""Puts a check together: the file, what is known of ilert and Slack, and the report."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.checks.effect import effect
from bot.checks.example import untouched
from bot.checks.policy_tests import KnownFacts, run_tests
from bot.checks.references import OnlineFacts, in_ilert, in_slack, in_snapshot, people
from bot.checks.report import Report
from bot.checks.snapshot import basis, last_directory
from bot.config.places import Places
from bot.domain.account import Directory
from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.file import read_text
from bot.policy.parse import locate, parse_policy
from bot.policy.schema import Policy
from bot.policy.violations import Violation

SLACK_NOT_ASKED = "Channels and Slack users were not looked up; --online asks Slack."

Fetch = Callable[[Policy], OnlineFacts]
"""Asks ilert and Slack for what a policy names."""


def check(path: Path, places: Places, fetch: Fetch | None = None) -> Report:
    """Check a policy file; with `fetch`, also whether what it names exists."""
    try:
        text = read_text(path)
    except PolicyError as error:
        return Report(str(path), error.diagnostics)
    return check_text(text, str(path), places, fetch)


def check_text(text: str, file: str, places: Places, fetch: Fetch | None = None) -> Report:
    """Check the text of a policy file; `file` is what diagnostics call it. See `check`."""
    try:
        policy = parse_policy(text, file)
    except PolicyError as error:
        return Report(file, error.diagnostics)
    online = fetch(policy) if fetch is not None else None
    facts, sentences = _known_facts(online, places)
    results = run_tests(policy, facts)
    violations = [*results.failed, *results.inconclusive, *_references(policy, facts.directory, online)]
    failures = online.failures if online is not None else ()
    located = [*untouched(policy, text, file), *locate(violations, text, file)]
    return Report(
        file=file,
        diagnostics=(*sorted(located, key=lambda one: (one.line or 0, one.column or 0)), *_unanswered(failures, file)),
        tests_passed=results.passed,
        tests_failed=len(results.failed),
        tests_inconclusive=len(results.inconclusive),
        basis=sentences,
        changes=_changes(policy, file, facts.directory, places) if online is not None else (),
    )


def _changes(policy: Policy, file: str, directory: Directory | None, places: Places) -> tuple[str, ...]:
    """Compare a file with the bot's own, unless it is that, or that cannot be read."""
    own = places.policy_file
    if file == str(own):
        return ()
    try:
        in_force = parse_policy(read_text(own), str(own))
    except PolicyError:
        return ()
    return tuple(effect(in_force, policy, directory)) or ("Everybody may alert the same as by the file in force.",)


def _known_facts(online: OnlineFacts | None, places: Places) -> tuple[KnownFacts, tuple[str, ...]]:
    """Collect what tests can be run with, and say what that is."""
    directory = online.directory if online is not None else None
    if directory is not None:
        known = "Asked ilert just now."
    else:
        directory = last_directory(places)
        known = basis(directory)
    channels = online.channels if online is not None else None
    sentences = (known,) if online is not None else (known, SLACK_NOT_ASKED)
    found = online.people.values() if online is not None else ()
    return (
        KnownFacts(
            directory,
            channels.ids_by_name if channels is not None else {},
            tuple(person for person in found if person is not None),
        ),
        sentences,
    )


def _references(policy: Policy, directory: Directory | None, online: OnlineFacts | None) -> Iterable[Violation]:
    if online is not None and online.directory is not None:
        yield from in_ilert(policy, online.directory)
    elif directory is not None:
        yield from in_snapshot(policy, directory, time.time())
    if online is None:
        return
    if online.channels is not None:
        yield from in_slack(policy, online.channels)
    yield from people(policy, online.people)


def _unanswered(failures: Iterable[str], file: str) -> Iterable[Diagnostic]:
    for failure in failures:
        yield Diagnostic(file, None, None, "", failure, "an answer, to check what the file names")
