"""What the schema allows but a policy must not have.

The rules look at the file's values as they stand, fit or not, so that their findings come together with
those of the schema. What does not have the right type is left to the schema.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from bot.policy.secrets import find_token
from bot.policy.violations import KeyPath, Violation, describe, key_name, quoted

UNEXPOSED = "no secret in this file"
EXPOSED_HINT = "put it into the environment or a systemd credential, and replace it: others may have read it"

MOST_VALUES = 30_000
"""Many times what the largest company needs; a file with more is no policy, and would take minutes to check."""

Data = Mapping[str, Any]
Placed = tuple[KeyPath, Any]


def broken_rules(data: Data) -> Iterator[Violation]:
    """Check a whole file against all rules."""
    rules = (
        secrets,
        repeated_channels,
        repeated_policies,
        look_alike_names,
        repeated_sources,
        shared_emails,
    )
    return chain.from_iterable(rule(data) for rule in rules)


def count_values(data: Data) -> int:
    """Count all that a file says."""
    return sum(1 for _ in _all_values(data))


def secrets(data: Data) -> Iterator[Violation]:
    """Find tokens. Who may read this file need not be who may use them."""
    for path, text in _texts(data):
        if token := find_token(text):
            yield Violation(path, f"{quoted(token)} (a secret)", UNEXPOSED, EXPOSED_HINT)


def repeated_channels(data: Data) -> Iterator[Violation]:
    """Find channels that stand twice in one list."""
    lists = [(*path, "channels") for path, _ in _tables(data, ("slack_alert_source",))]
    for path in [*lists, ("ilert_users", "channels")]:
        yield from _repeated(_entries(data, path), "each channel once")


def repeated_policies(data: Data) -> Iterator[Violation]:
    """Find escalation policies that stand twice in one alert source."""
    for source, _ in _tables(data, ("slack_alert_source",)):
        policies = _tables(data, (*source, "escalation_policy"))
        yield from _repeated(_values(policies, "id"), "each escalation policy once in an alert source")


def look_alike_names(data: Data) -> Iterator[Violation]:
    """Find display names that people could not distinguish."""
    for source, _ in _tables(data, ("slack_alert_source",)):
        names = _values(_tables(data, (*source, "escalation_policy")), "name")
        yield from _repeated(names, "display names that differ in more than case", _folded)


def repeated_sources(data: Data) -> Iterator[Violation]:
    """Find alert sources that have two tables: nobody could say which one applies."""
    ids = _values(_tables(data, ("slack_alert_source",)), "id")
    yield from _repeated(ids, "one table for each alert source")


def shared_emails(data: Data) -> Iterator[Violation]:
    """Find ilert accounts given to two Slack users: whoever is meant, one of them would act as the other."""
    path: KeyPath = ("ilert_users", "emails")
    emails = _at(data, path)
    if isinstance(emails, Mapping):
        placed = [((*path, user), email) for user, email in emails.items()]
        yield from _repeated(placed, "one Slack user for each ilert account", _folded)


def _folded(value: Hashable) -> Hashable:
    return value.strip().casefold() if isinstance(value, str) else value


def _repeated(
    placed: Iterable[Placed], expected: str, fold: Callable[[Hashable], Hashable] = lambda value: value
) -> Iterator[Violation]:
    """Report every text or number that, once folded, was there before. Empty ones are no repetition."""
    first: dict[Hashable, KeyPath] = {}
    for path, value in placed:
        if not value or isinstance(value, bool) or not isinstance(value, str | int):
            continue
        earlier = first.setdefault(fold(value), path)
        if earlier != path:
            yield Violation(path, describe(value), expected, f"it stands in {key_name(earlier)} already")


def _at(data: Data, path: KeyPath) -> Any:
    """Return what stands at a path, or None."""
    here: Any = data
    for step in path:
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int):
            here = here[step]
        else:
            return None
    return here


def _entries(data: Data, path: KeyPath) -> Sequence[Placed]:
    """List the entries of a list, each with its path."""
    found = _at(data, path)
    return [((*path, number), entry) for number, entry in enumerate(found)] if isinstance(found, list) else []


def _tables(data: Data, path: KeyPath) -> Sequence[tuple[KeyPath, Data]]:
    return [(inner, entry) for inner, entry in _entries(data, path) if isinstance(entry, Mapping)]


def _values(tables: Sequence[tuple[KeyPath, Data]], key: str) -> Sequence[Placed]:
    return [((*path, key), table[key]) for path, table in tables if key in table]


def _texts(data: Data) -> Iterator[tuple[KeyPath, str]]:
    return ((path, value) for path, value in _all_values(data) if isinstance(value, str))


def _all_values(data: Data) -> Iterator[Placed]:
    """List all values of a file. Without recursion: a file may be nested deeper than Python can follow."""
    waiting: list[Placed] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, Mapping):
            waiting += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, number), inner) for number, inner in enumerate(value)]
