"""The time in the sandbox."""

import time


class Clock:
    """Seconds since 1970. They never go back, and tests may move them forward."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the time in seconds."""
        return time.monotonic() + self._offset

    def advance(self, seconds: float) -> None:
        """Let time pass at once. Waits that are already running are not shortened."""
        self._offset += seconds
