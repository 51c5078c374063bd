"""The short lines in a card's thread: an edit of the card notifies nobody, and these do. Pure."""

from bot.outbox.acceptance import acceptance
from bot.outbox.cards import Card
from bot.slack.notifications.progress import names, who
from bot.wording.wording import Wording


def lines(wording: Wording, card: Card) -> dict[str, str]:
    """Write the lines that a card's thread has by now, in their order, each by a word without spaces that names it."""
    alert, say = card.live, wording.card
    match alert.seen.status:
        case "PENDING" if card.escalations:
            called = names(wording, alert.seen.responders)
            return {f"escalated:{card.escalations}": say.line_escalated(called)}
        case "ACCEPTED":
            accepted = acceptance(alert)
            by = who(accepted) if accepted is not None else ""
            named = (accepted.slack_id or accepted.name) if accepted is not None else ""
            text = say.line_accepted(by) if by else say.line_accepted_by_somebody()
            return {f"accepted:{'_'.join(named.split())}": text}
        case "RESOLVED":
            return {"resolved": say.line_resolved()}
        case _:
            return {}
