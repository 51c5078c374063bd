"""A transport that answers from a script and remembers what it was asked."""

import json
from collections import defaultdict
from collections.abc import Callable

from bot.ilert.errors import IlertError
from bot.ilert.sansio import Answer, Request


def answer(status=200, body=None, **headers):
    """Build an answer of ilert's; header names are written with underscores. A failure has ilert's error body."""
    if status >= 400 and (body is None or isinstance(body, dict)):
        body = {"status": status, "message": "no message", "code": f"CODE_{status}", **(body or {})}
    encoded = b"" if body is None else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, encoded)


def page_of_a_gateway(status):
    """Build what a proxy, a firewall or a portal answers instead of ilert."""
    return Answer(status, {"content-type": "text/html; charset=utf-8"}, b"<html>blocked</html>")


KEY_ERROR = answer(403, {"code": "KEY_ERROR", "message": "Key is not valid"})


class ScriptedTransport:
    """Gives each endpoint's answers in turn; the last one is repeated. A function is asked with the request."""

    def __init__(self):
        self.sent: list[Request] = []
        self._scripts: defaultdict[str, list[Answer | IlertError | Callable[[Request], Answer]]] = defaultdict(list)

    def on(self, endpoint, *answers):
        self._scripts[endpoint].extend(answers)
        return self

    async def send(self, request):
        self.sent.append(request)
        script = self._scripts[request.endpoint]
        assert script, f"nobody expected {request.endpoint}"
        step = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(step, IlertError):
            raise step
        return step(request) if callable(step) else step

    def bodies(self, endpoint):
        return [json.loads(request.body) for request in self.sent if request.endpoint == endpoint]

    def count(self, endpoint):
        return sum(request.endpoint == endpoint for request in self.sent)
