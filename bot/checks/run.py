"""Puts a check together: the file, what is known of ilert and Slack, and the report."""

from collections.abc import Callable, Iterable
from pathlib import Path

from bot.checks.policy_tests import KnownFacts, run_tests
from bot.checks.references import OnlineFacts, in_ilert, in_slack, people
from bot.checks.report import Remark, Report, Severity
from bot.checks.snapshot import age_in_words, last_directory
from bot.config.settings import LocalSettings
from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.file import read_text
from bot.policy.parse import locate, parse_policy
from bot.policy.schema import Policy
from bot.policy.violations import Violation

Fetch = Callable[[Policy], OnlineFacts]
"""Asks ilert and Slack for what a policy names."""


def check(path: Path, settings: LocalSettings, fetch: Fetch | None = None) -> Report:
    """Check a policy file; with `fetch`, also whether what it names exists."""
    try:
        text = read_text(path)
        policy = parse_policy(text, str(path))
    except PolicyError as error:
        return Report(str(path), tuple(Remark(Severity.ERROR, problem) for problem in error.problems))
    answers = fetch(policy) if fetch is not None else None
    facts, basis = _known_facts(answers, settings)
    results = run_tests(policy, facts)
    levelled = [(Severity.ERROR, one) for one in results.failed] + [
        (Severity.NOTICE, one) for one in results.inconclusive
    ]
    if answers is not None:
        levelled += _references(policy, answers)
    failures = answers.failures if answers is not None else ()
    return Report(
        file=str(path),
        remarks=(*_located(levelled, text, str(path)), *_unasked(failures, str(path))),
        tests_passed=results.held,
        tests_failed=len(results.failed),
        tests_inconclusive=len(results.inconclusive),
        basis=basis,
    )


def _known_facts(answers: OnlineFacts | None, settings: LocalSettings) -> tuple[KnownFacts, tuple[str, ...]]:
    """Collect what tests can be proven with, and say what that is."""
    directory = answers.directory if answers is not None else None
    if directory is not None:
        basis = "Asked ilert just now."
    else:
        directory = last_directory(settings)
        basis = (
            "Nothing is known of the ilert account: no snapshot in the state directory (IL_ALERT_STATE_DIR)."
            if directory is None
            else f"The ilert account is as the bot read it {age_in_words(directory)}."
        )
    channels = answers.channels if answers is not None else None
    found = answers.people.values() if answers is not None else ()
    return (
        KnownFacts(
            directory,
            channels.ids_by_name if channels is not None else {},
            tuple(person for person in found if person is not None),
        ),
        (basis,),
    )


def _references(policy: Policy, answers: OnlineFacts) -> Iterable[tuple[Severity, Violation]]:
    if answers.directory is not None:
        yield from in_ilert(policy, answers.directory)
    if answers.channels is not None:
        yield from in_slack(policy, answers.channels)
    yield from people(policy, answers.people)


def _located(levelled: list[tuple[Severity, Violation]], text: str, file: str) -> Iterable[Remark]:
    problems = locate([finding for _, finding in levelled], text, file)
    remarks = [Remark(level, problem) for (level, _), problem in zip(levelled, problems, strict=True)]
    return sorted(remarks, key=lambda remark: (remark.problem.line or 0, remark.problem.column or 0))


def _unasked(failures: Iterable[str], file: str) -> Iterable[Remark]:
    for failure in failures:
        yield Remark(
            Severity.ERROR, Diagnostic(file, None, None, "", failure, "an answer, to check what the file names")
        )
