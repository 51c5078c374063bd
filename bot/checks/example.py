"""Whether a policy file still has the values of `config.example.toml`, which are nobody's. Pure."""

from collections.abc import Iterator, Sequence

from bot.policy.diagnostics import Diagnostic, Severity
from bot.policy.parse import locate
from bot.policy.schema import Policy
from bot.policy.violations import KeyPath, Violation

# Nobody has these by chance. The numbers below could be somebody's, and count only beside one of these.
ADMIN_CHANNEL = "C0OPSADMIN"
FALLBACK = "Urgent? Call the NOC: +49 221 0000"
EMAIL = ("U02ABCDEF", "jane.doe@example.com")
ALERT_SOURCE = 2247477
ESCALATION_POLICIES = (81211, 81212)


def untouched(policy: Policy, text: str, file: str) -> Sequence[Diagnostic]:
    """Return one warning that names all lines with values of the example; nothing where there are none."""
    paths = list(_telling(policy))
    if not paths:
        return ()
    paths += _numbers(policy)
    violations = [Violation(path, "", "values of your own", severity=Severity.WARNING) for path in paths]
    first, *others = sorted(locate(violations, text, file), key=lambda one: one.line or 0)
    lines = dict.fromkeys(str(one.line) for one in (first, *others))
    found = f"still the example: line{'s' if len(lines) > 1 else ''} {', '.join(lines)}"
    return (
        Diagnostic(
            file, first.line, first.column, "", found, first.expected, "", first.source, first.caret, first.severity
        ),
    )


def _telling(policy: Policy) -> Iterator[KeyPath]:
    if policy.admin_channel == ADMIN_CHANNEL:
        yield ("admin_channel",)
    if policy.dialog.fallback == FALLBACK:
        yield ("dialog", "fallback")
    user, email = EMAIL
    if policy.ilert_users.emails.get(user) == email:
        yield ("ilert_users", "emails", user)


def _numbers(policy: Policy) -> Iterator[KeyPath]:
    for number, source in enumerate(policy.slack_alert_source):
        if source.id == ALERT_SOURCE:
            yield ("slack_alert_source", number, "id")
        for place, choice in enumerate(source.escalation_policy):
            if choice.id in ESCALATION_POLICIES:
                yield ("slack_alert_source", number, "escalation_policy", place, "id")
