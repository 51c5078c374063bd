"""What people do in dialogs, and what Slack's client makes of the app's answers (Slack docs, Modals)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.actions import (
    ElementAddress,
    ImpossibleAction,
    accepted,
    action_json,
    element_at,
    interact,
    person_of,
    search,
)
from bot.sandbox.slack.api_error import ApiError
from bot.sandbox.slack.inputs import enter, refusals, stateful_elements
from bot.sandbox.slack.service import Slack
from bot.sandbox.slack.views import View

Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What came of Submit: `closed`, `errors`, `updated`, `pushed`, `cleared`, or `trouble`.

    With `trouble` Slack says "We had some trouble connecting. Try again?" and the dialog stays.
    """

    result: str
    errors: Mapping[str, str] = field(default_factory=dict)


class DialogClient:
    """Acts in anybody's dialogs. What a call gives as `values` is entered first."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def act(self, user: str, view_id: str, place: ElementAddress, value: Any, values: Values) -> bool:
        """Click a button, or choose where a choice is told at once. Returns whether the app acknowledged."""
        view = self._top(user, view_id)
        self._enter(view, values)
        block, element = element_at(view.blocks, place)
        if block["type"] == "input" and not block["dispatch_action"]:
            raise ImpossibleAction("this input is not told at once")
        entry = enter(element, value, []) if element["type"] == "overflow" else None
        if element["type"] not in ("button", "overflow"):
            self._enter(view, {place[0]: {place[1]: value}})
            entry = view.entries[place[0]][place[1]]
        action = action_json(self._slack, block, element, entry)
        trigger_id = self._slack.triggers.issue(user, view.id)
        where = payloads.in_view(self._slack.views.json(view))
        person = person_of(self._slack, user)
        told = payloads.block_actions(self._slack.workspace, person, where, action, trigger_id)
        return accepted(await interact(self._slack, told))

    async def search(self, user: str, view_id: str, place: ElementAddress, query: str, values: Values) -> Any:
        """Type into an external select. Returns the app's answer, None if it gave none that Slack accepts."""
        view = self._top(user, view_id)
        self._enter(view, values)
        where = payloads.in_view(self._slack.views.json(view))
        return await search(self._slack, user, view.blocks, place, query, where=where, suggested=view.suggested)

    async def submit(self, user: str, view_id: str, values: Values) -> SubmitResult:
        """Press Submit."""
        view = self._top(user, view_id)
        if view.shape["submit"] is None:
            raise ImpossibleAction("this dialog has no Submit")
        self._enter(view, values)
        if refused := refusals(view.blocks, view.entries):
            return SubmitResult("errors", refused)
        ack = await interact(self._slack, self.submission(view))
        if not accepted(ack):
            return SubmitResult("trouble")
        try:
            return self._follow(view, (ack.payload if ack else None) or {})
        except ApiError as error:
            self._slack.violations.append(f"acknowledgement of view_submission: {error.code}")
            return SubmitResult("trouble")

    def submission(self, view: View) -> dict[str, Any]:
        """Write what Submit would tell the app now."""
        person = person_of(self._slack, view.user_id)
        trigger_id = self._slack.triggers.issue(person.id, view.id)
        told = self._slack.views.json(view)
        return payloads.view_submission(self._slack.workspace, person, told, trigger_id)

    async def close(self, user: str, view_id: str, *, clear_all: bool) -> None:
        """Press Close, or the cross, which closes the whole stack."""
        view = self._top(user, view_id)
        views = self._slack.views
        clear = clear_all or view.shape["clear_on_close"]
        if clear:
            closed = views.clear(user)
        else:
            closed = [view]
            views.close(view)
        self._slack.changes.notify()
        for one in reversed(closed):
            if one.shape["notify_on_close"]:
                person, told = person_of(self._slack, user), views.json(one)
                await interact(self._slack, payloads.view_closed(self._slack.workspace, person, told, is_cleared=clear))

    def _follow(self, view: View, answer: Mapping[str, Any]) -> SubmitResult:
        views = self._slack.views
        match answer.get("response_action"):
            case "errors":
                return SubmitResult("errors", answer["errors"])
            case "update":
                views.update(view, answer["view"])
                result = SubmitResult("updated")
            case "push":
                views.push(view.user_id, answer["view"])
                result = SubmitResult("pushed")
            case "clear":
                views.clear(view.user_id)
                result = SubmitResult("cleared")
            case _:
                views.close(view)
                result = SubmitResult("closed")
        self._slack.changes.notify()
        return result

    def _enter(self, view: View, values: Values) -> None:
        for block, element in stateful_elements(view.blocks):
            place = (block["block_id"], element["action_id"])
            if place[1] in values.get(place[0], {}):
                entry = enter(element, values[place[0]][place[1]], self._on_offer(view, place))
                view.entries[place[0]][place[1]] = entry

    def _on_offer(self, view: View, place: tuple[str, str]) -> list[Any]:
        """Return what may be chosen besides the element's own options: what was suggested, what is chosen already."""
        entry = view.entries[place[0]][place[1]]
        kept = [entry["selected_option"]] if entry.get("selected_option") else entry.get("selected_options", [])
        return [*view.suggested.get(place, []), *kept]

    def _top(self, user: str, view_id: str) -> View:
        view = self._slack.views.top(user)
        if view is None or view.id != view_id:
            raise ImpossibleAction("this dialog is not on top")
        return view
