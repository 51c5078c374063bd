"""What a policy file that came in force changes, what it names in vain, and what to be aware of. Pure."""

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
    """Sentences: who may alert whom now, what differs in the file, what ilert does not have or cannot use.

    `warnings` are about what an admin may want or not, such as an alert source that adds alerts to open ones.
    """

    people: Sequence[str]
    written: Sequence[str]
    missing: Sequence[str]
    warnings: Sequence[str]


def judge(before: LoadedPolicy, after: LoadedPolicy, directory: Directory | None, now: float) -> PolicyNews:
    """Compare two files, and look up what the newer one names. Without a directory nothing is known to be missing."""
    found = tuple(in_snapshot(after.policy, directory, now)) if directory is not None else ()

    def sentences(severity: Severity) -> list[str]:
        chosen = [violation for violation in found if violation.severity is severity]
        return [str(problem) for problem in locate(chosen, after.content.decode(), "config.toml")]

    return PolicyNews(
        effect(before.policy, after.policy, directory),
        summarize(before.policy, after.policy),
        sentences(Severity.ERROR),
        sentences(Severity.WARNING),
    )
