"""How fast cards may be posted and changed. Pure; times are in seconds.

Slack docs, rate limits: `chat.update` about 50 a minute for the workspace, `chat.postMessage` about one a second for
each channel, and after a 429 nothing for as long as its `Retry-After` says.
"""

import math
from collections import deque

EDITS_A_MINUTE = 45
"""A few less than Slack takes, so that a 429 is the exception."""

POST_SECONDS = 1.1

_MINUTE_SECONDS = 60.0
_UNNAMED_PAUSE_SECONDS = 10.0


class Pace:
    """Remembers what was posted and changed lately."""

    def __init__(self) -> None:
        self._edits: deque[float] = deque()
        self._posts: dict[str, float] = {}
        self._edits_after = -math.inf
        self._posts_after = -math.inf

    def edit_wait(self, now: float) -> float:
        """Return the seconds until a message may be changed."""
        while self._edits and self._edits[0] <= now - _MINUTE_SECONDS:
            self._edits.popleft()
        full = len(self._edits) >= EDITS_A_MINUTE
        free_at = self._edits[0] + _MINUTE_SECONDS if full else now
        return max(free_at, self._edits_after) - now if max(free_at, self._edits_after) > now else 0.0

    def post_wait(self, channel: str, now: float) -> float:
        """Return the seconds until a message may be posted in a channel."""
        self._posts = {name: at for name, at in self._posts.items() if at > now - POST_SECONDS}
        free_at = max(self._posts.get(channel, -math.inf) + POST_SECONDS, self._posts_after)
        return max(free_at - now, 0.0)

    def edited(self, now: float) -> None:
        """Count a change."""
        self._edits.append(now)

    def posted(self, channel: str, now: float) -> None:
        """Count a post."""
        self._posts[channel] = now

    def edits_limited(self, now: float, retry_after: float | None) -> None:
        """Learn that Slack wants no changes for a while."""
        self._edits_after = now + (retry_after or _UNNAMED_PAUSE_SECONDS)

    def posts_limited(self, now: float, retry_after: float | None) -> None:
        """Learn that Slack wants no posts for a while."""
        self._posts_after = now + (retry_after or _UNNAMED_PAUSE_SECONDS)
