"""What people do on the app's Home tab (Slack docs, App Home)."""

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
)
from bot.sandbox.slack.service import Slack


class HomeClient:
    """Acts on anybody's Home tab."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def open(self, user: str) -> None:
        """Go to the tab. The app is told at each visit, if it wants to be."""
        workspace, person = self._slack.workspace, person_of(self._slack, user)
        if not workspace.app.home_tab:
            raise ImpossibleAction("the app has no Home tab")
        if person.team_id != workspace.team_id:
            raise ImpossibleAction("people from outside have no Home tab")
        if "app_home_opened" in workspace.app.events:
            now, channel = f"{self._slack.clock.now():.6f}", workspace.im_with(user).id
            self._slack.event(
                {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home", "event_ts": now}
            )

    async def act(self, user: str, place: ElementAddress, value: Any) -> bool:
        """Press a button of the tab. Returns whether the app acknowledged."""
        view = self._slack.views.homes.get(user)
        if view is None:
            raise ImpossibleAction("the Home tab shows nothing")
        block, element = element_at(view.blocks, place)
        if element["type"] != "button":
            raise ImpossibleAction("only buttons can be used here")
        trigger_id = self._slack.triggers.issue(user)
        where = payloads.in_view(self._slack.views.json(view))
        action = action_json(self._slack, block, element, None if value is None else {"value": value})
        told = payloads.block_actions(self._slack.workspace, person_of(self._slack, user), where, action, trigger_id)
        return accepted(await interact(self._slack, told))
