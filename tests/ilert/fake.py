"""A transport that answers from a script and remembers what it was asked."""

import json
from collections import defaultdict
from collections.abc import Callable

from bot.ilert.errors import IlertError
from bot.ilert.sansio import Answer, Request


def answer(status=200, body=None, **headers):
    """Build an answer; header names are written with underscores."""
    encoded = b"" if body is None else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, encoded)


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
