"""From the text of a policy file to a policy, or to all that is wrong with it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.policy.diagnostics import Diagnostic, PolicyError
from bot.policy.rules import EXPOSED_HINT, MOST_VALUES, UNEXPOSED, broken_rules, count_values, secrets
from bot.policy.schema import Policy
from bot.policy.schema_errors import schema_violations
from bot.policy.secrets import known_tokens
from bot.policy.toml.positions import find_positions
from bot.policy.toml.source import SourceText, source_text
from bot.policy.toml.syntax import read_toml
from bot.policy.violations import Violation, quoted


def parse_policy(text: str, file: str) -> Policy:
    """Read a policy. `file` is only named in diagnostics.

    Raises:
        PolicyError: The text is not a policy; with all its mistakes, or the one that makes it no TOML.
    """
    text = text.replace("\r\n", "\n")
    data = read_toml(text, file)
    if not data:
        raise PolicyError(_nothing_configured(source_text(text, file)))
    if (number := count_values(data)) > MOST_VALUES:
        # Without a line of the file: to prepare it for being shown is what would take long.
        expected = f"a policy of at most {MOST_VALUES}"
        raise PolicyError(Diagnostic(file, None, None, "", f"{number} values", expected, "is this the right file?"))
    checked, exposed = _check(data), _secrets_in_comments(text, file)
    if isinstance(checked, Policy) and not exposed:
        return checked
    violations = [] if isinstance(checked, Policy) else checked
    raise PolicyError(*sorted([*locate(violations, text, file), *exposed], key=lambda one: (one.line, one.column)))


def _nothing_configured(source: SourceText) -> Diagnostic:
    """Refuse a file without a single key.

    By the schema's defaults it would be a policy: everybody with an ilert account, everywhere, and no channel
    for anybody else. But it is much more often a file that was truncated or is just being written, and taking
    it would silently close every channel that was open.
    """
    return source.diagnostic(
        0,
        "nothing that configures anything",
        "at least one key",
        "for the defaults alone write `ilert_users.enabled = true`",
    )


def _check(data: Mapping[str, Any]) -> Policy | Sequence[Violation]:
    """Check values against rules and schema. What holds a secret is reported as that only."""
    broken = list(broken_rules(data))
    exposing = {violation.path for violation in secrets(data)}
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        return [*broken, *(one for one in schema_violations(error, data) if one.path not in exposing)]
    return broken or policy


def locate(violations: Sequence[Violation], text: str, file: str) -> Iterator[Diagnostic]:
    """Find out where in a text of valid TOML violations stand. Only a file that has some pays for it."""
    text = text.replace("\r\n", "\n")
    positions, source = find_positions(text), source_text(text, file)
    for violation in violations:
        yield source.locate(positions.find(violation.path, violation.part), violation)


def _secrets_in_comments(text: str, file: str) -> Sequence[Diagnostic]:
    """Report tokens that are commented out: whoever can read the file can read them."""
    tokens = list(known_tokens(text))
    if not tokens:
        return []
    positions, source = find_positions(text), source_text(text, file)
    return [
        source.diagnostic(offset, f"{quoted(token)} (a secret)", UNEXPOSED, EXPOSED_HINT)
        for offset, token in tokens
        if positions.in_comment(offset)
    ]
