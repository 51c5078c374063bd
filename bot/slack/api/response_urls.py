"""Where to tell a person in the channel, seen by nobody else, what came of their alert."""

import time
from collections import OrderedDict
from collections.abc import Callable

# Slack docs, slash commands: a response_url may be used 5 times within 30 minutes.
_VALID_SECONDS = 1800.0
_KEPT = 2_000


class ResponseUrls:
    """Remembers each open dialog's `response_url` while it is valid. Kept in memory only: it is a secret."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._urls: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def remember(self, dialog_id: str, response_url: str) -> None:
        """Keep the address for a dialog."""
        self._urls[dialog_id] = (self._clock(), response_url)
        if len(self._urls) > _KEPT:
            self._urls.popitem(last=False)

    def take(self, dialog_id: str) -> str | None:
        """Return the address of a dialog, once."""
        kept_at, url = self._urls.pop(dialog_id, (0.0, ""))
        return url if url and self._clock() - kept_at < _VALID_SECONDS else None
