"""`alert` blocks in dialogs, for as long as Slack takes them, and sections in their place where it does not.

Not every workspace has them (Slack docs, alert block). Only trying shows it, and a trigger is used up even by a dialog
that is refused: so a dialog that is open already is the first to be drawn with them.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from structlog.stdlib import get_logger

from bot.slack.api.errors import SlackRefused

log = get_logger(__name__)

T = TypeVar("T")

View = Mapping[str, Any]


class AlertBlocks:
    """Remembers whether Slack takes them."""

    def __init__(self) -> None:
        self._taken: bool | None = None

    def to_open(self, view: View) -> View:
        """Return the view to open a dialog with."""
        return view if self._taken else with_sections(view)

    async def update(self, view: View, draw: Callable[[View], Awaitable[T]]) -> T:
        """Draw an open dialog anew, again where Slack refuses the blocks. Raises what `draw` raises."""
        plain = with_sections(view)
        if self._taken is False or plain == view:
            return await draw(plain)
        try:
            answer = await draw(view)
        except SlackRefused as error:
            answer = await draw(plain)
            log.warning("alert_blocks_refused", problem=str(error))
            self._taken = False
        else:
            self._taken = True
        return answer


def with_sections(view: View) -> View:
    """Write a view with sections in place of its `alert` blocks."""
    return {**view, "blocks": [_section(block) if block["type"] == "alert" else block for block in view["blocks"]]}


def _section(block: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = {name: value for name, value in block.items() if name != "level"}
    return {**kept, "type": "section"}
