"""What a policy file that came in force changes, and what it names in vain. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checks.effect import effect
from bot.checks.references import in_snapshot
from bot.domain.account import Directory
from bot.policy.diagnostics import Severity
from bot.policy.diff import summarize
from bot.policy.file import LoadedPolicy
from bot.policy.parse import locate


@dataclass(frozen=True, slots=True)
class PolicyNews:
    """Sentences: who may alert whom now, what differs in the file, and what ilert does not have or cannot use."""

    people: Sequence[str]
    written: Sequence[str]
    missing: Sequence[str]


def judge(before: LoadedPolicy, after: LoadedPolicy, directory: Directory | None, now: float) -> PolicyNews:
    """Compare two files, and look up what the newer one names. Without a directory nothing is known to be missing."""
    found = in_snapshot(after.policy, directory, now) if directory is not None else ()
    wrong = [violation for violation in found if violation.severity is Severity.ERROR]
    return PolicyNews(
        effect(before.policy, after.policy, directory),
        summarize(before.policy, after.policy),
        [str(problem) for problem in locate(wrong, after.content.decode(), "config.toml")],
    )
