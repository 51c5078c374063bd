"""The arguments of a Web API call, from wherever the app put them (Slack docs, Web API: basics)."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.slack.api_error import ApiError

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_TRUE, _FALSE = (True, "true", "1"), (False, "false", "0", "")


class Arguments:
    """Arguments by name. Forms and queries carry text, in which lists and objects are JSON."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self.host = ""
        """Which host of the app calls, where several have addresses of their own here."""

    def text(self, name: str) -> str:
        """Return a text; empty if it was not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise invalid("must provide a string", name)
        return value

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise invalid("must provide an integer", name) from None

    def flag(self, name: str) -> bool:
        """Return a yes or no; no if it was not given."""
        value = self.values.get(name, False)
        if value not in (*_TRUE, *_FALSE):
            raise invalid("must provide a boolean", name)
        return value in _TRUE

    def structure(self, name: str, default: Any = None) -> Any:
        """Return a list or an object."""
        value = self.values.get(name, default)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise invalid("must provide an object", name) from None


def invalid(text: str, name: str) -> ApiError:
    """Make the error of a wrong argument."""
    return ApiError("invalid_arguments", messages=[f"[ERROR] {text} [json-pointer:/{name}]"])


async def read_arguments(request: web.Request) -> Arguments:
    """Collect the arguments of a request.

    Raises:
        ApiError: The body cannot be read.
    """
    values: dict[str, Any] = dict(request.query)
    body = await request.read()
    if not body:
        return Arguments(values)
    if request.content_type in _FORMS:
        form = await request.post()
        return Arguments(values | {name: str(value) for name, value in form.items()})
    if request.content_type != "application/json":
        raise ApiError("invalid_post_type")
    try:
        sent = json.loads(body)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(sent, dict):
        raise ApiError("json_not_object")
    return Arguments(values | sent)
