"""Dialogs: each person's stack of views (Slack docs, Modals)."""

import copy
import json
import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.block_kit import elements_of, home_problems, view_problems
from bot.sandbox.slack.inputs import Entry, initial_entries
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.workspace import Workspace

STACK = 3
VIEW_BYTES = 250_000

_ID_CHARACTERS = string.ascii_uppercase + string.digits


@dataclass(slots=True)
class View:
    """A view on somebody's stack. `shape` is what the app sent, completed by Slack."""

    id: str
    user_id: str
    root_id: str
    previous_id: str | None
    shape: dict[str, Any]
    hash: str
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    """What is entered: block id, action id, entry."""
    suggested: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    """The options last suggested, by block id and action id."""

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, with all their ids."""
        return list(self.shape["blocks"])


class Views:
    """All open views of the app."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        """What each person's Home tab shows, by user id."""

    def top(self, user_id: str) -> View | None:
        """Return the view that a person sees."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def find(self, view_id: str) -> View | None:
        """Find an open view."""
        return next((view for view in self._all() if view.id == view_id), None)

    def open(self, trigger: Trigger, shape: Any) -> View:
        """Start a new stack with a view, instead of any that was open."""
        self.check(shape)
        self._check_external_id(shape, None)
        view_id = self._new_id()
        view = self._view(view_id, trigger.user_id, view_id, None, shape)
        self.stacks[trigger.user_id] = [view]
        return view

    def push(self, user_id: str, shape: Any) -> View:
        """Put a view on top of a person's stack."""
        self.check(shape)
        self._check_external_id(shape, None)
        stack = self.stacks.get(user_id, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= STACK:
            raise ApiError("push_limit_reached")
        view = self._view(self._new_id(), user_id, stack[0].id, stack[-1].id, shape)
        stack.append(view)
        return view

    def update(self, view: View, shape: Any, expected_hash: str | None = None) -> View:
        """Replace what a view shows. Entries stay where block id, action id and kind of element do."""
        self.check(shape)
        self._check_external_id(shape, view)
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        view.shape = _completed(shape)
        view.hash = self._new_hash()
        fresh = initial_entries(view.blocks)
        for block_id, actions in fresh.items():
            for action_id, entry in actions.items():
                before = view.entries.get(block_id, {}).get(action_id)
                if before is not None and before["type"] == entry["type"]:
                    actions[action_id] = before
        view.entries = fresh
        return view

    def publish(self, user_id: str, shape: Any, expected_hash: str | None = None) -> View:
        """Replace what a person's Home tab shows (Slack docs, views.publish)."""
        if problems := home_problems(shape):
            raise ApiError("invalid_arguments", messages=problems)
        before = self.homes.get(user_id)
        if expected_hash is not None and before is not None and expected_hash != before.hash:
            raise ApiError("hash_conflict")
        view_id = before.id if before is not None else self._new_id()
        self.homes[user_id] = self._view(view_id, user_id, view_id, None, shape)
        return self.homes[user_id]

    def by_ids(self, view_id: str | None, external_id: str | None) -> View:
        """Find the view that a call names.

        Raises:
            ApiError: It is not open.
        """
        for view in self._all():
            if view_id == view.id or (external_id and external_id == view.shape["external_id"]):
                return view
        raise ApiError("not_found")

    def close(self, view: View) -> None:
        """Take a view off its stack; what lies below is seen again."""
        self.stacks[view.user_id].remove(view)

    def clear(self, user_id: str) -> list[View]:
        """Close a person's whole stack, and return it."""
        return self.stacks.pop(user_id, [])

    def check(self, shape: Any) -> None:
        """Refuse a view that Slack would refuse.

        Raises:
            ApiError: With Slack's complaints.
        """
        if problems := view_problems(shape, alert_blocks=self._workspace.app.alert_blocks):
            raise ApiError("invalid_arguments", messages=problems)
        if len(json.dumps(shape, ensure_ascii=False).encode()) > VIEW_BYTES:
            raise ApiError("view_too_large")

    def json(self, view: View, *, with_state: bool = True) -> dict[str, Any]:
        """Write a view as Slack sends it."""
        app = self._workspace.app
        return {
            "id": view.id,
            "team_id": self._workspace.team_id,
            **copy.deepcopy(view.shape),
            "state": {"values": copy.deepcopy(view.entries) if with_state else {}},
            "hash": view.hash,
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": app.id,
            "app_installed_team_id": self._workspace.team_id,
            "bot_id": app.bot_id,
        }

    def _view(self, view_id: str, user_id: str, root_id: str, previous_id: str | None, shape: Any) -> View:
        view = View(view_id, user_id, root_id, previous_id, _completed(shape), self._new_hash())
        view.entries = initial_entries(view.blocks)
        return view

    def _all(self) -> Iterator[View]:
        for stack in self.stacks.values():
            yield from stack

    def _check_external_id(self, shape: Any, itself: View | None) -> None:
        wanted = shape.get("external_id")
        if wanted and any(view is not itself and view.shape["external_id"] == wanted for view in self._all()):
            raise ApiError("duplicate_external_id")

    def _new_id(self) -> str:
        return "V" + "".join(secrets.choice(_ID_CHARACTERS) for _ in range(10))

    def _new_hash(self) -> str:
        return f"{int(self._clock.now())}.{secrets.token_urlsafe(6)}"


def _completed(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what the app left out, as Slack does."""
    blocks = [_with_ids(block) for block in copy.deepcopy(shape["blocks"])]
    return {
        "type": shape["type"],
        "blocks": [_spelt_out(block) for block in blocks],
        "private_metadata": shape.get("private_metadata", ""),
        "callback_id": shape.get("callback_id", ""),
        "title": _spelt_out(shape.get("title")),
        "clear_on_close": shape.get("clear_on_close", False),
        "notify_on_close": shape.get("notify_on_close", False),
        "close": _spelt_out(shape.get("close")),
        "submit": _spelt_out(shape.get("submit")),
        "external_id": shape.get("external_id", ""),
    }


def _with_ids(block: dict[str, Any]) -> dict[str, Any]:
    block.setdefault("block_id", secrets.token_urlsafe(4))
    if block["type"] == "input":
        block.setdefault("optional", False)
        block.setdefault("dispatch_action", False)
    for element in elements_of(block):
        if element["type"] != "image":
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return block


def _spelt_out(tree: Any) -> Any:
    """Write out what a text object leaves to Slack."""
    if isinstance(tree, list):
        return [_spelt_out(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    tree = {name: _spelt_out(one) for name, one in tree.items()}
    if tree.get("type") == "plain_text":
        tree.setdefault("emoji", True)
    elif tree.get("type") == "mrkdwn":
        tree.setdefault("verbatim", False)
    return tree


def completed_blocks(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fill in what the app left out of a message's blocks, as Slack does."""
    return [_spelt_out(_with_ids(block)) for block in copy.deepcopy(blocks)]
