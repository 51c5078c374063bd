"""Whether the database that several hosts share can be relied on, and how the other hosts are."""

import time
from collections.abc import Iterator

from bot.cli.doctor.findings import SKEW_SECONDS, CheckResult, Section, Status
from bot.cli.exits import CommandFailed
from bot.cli.outbox_access import open_configured
from bot.config.settings import LocalSettings
from bot.outbox.postgres import facts
from bot.outbox.postgres.facts import OLDEST_VERSION, Facts
from bot.outbox.postgres.host_table import ALIVE_SECONDS, Host
from bot.runtime.duration import duration
from bot.storage.errors import SchemaTooNew, StorageUnavailable

_HEADING = "Database"
_FINE = "reachable, durable, and the hosts go by one policy"


async def database_sections(settings: LocalSettings) -> list[Section]:
    """Ask the database; nothing where none is shared."""
    if settings.database_url is None:
        return []
    try:
        outbox = open_configured(settings)
    except CommandFailed as error:
        return [_broken(str(error), "see docs/several-hosts.md")]
    try:
        found = await outbox.work(facts.read)
    except (StorageUnavailable, SchemaTooNew) as error:
        return [_broken(str(error), "is it running, and does IL_ALERT_DATABASE_URL lead to it?")]
    finally:
        await outbox.close()
    return [Section(_HEADING, tuple(results(found, time.time())), _FINE, _FINE)]


def results(found: Facts, here: float) -> Iterator[CheckResult]:
    """Judge what the database says of itself. `here` is this machine's time, in seconds since 1970."""
    version = f"PostgreSQL {found.version // 10_000}"
    good = found.version >= OLDEST_VERSION
    status = Status.GOOD if good else Status.BROKEN
    yield CheckResult(status, "version", version, "" if good else "use PostgreSQL 13 or later", version)
    for name in found.not_durable:
        text = f"{name} is off: alerts that were accepted may be lost"
        yield CheckResult(Status.BROKEN, "durability", text, f"set {name} = on in the database", text)
    if found.standbys and not found.synchronous:
        text = "standbys are asynchronous: after a fail-over the newest alerts may be lost"
        yield CheckResult(Status.WARNING, "standbys", text, "set synchronous_standby_names in the database", text)
    if not found.may_make_tables:
        text = "this user may make no tables: an upgrade that adds some will not start"
        yield CheckResult(Status.WARNING, "rights", text, "make it the owner of the database", text)
    if abs(found.time - here) >= SKEW_SECONDS:
        text = f"the database's is {duration(abs(found.time - here))} off this machine's"
        yield CheckResult(Status.WARNING, "clock", text, "synchronise both with NTP", text)
    yield from _hosts(found)


def _hosts(found: Facts) -> Iterator[CheckResult]:
    alive = [host for host in found.hosts if host.seen_ago <= ALIVE_SECONDS]
    for host in found.hosts:
        status = Status.INFO if host in alive else Status.WARNING
        shared = "is alive" if host in alive else "has shown no sign of life"
        yield CheckResult(status, "host", _described(host), "" if host in alive else _IS_IT_GONE, shared)
    if alive and not any(host.leads for host in found.hosts):
        text = "none: nobody reads the ilert account"
        yield CheckResult(Status.WARNING, "leader", text, "one takes the lead within 15 seconds", text)
    if len({host.policy_version for host in alive if host.policy_version}) > 1:
        text = "hosts go by different policies"
        yield CheckResult(Status.WARNING, "policy", text, "give each host the same policy file", text)


_IS_IT_GONE = "start it, or disregard it where it is gone for good"


def _described(host: Host) -> str:
    leads = ", leads" if host.leads else ""
    seen = f"last seen {duration(host.seen_ago)} ago"
    return f"{host.name}: il-alert-bot {host.version}, policy {host.policy_version}, {seen}{leads}"


def _broken(problem: str, fix: str) -> Section:
    return Section(_HEADING, (CheckResult(Status.BROKEN, "database", problem, fix, "cannot be used"),))
