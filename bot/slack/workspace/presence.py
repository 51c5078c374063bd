"""Who has an alert dialog open for which target, as far as this process knows. Kept in memory only."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cachetools import TTLCache

from bot.runtime.clock import Clock

OPEN_SECONDS = 600.0
"""For how long a dialog counts as open of which nothing was heard."""
_SENT_SECONDS = 60.0
_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A dialog: whose it is, for which escalation policy, and whether it was submitted."""

    person_id: str
    policy_id: int
    sent: bool = False


class Presence:
    """Remembers open dialogs by their root view's id."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._open: TTLCache[str, Opened] = TTLCache(_KEPT, OPEN_SECONDS, timer=clock)
        self._sent: TTLCache[str, Opened] = TTLCache(_KEPT, _SENT_SECONDS, timer=clock)

    def at(self, dialog_id: str, person_id: str, policy_id: int | None) -> None:
        """Note for which policy somebody's dialog stands now; for none where that is not chosen yet."""
        if dialog_id and policy_id is not None:
            self._open[dialog_id] = Opened(person_id, policy_id)
        else:
            self._open.pop(dialog_id, None)

    def sent(self, dialog_id: str, person_id: str, policy_id: int | None) -> None:
        """Note that a dialog was submitted: for a minute its alert is on its way."""
        self._open.pop(dialog_id, None)
        if policy_id is not None:
            self._sent[dialog_id] = Opened(person_id, policy_id, sent=True)

    def closed(self, dialog_id: str) -> None:
        """Forget a dialog that was closed."""
        self._open.pop(dialog_id, None)

    def others(self, policy_id: int, person_id: str) -> Sequence[Opened]:
        """List other people's dialogs for a policy, those that were submitted first; one for each person."""
        found = (*self._sent.values(), *self._open.values())
        by_person = {one.person_id: one for one in reversed(found) if one.policy_id == policy_id}
        return [replace(one) for who, one in reversed(by_person.items()) if who != person_id]
