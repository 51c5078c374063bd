"""What an app may answer to an envelope (Slack docs, Socket Mode: acknowledging; view_submission; block_suggestion)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.block_kit import message_problems, suggestion_problems, view_problems

Payload = Mapping[str, Any]

_MESSAGE = frozenset(
    {"text", "blocks", "attachments", "response_type", "unfurl_links", "unfurl_media", "mrkdwn", "thread_ts"}
)
_WITH_RESPONSE_ACTION = {
    "errors": {"response_action", "errors"},
    "update": {"response_action", "view"},
    "push": {"response_action", "view"},
    "clear": {"response_action"},
}


@dataclass(frozen=True, slots=True)
class Ack:
    """An acknowledgement that came."""

    payload: Any
    """What it carried, None if nothing."""
    ms: float
    """How long it took."""
    problems: tuple[str, ...] = ()
    """Why Slack does not accept it."""


def kind_of(envelope_type: str, payload: Payload) -> str:
    """Name what an envelope tells: `slash_commands`, `events_api`, or the kind of interaction."""
    return str(payload["type"]) if envelope_type == "interactive" else envelope_type


def takes_payload(kind: str) -> bool:
    """Tell an envelope's `accepts_response_payload`."""
    return kind in _CHECKS


def ack_problems(kind: str, told: Payload, answer: Any) -> Iterator[str]:
    """Say what is wrong with an acknowledgement's payload; `told` is the payload that it answers."""
    if kind not in _CHECKS:
        yield f"{kind} takes no payload in its acknowledgement"
    elif not isinstance(answer, dict):
        yield "a payload must be an object"
    else:
        yield from _CHECKS[kind](told, answer)


def _command(_told: Payload, answer: Payload) -> Iterator[str]:
    yield from (f"unknown property of a message: {name}" for name in answer.keys() - _MESSAGE)
    if answer.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        yield f"no such response_type: {answer['response_type']}"
    if answer and not any(answer.get(name) for name in ("text", "blocks", "attachments")):
        yield "no_text"
    if not isinstance(answer.get("text", ""), str):
        yield "text must be a string"
    yield from message_problems(answer.get("blocks", []), answer.get("attachments", []))


def _submission(told: Payload, answer: Payload) -> Iterator[str]:
    if not answer:
        return
    action = answer.get("response_action")
    if action not in _WITH_RESPONSE_ACTION:
        yield f"no such response_action: {action!r}"
    elif answer.keys() != _WITH_RESPONSE_ACTION[action]:
        yield f"response_action {action} with {sorted(answer)}"
    elif action == "errors":
        yield from _field_errors(told, answer["errors"])
    elif action in ("update", "push"):
        yield from view_problems(answer["view"])


def _field_errors(told: Payload, errors: Any) -> Iterator[str]:
    if not isinstance(errors, dict) or not errors:
        yield "errors must be an object that is not empty"
        return
    inputs = {block["block_id"] for block in told["view"]["blocks"] if block["type"] == "input"}
    for block_id, text in errors.items():
        if block_id not in inputs:
            yield f"errors for {block_id!r}, which is no input block of the view"
        if not isinstance(text, str) or not text:
            yield f"the error of {block_id!r} must be a text that is not empty"


def _suggestion(_told: Payload, answer: Payload) -> Iterator[str]:
    yield from suggestion_problems(answer)


_CHECKS: Mapping[str, Callable[[Payload, Payload], Iterator[str]]] = {
    "slash_commands": _command,
    "view_submission": _submission,
    "block_suggestion": _suggestion,
}
