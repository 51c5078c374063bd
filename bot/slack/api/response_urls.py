"""Where to tell a person in the channel, seen by nobody else, what came of their alert."""

import time

from cachetools import TTLCache

from bot.runtime.clock import Clock

# Slack docs, slash commands: a response_url may be used 5 times within 30 minutes.
_VALID_SECONDS = 1800.0
_KEPT = 2_000


class ResponseUrls:
    """Remembers each open dialog's `response_url` while it is valid. Kept in memory only: it is a secret."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._urls: TTLCache[str, str] = TTLCache(_KEPT, _VALID_SECONDS, timer=clock)

    def remember(self, dialog_id: str, response_url: str) -> None:
        """Keep the address for a dialog."""
        self._urls[dialog_id] = response_url

    def pop(self, dialog_id: str) -> str | None:
        """Return the address of a dialog, once."""
        url: str | None = self._urls.pop(dialog_id, None)
        return url
