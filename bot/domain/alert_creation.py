"""What becomes of an event by its alert source's `alertCreation`: a new alert, or more of one that is open. Pure."""

from bot.domain.account import AlertCreation, AlertSource

# ilert OpenAPI, `alertCreation`; what each does, ilert's documentation on alert sources.
_WHAT_FOLLOWS = {
    AlertCreation.ONE_ALERT_PER_EMAIL_SUBJECT: "an alert with the same summary as an open one is added to that",
    AlertCreation.ONE_PENDING_ALERT_ALLOWED: "while an alert of it is pending, every further one is added to that",
    AlertCreation.ONE_OPEN_ALERT_ALLOWED: "while an alert of it is open, every further one is added to that",
    AlertCreation.OPEN_RESOLVE_ON_EXTRACTION: "an alert may be added to an open one, or resolve it, by its content",
    AlertCreation.ONE_ALERT_GROUPED_PER_WINDOW: "within its grouping window every further alert is added to the first",
    AlertCreation.INTELLIGENT_GROUPING: "an alert that ilert finds similar to an open one is added to that",
}
AND_THEN = ", and nobody is called again"


def grouping(source: AlertSource) -> str | None:
    """Say in plain words what follows where a source may add an event to an open alert; None where it never does.

    A source whose `alertCreation` this version cannot read is not judged: what happens is found out at delivery.
    """
    follows = _WHAT_FOLLOWS.get(source.alert_creation)
    return None if follows is None else follows + AND_THEN
