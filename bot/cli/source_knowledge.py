"""What the running bot has seen of the policy's Slack alert sources: whether events make alerts there."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.cli.outbox_listing import source_known
from bot.domain.account import Directory
from bot.outbox.model import SourceKnowledge
from bot.outbox.opening import NAME, open_outbox, sqlite_url
from bot.policy.schema import Policy
from bot.storage.errors import SchemaTooNew, StorageUnavailable


def read_knowledge(state_dir: Path | None) -> Mapping[int, SourceKnowledge]:
    """Read what was seen, by the source's id. Empty where there is no outbox yet, or it cannot be read now."""
    if state_dir is None or not (state_dir / NAME).is_file():
        return {}
    try:
        return asyncio.run(_read(state_dir))
    except (StorageUnavailable, SchemaTooNew, OSError):
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


async def _read(state_dir: Path) -> Mapping[int, SourceKnowledge]:
    outbox = open_outbox(sqlite_url(state_dir))
    try:
        return {one.source_id: one for one in await outbox.sources()}
    finally:
        await outbox.close()
