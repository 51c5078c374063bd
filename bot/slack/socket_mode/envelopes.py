"""What Slack sends in an envelope, by kind (Slack docs, Using Socket Mode)."""

from collections.abc import Mapping
from typing import Any

INTERACTIONS = frozenset(
    ("block_actions", "block_suggestion", "message_action", "shortcut", "view_closed", "view_submission")
)
KINDS = frozenset(("slash_commands", "events_api", "other", *INTERACTIONS))
"""All that `kind_of` returns."""


def kind_of(envelope: Mapping[str, Any]) -> str:
    """Name what an envelope brings: `slash_commands`, `events_api`, the type of an interaction, or `other`."""
    kind = envelope.get("type")
    if kind == "interactive":
        payload = envelope.get("payload")
        kind = payload.get("type") if isinstance(payload, Mapping) else None
        return kind if isinstance(kind, str) and kind in INTERACTIONS else "other"
    return kind if kind in ("slash_commands", "events_api") else "other"
