"""Who has accepted an alert, by what ilert shows and by what people did here. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.outbox.actions import ActionKind
from bot.outbox.model import LiveAlert

# ilert's clock may differ from ours.
_MARGIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted an alert, and when: somebody in Slack by their id, or a user of ilert by their name.

    Both are empty where ilert does not say who: an alert that was accepted by an event has no such responder.
    """

    at: datetime
    slack_id: str = ""
    name: str = ""


def acceptance(alert: LiveAlert) -> Acceptance | None:
    """Say who accepted an alert last; None where it was not accepted, or is pending again.

    What the bot accepts for somebody, ilert records as done by the API key's user or by the alert source. So whoever
    pressed Accept counts, unless ilert shows somebody who accepted it later.
    """
    seen = alert.seen
    pressed = [one for one in alert.actions if one.kind is ActionKind.ACCEPT and (one.done or not seen.accepted_by)]
    if seen.status not in ("ACCEPTED", "RESOLVED"):
        return None
    if pressed:
        at = datetime.fromtimestamp(pressed[-1].at, UTC)
        later = [one for one in seen.accepted_by if one.accepted_at is not None and one.accepted_at > at + _MARGIN]
        if not later:
            return Acceptance(at, slack_id=pressed[-1].person_id)
    if seen.accepted_by and (at_ilert := seen.accepted_by[-1].accepted_at) is not None:
        return Acceptance(at_ilert, name=seen.accepted_by[-1].name)
    return Acceptance(datetime.fromtimestamp(alert.changed_at, UTC)) if seen.status == "ACCEPTED" else None
