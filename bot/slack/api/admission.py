"""What may come in: payloads of this app's own installation, in shapes that Bolt can route. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.api.client import Installation

_TABLES = ("user", "team", "enterprise", "channel", "container", "view", "message", "state", "event")
_TEXTS = (
    "type",
    "api_app_id",
    "team_id",
    "enterprise_id",
    "command",
    "text",
    "value",
    "user_id",
    "channel_id",
    "channel_name",
    "callback_id",
    "action_id",
    "block_id",
    "trigger_id",
    "response_url",
    "message_ts",
    "event_id",
)
_EVENT_TEXTS = (
    *("type", "subtype", "user", "bot_id", "app_id", "channel", "channel_type"),
    *("text", "tab", "ts", "thread_ts"),
)
_EVENT_TABLES = ("user", "tokens", "edited")

Body = Mapping[str, Any]


def well_shaped(payload: Body) -> dict[str, Any]:
    """Take over what features read and Bolt routes by, where it is of the type that Slack documents."""
    body = {name: payload[name] for name in _TEXTS if isinstance(payload.get(name), str)}
    body |= {name: payload[name] for name in _TABLES if isinstance(payload.get(name), dict)}
    if "actions" in payload:
        body["actions"] = _actions(payload["actions"])
    if "view" in body:
        view = body["view"]
        body["view"] = {**view, **{name: text_of(view, name) for name in ("type", "callback_id")}}
        body["view"].pop("app_installed_team_id", None)
    if "event" in body:
        body["event"] = _event(body["event"])
    return body


def _actions(actions: object) -> list[dict[str, Any]]:
    """Take over the actions; Bolt looks at the first one."""
    listed = actions if isinstance(actions, list) else []
    tables = (one for one in listed if isinstance(one, dict))
    found = [{**one, **{name: text_of(one, name) for name in ("action_id", "block_id", "type")}} for one in tables]
    return found or [{"action_id": "", "block_id": "", "type": ""}]


def _event(event: Body) -> dict[str, Any]:
    written = {name: event[name] for name in _EVENT_TEXTS if isinstance(event.get(name), str)}
    tables = {name: event[name] for name in _EVENT_TABLES if isinstance(event.get(name), dict)}
    return {"type": "", **written, **tables}


def kind_of(body: Body) -> str:
    """Name what a payload is about: a command, an event, or an interaction with its action or callback."""
    if command := text_of(body, "command"):
        return f"command {command}"
    kind = text_of(body, "type")
    if kind == "event_callback":
        return f"event {text_of(table_of(body, 'event'), 'type')}"
    actions = body.get("actions")
    action = text_of(actions[0], "action_id") if isinstance(actions, list) and actions else ""
    return " ".join(filter(None, (kind, action or text_of(body, "action_id") or text_of(body, "callback_id"))))


def foreign(payload: Body, installation: Installation, app_id: str) -> str:
    """Say why a payload is not for this installation; empty where nothing speaks against it.

    On Enterprise Grid, the organisation decides where the payload names one, elsewhere the workspace (Slack docs,
    Enterprise Grid). `app_id` is the app that Slack named when it greeted; empty where it named none.
    """
    if app_id and any(app != app_id for app in _texts(payload.get("api_app_id"))):
        return "another_app"
    if installation.enterprise_id is not None and (named := list(_enterprises(payload))):
        return "" if set(named) == {installation.enterprise_id} else "another_organisation"
    return "" if set(_teams(payload)) <= {installation.team_id} else "another_workspace"


def _enterprises(payload: Body) -> Iterator[str]:
    yield from _texts(payload.get("enterprise_id"))
    yield from _texts(table_of(payload, "enterprise").get("id"))


def _teams(payload: Body) -> Iterator[str]:
    yield from _texts(payload.get("team_id"))
    yield from _texts(table_of(payload, "team").get("id"))
    yield from _texts(table_of(payload, "user").get("team_id"))


def _texts(value: object) -> Iterator[str]:
    """Yield what names somebody; what is absent or empty names nobody, and what is no text somebody unknown."""
    if value is not None and value != "":
        yield value if isinstance(value, str) else "?"


def table_of(table: object, key: str) -> Body:
    """Return a table in a table; an empty one where there is none."""
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, dict) else {}


def text_of(table: object, key: str) -> str:
    """Return a text in a table; an empty one where there is none."""
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""
