"""`views.*` of the Web API (Slack docs, methods)."""

import re
from typing import Any

from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.arguments import Arguments, invalid
from bot.sandbox.slack.block_kit import message_problems, view_problems
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.views import View

_COMPLAINT = re.compile(r"\[ERROR\] (?P<message>.*) \[json-pointer:(?P<pointer>[^]]*)\]", re.DOTALL)


def open_view(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Open a dialog for the person of a trigger, which is used up even if the view is refused."""
    trigger = slack.triggers.exchange(arguments.text("trigger_id"))
    return _answer(slack, slack.views.open(trigger, arguments.structure("view")))


def push(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Put a dialog on top of the one in which the trigger was pulled."""
    trigger = slack.triggers.exchange(arguments.text("trigger_id"))
    if trigger.view_id is None:
        raise ApiError("invalid_trigger_id")
    return _answer(slack, slack.views.push(trigger.user_id, arguments.structure("view")))


def update(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Replace what an open dialog shows."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    shape = arguments.structure("view")
    slack.views.check(shape)
    view = slack.views.by_ids(view_id or None, external_id or None)
    return _answer(slack, slack.views.update(view, shape, arguments.text("hash") or None))


def publish(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Replace what a person's Home tab shows."""
    person = slack.workspace.people.get(arguments.text("user_id"))
    if person is None:
        raise ApiError("user_not_found")
    if not slack.workspace.app.home_tab:
        raise ApiError("not_enabled")
    shape = arguments.structure("view")
    return _answer(slack, slack.views.publish(person.id, shape, arguments.text("hash") or None))


def validate(slack: Slack, arguments: Arguments) -> dict[str, Any]:
    """Say what is wrong with a view, a message or blocks, without showing them (Slack docs, blocks.validate)."""
    complaints = [_COMPLAINT.fullmatch(text) for text in _problems(slack, arguments)]
    errors: list[dict[str, Any]] = [
        {"pointer": found["pointer"], "code": "invalid_block", "message": found["message"], "constraint": {}}
        for found in complaints
        if found is not None
    ]
    return {"errors": errors}


def _problems(slack: Slack, arguments: Arguments) -> list[str]:
    view, message = arguments.structure("view"), arguments.structure("message", {})
    if view is not None:
        return view_problems(view, alert_blocks=slack.workspace.app.alert_blocks)
    if not isinstance(message, dict):
        raise invalid("must provide an object", "message")
    blocks = arguments.structure("blocks", message.get("blocks"))
    if blocks is None:
        raise ApiError("invalid_arguments", messages=["[ERROR] missing required field: view, message or blocks"])
    return message_problems(blocks, message.get("attachments", []))


def _answer(slack: Slack, view: View) -> dict[str, Any]:
    slack.changes.notify()
    return {"view": slack.views.json(view, with_state=False)}
