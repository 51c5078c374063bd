"""What a failed call to Slack means to the person who waited for it."""

from structlog.stdlib import get_logger

from bot.slack.api.errors import PersonHidden, SlackFailure
from bot.slack.ui.closing import failure_text
from bot.wording.wording import Wording

log = get_logger(__name__)


def explained(wording: Wording, error: SlackFailure) -> str:
    """Log which call Slack did not take, and say what that means to the person."""
    return failure_text(wording, error, _refused(wording, error))


def _refused(wording: Wording, error: SlackFailure) -> str:
    match error.method:
        case "users.info":
            log.error("person_unknown", problem=str(error))
            hidden = isinstance(error, PersonHidden)
            return wording.failures.hidden_person() if hidden else wording.failures.unknown_person()
        case "views.open":
            log.error("dialog_not_opened", problem=str(error))
            return wording.failures.dialog_failed()
        case "views.update":
            log.error("dialog_not_updated", problem=str(error))
            return wording.failures.dialog_not_updated()
        case "users.conversations":
            log.warning("own_channels_unknown", problem=str(error))
            return wording.failures.own_channels_unknown()
        case _:
            log.error("slack_call_failed", problem=str(error))
            return wording.failures.slack_failed()
