"""The log's audit lines: who raised an alert, from where, for whom, by which policy, and what came of it."""

from structlog.stdlib import get_logger

from bot.domain.alerts import Grouped, NotDelivered, NotSeen, Outcome, Raised, Sent
from bot.outbox.codec import state_word
from bot.outbox.model import Entry

log = get_logger(__name__)


def record(entry: Entry, outcome: Outcome, seconds: float) -> None:
    """Write the line of an outcome, so many seconds after the alert was accepted."""
    request = entry.request
    about = {
        "user": request.person.id,
        "channel": request.origin.channel_id,
        "alert_source": request.target.alert_source_id,
        "escalation_policy": request.target.escalation_policy_id,
        "policy_version": request.policy_version,
        "dialog": request.dialog,
        "tries": entry.tries,
        "seconds": round(seconds, 3),
    }
    match outcome:
        case Sent():
            log.info("alert_sent", **about)
        case Raised(seen):
            other = {"other_escalation_policy": seen.escalation_policy_id} if outcome.by_another_policy else {}
            log.info("alert_raised", alert_id=seen.alert_id, url=seen.url, **about, **other)
        case Grouped(alert_id, url):
            log.warning("alert_grouped", alert_id=alert_id, url=url, **about)
        case NotSeen(alert_creation):
            log.error("alert_not_seen", alert_creation=alert_creation, **about)
        case NotDelivered(reason, detail):
            log.error("alert_not_delivered", reason=reason, problem=detail, **about)


def word(outcome: Outcome) -> str:
    """Name an outcome for the metrics: its state, or why it was given up."""
    return outcome.reason if isinstance(outcome, NotDelivered) else state_word(outcome)
