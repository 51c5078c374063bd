"""What is done with the table `source_knowledge`. Plain functions on an open database."""

from bot.outbox.model import SourceKnowledge
from bot.storage.connection import Database, Time
from bot.storage.transaction import transaction


def learn(database: Database, source_id: int, now: Time, *, takes_events: bool) -> bool:
    """Remember what was seen of an alert source. Returns whether that is news.

    A source that has ever shown an alert for an event takes events: that it showed none another time, a filter or a
    grouping may have done.
    """
    with transaction(database):
        # What is no news makes no row that others must wait for until this transaction ends.
        written = database.execute(
            "INSERT INTO source_knowledge (source, takes_events, since) "  # noqa: S608 - no input in it
            f"SELECT ?, ?, {database.NOW} WHERE NOT EXISTS ("
            "SELECT 1 FROM source_knowledge WHERE source = ? AND (takes_events OR NOT ?)) "
            "ON CONFLICT (source) DO UPDATE SET takes_events = TRUE, since = excluded.since "
            "WHERE excluded.takes_events AND NOT source_knowledge.takes_events",
            (source_id, takes_events, now, source_id, takes_events),
        )
        return written.rowcount == 1


def known(database: Database) -> list[SourceKnowledge]:
    """See `Inspector.sources`."""
    records = database.execute("SELECT source, takes_events, since FROM source_knowledge ORDER BY source")
    return [SourceKnowledge(one["source"], bool(one["takes_events"]), one["since"]) for one in records]


def of(database: Database, source_id: int) -> SourceKnowledge | None:
    """See `Sightings.source`."""
    return next((one for one in known(database) if one.source_id == source_id), None)
