"""What an outbox holds, as the sandbox's page shows it."""

from collections.abc import Sequence

from bot.cli.outbox_listing import API_CALLS
from bot.domain.alerts import NotDelivered, Raised
from bot.outbox.model import Entry, State, is_claimed
from bot.outbox.opening import AnyOutbox
from bot.sandbox.backstage import OutboxRow

ROWS_SHOWN = 20


async def read_rows(outbox: AnyOutbox, host: str = "") -> Sequence[OutboxRow]:
    """Read the rows, the newest first. Raises as the outbox does.

    Args:
        outbox: Where from.
        host: Whose outbox it is, where several hosts have one each.
    """
    entries, unnotified = await outbox.list(), await outbox.unnotified()
    readable = [entry for entry in entries if isinstance(entry, Entry)]
    return [_shown(entry, host, told=entry.key not in unnotified) for entry in reversed(readable[-ROWS_SHOWN:])]


def _shown(entry: Entry, host: str, *, told: bool) -> OutboxRow:
    owner = (entry.owner or "").partition("#")
    return OutboxRow(
        key=entry.key,
        reference=entry.request.reference,
        person=entry.request.person.name,
        summary=entry.request.summary,
        state=entry.state.value,
        sending=is_claimed(entry),
        accepted_at=entry.accepted_at,
        tries=entry.tries,
        next_try_at=entry.next_try_at,
        unknown_since=entry.in_doubt_since,
        problem=entry.outcome.detail if isinstance(entry.outcome, NotDelivered) else entry.problem or "",
        way=API_CALLS[entry.route.way] if entry.route else "",
        alert_id=entry.outcome.sighting.alert_id if isinstance(entry.outcome, Raised) else None,
        told=told and entry.state is not State.WAITING,
        host=host or (owner[0] if owner[1] else ""),
    )
