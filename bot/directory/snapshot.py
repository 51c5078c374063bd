"""The directory as bytes, so that a bot that starts while ilert is away still knows the account. Pure.

Integration keys are left out: they are secrets. A mark stands in for each, by which a host that has the key knows that
it is still the same. What a later release adds is ignored, and what an earlier one did not write has its default.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from bot.domain.account import AlertSource, Directory, EscalationPolicy, IlertUser, Team, unique_emails
from bot.runtime.secret_mark import secret_mark

VERSION = b"2"

_AT_ONCE = 500
"""Of so many users, sources and so on one part is written."""


class SnapshotUnreadable(Exception):
    """The bytes are damaged, or of another version."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What is written of a directory; the rest is an index. See `_body`."""

    taken_at: float
    users: tuple[IlertUser, ...]
    teams: tuple[Team, ...]
    alert_sources: tuple[AlertSource, ...]
    escalation_policies: tuple[EscalationPolicy, ...]


_ADAPTER = TypeAdapter(_Snapshot)


def dump(directory: Directory) -> bytes:
    """Write a directory: a line with the version and the checksum, then the rest as JSON."""
    return b"".join(dumped_parts(directory))


def dumped_parts(directory: Directory) -> Iterator[bytes]:
    """Write the same in parts, of which one is in memory at a time: all of thousands of users would take megabytes."""
    yield VERSION + b" " + _checksum(_body(directory)) + b"\n"
    yield from _body(directory)


def _body(directory: Directory) -> Iterator[bytes]:
    lists: Mapping[str, Iterable[object]] = {
        "users": directory.users.values(),
        "teams": directory.teams.values(),
        "alert_sources": map(_marked, directory.alert_sources.values()),
        "escalation_policies": directory.escalation_policies.values(),
    }
    yield b'{"taken_at":' + to_json(directory.taken_at)
    for name, items in lists.items():
        yield f',"{name}":['.encode()
        yield from _listed(items)
        yield b"]"
    yield b"}"


def _listed(items: Iterable[object]) -> Iterator[bytes]:
    left, comma = iter(items), b""
    while some := tuple(islice(left, _AT_ONCE)):
        yield comma + to_json(some, exclude={"__all__": {"integration_key"}})[1:-1]
        comma = b","


def load(data: bytes) -> Directory:
    """Read a directory back.

    Raises:
        SnapshotUnreadable: It is damaged, or of another version.
    """
    head, _, body = data.partition(b"\n")
    version, _, checksum = head.partition(b" ")
    if version != VERSION:
        raise SnapshotUnreadable("it is damaged, or another release wrote it")
    if checksum != _checksum([body]):
        raise SnapshotUnreadable("the checksum does not match")
    try:
        found = _ADAPTER.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise SnapshotUnreadable(f"another release wrote it ({first['loc']}: {first['msg']})") from error
    return Directory(
        users={user.id: user for user in found.users},
        users_by_email=unique_emails(found.users),
        teams={team.id: team for team in found.teams},
        alert_sources={source.id: source for source in found.alert_sources},
        escalation_policies={policy.id: policy for policy in found.escalation_policies},
        taken_at=found.taken_at,
    )


def with_known_keys(found: Directory, before: Directory | None) -> Directory:
    """Put into an account that was read back those integration keys that are known from before and still the same."""
    known = {} if before is None else before.alert_sources
    kept = {
        source.id: replace(source, integration_key=key)
        for source in found.alert_sources.values()
        if source.id in known and (key := known[source.id].integration_key) and secret_mark(key) == source.key_mark
    }
    return replace(found, alert_sources={**found.alert_sources, **kept}) if kept else found


def _marked(source: AlertSource) -> AlertSource:
    return replace(source, key_mark=secret_mark(source.integration_key)) if source.integration_key else source


def _checksum(parts: Iterable[bytes]) -> bytes:
    checksum = sha256()
    for part in parts:
        checksum.update(part)
    return checksum.hexdigest().encode()
