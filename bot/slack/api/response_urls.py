"""The addresses for messages that only one person sees in a channel, such as what came of their alert."""

import time
from dataclasses import dataclass, field

from cachetools import TTLCache

from bot.runtime.clock import Clock

# Slack docs, slash commands: a response_url may be used 5 times within 30 minutes.
_VALID_SECONDS = 1800.0
_USES = 5
_KEPT = 2_000


@dataclass(slots=True)
class ResponseUrl:
    """An address that answers one command. It is a secret."""

    url: str = field(repr=False)
    uses: int = 0
    posted: bool = False
    """Whether a message stands there, which the next one replaces."""

    def use(self) -> bool:
        """Count a use. Returns false where none is left."""
        if self.uses >= _USES:
            return False
        self.uses += 1
        return True


class ResponseUrls:
    """Remembers each open dialog's `response_url` while it is valid. Kept in memory only: it is a secret."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._urls: TTLCache[str, ResponseUrl] = TTLCache(_KEPT, _VALID_SECONDS, timer=clock)

    def remember(self, dialog_id: str, response_url: str) -> None:
        """Keep the address for a dialog, if there is one: what was done in no conversation has none."""
        if response_url:
            self._urls[dialog_id] = ResponseUrl(response_url)

    def get(self, dialog_id: str) -> ResponseUrl | None:
        """Return the address of a dialog while it is valid."""
        found: ResponseUrl | None = self._urls.get(dialog_id)
        return found
