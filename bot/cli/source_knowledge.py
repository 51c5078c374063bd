"""What the running bot has seen of the policy's Slack alert sources: whether events make alerts there."""

import asyncio
from collections.abc import Iterator, Mapping

from bot.cli.exits import CommandFailed
from bot.cli.outbox_access import open_configured
from bot.cli.outbox_listing import source_known
from bot.config.settings import LocalSettings, SettingsError
from bot.domain.account import Directory
from bot.outbox.model import SourceKnowledge
from bot.outbox.opening import AnyOutbox
from bot.policy.schema import Policy
from bot.storage.errors import SchemaTooNew, StorageUnavailable


def read_knowledge(settings: LocalSettings) -> Mapping[int, SourceKnowledge]:
    """Read what was seen, by the source's id. Empty where there is no outbox yet, or it cannot be read now."""
    try:
        return asyncio.run(_read(open_configured(settings)))
    except (StorageUnavailable, SchemaTooNew, SettingsError, CommandFailed, OSError):
        # Whoever needs the outbox itself is told by `il-alert-bot outbox`.
        return {}


def known_sources(policy: Policy, directory: Directory | None, known: Mapping[int, SourceKnowledge]) -> Iterator[str]:
    """Say of each Slack alert source of a policy what was seen of it, or which way the policy sets."""
    names = {number: source.name for number, source in directory.alert_sources.items()} if directory else {}
    for source in policy.slack_alert_source:
        name = f"{names[source.id]} ({source.id})" if source.id in names else str(source.id)
        if source.raise_ != "auto":
            yield f'Alert source {name}: the policy says raise = "{source.raise_}".'
        elif source.id in known:
            yield f"Alert source {name} {source_known(known[source.id])}."


async def _read(outbox: AnyOutbox) -> Mapping[int, SourceKnowledge]:
    try:
        return {one.source_id: one for one in await outbox.sources()}
    finally:
        await outbox.close()
