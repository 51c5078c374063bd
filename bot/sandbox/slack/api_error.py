"""How a Web API method says no."""

from collections.abc import Sequence
from typing import Any


class ApiError(Exception):
    """An answer `{"ok": false, "error": code, ...}` (Slack docs, Web API: evaluating responses)."""

    def __init__(self, code: str, *, messages: Sequence[str] = (), **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.more = more

    def answer(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body
