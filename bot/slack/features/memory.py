"""What dialogs are to know at once: the open alerts, and who is on call for what the policy file names."""

import asyncio
import time
from collections.abc import Sequence

from bot.slack.context import Context
from bot.slack.feature import Feature
from bot.slack.workspace.open_alerts import LOOK_SECONDS

ON_CALL_SECONDS = 240.0
"""How often to ask ilert, so that a dialog with a single choice can say that nobody is on call."""

_ILERT_SECONDS = 10.0
_IN_A_CALL = 50
"""So that the address of the call stays short."""


async def keep(context: Context) -> None:
    """Keep it up to date until cancelled."""
    read_at = -ON_CALL_SECONDS
    while True:
        await context.open_alerts.look(context.alerts.live)
        if time.monotonic() - read_at >= ON_CALL_SECONDS and (policies := _named(context)):
            read_at = time.monotonic()
            for start in range(0, len(policies), _IN_A_CALL):
                await context.on_calls.find(policies[start : start + _IN_A_CALL], _ILERT_SECONDS)
        await asyncio.sleep(LOOK_SECONDS)


def _named(context: Context) -> Sequence[int]:
    sources = context.policy().config.slack_alert_source
    return sorted({choice.id for source in sources for choice in source.escalation_policy})


FEATURE = Feature(name="memory", run=keep)
