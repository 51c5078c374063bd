"""What people read about an alert in each state: one table for dialog, receipt, direct message and admins."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.domain.alerts import Failure
from bot.wording.sentences import N_, Sentences


class State(StrEnum):
    """What is known of an alert that has not been given up. A `Failure` says why one was."""

    SENDING = "sending"
    STILL_TRYING = "still_trying"
    SENT = "sent"
    """ilert took it and does not show it yet."""
    RAISED = "raised"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    RAISED_ELSEWHERE = "raised_elsewhere"
    """It is in ilert with another escalation policy than the one that was chosen."""
    IN_ILERT = "in_ilert"
    """It is in ilert, in a state that this version does not know, or was found there by an earlier release."""
    TAKEN = "taken"
    """ilert took it, as an earlier release recorded it. Nobody has looked whether there is an alert."""
    GROUPED = "grouped"
    GROUPED_SOMEWHERE = "grouped_somewhere"
    """It was added to an open alert whose number is not known."""
    NOT_SEEN = "not_seen"


Known = State | Failure


class Surface(StrEnum):
    """Where something is read."""

    DIALOG = "dialog"
    RECEIPT = "receipt"
    """A message in the channel that only the reporter sees."""
    DIRECT_MESSAGE = "direct_message"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Row:
    """One state's sentences. What is empty reads as the one before it; `admins` says what to do next as well.

    Each names the chosen `{target}`; `{number}` is an alert's number in ilert, `{reference}` what commands take.
    """

    dialog: str
    admins: str
    receipt: str = ""
    direct_message: str = ""

    def sentence(self, surface: Surface) -> str:
        """Return what stands on a surface."""
        match surface:
            case Surface.DIALOG:
                return self.dialog
            case Surface.RECEIPT:
                return self.receipt or self.dialog
            case Surface.DIRECT_MESSAGE:
                return self.direct_message or self.receipt or self.dialog
            case Surface.ADMINS:
                return self.admins


STATES: Mapping[Known, Row] = MappingProxyType(
    {
        State.SENDING: Row(
            dialog=N_("Sending your alert to {target} …"),
            receipt=N_("Your alert to {target} is on its way to ilert. You will be notified of the outcome."),
            admins=N_("An alert to {target} is on its way to ilert."),
        ),
        State.STILL_TRYING: Row(
            dialog=N_(
                "ilert has not accepted your alert to {target} yet. It is stored safely, and the bot keeps trying. You "
                "will get a direct message when it has gone through, or if the bot gives up. You can close this dialog."
            ),
            receipt=N_(
                "ilert has not accepted your alert to {target} yet. It is stored safely, and the bot keeps trying. You "
                "will get a direct message when it has gone through, or if the bot gives up."
            ),
            admins=N_(
                "ilert has not accepted an alert to {target} yet. It is stored safely, and the bot keeps trying; its "
                "readiness page and its log say what is in the way."
            ),
        ),
        State.SENT: Row(
            dialog=N_(
                "ilert has taken your alert to {target}, but does not show it yet. The bot is looking for it and will "
                "notify you."
            ),
            admins=N_("ilert has taken an alert to {target}, but does not show it yet. The bot is looking for it."),
        ),
        State.RAISED: Row(
            dialog=N_("{target} is being alerted."),
            direct_message=N_("Your alert is in ilert, and {target} is being alerted."),
            admins=N_("An alert is in ilert now, and {target} is being alerted. There is nothing left to do."),
        ),
        State.ACCEPTED: Row(
            dialog=N_("Your alert to {target} is in ilert, and somebody has accepted it."),
            admins=N_("An alert to {target} is in ilert, and somebody has accepted it. There is nothing left to do."),
        ),
        State.RESOLVED: Row(
            dialog=N_("Your alert to {target} is in ilert and has been resolved there."),
            admins=N_("An alert to {target} is in ilert and has been resolved there. There is nothing left to do."),
        ),
        State.RAISED_ELSEWHERE: Row(
            dialog=N_(
                "Your alert is in ilert, but not with {target}, which you chose. If they are needed, please contact "
                "them another way."
            ),
            admins=N_(
                "An alert is in ilert, but not with {target}, which was chosen. ilert uses another escalation policy "
                "where the chosen one's routing key is gone or was changed: compare it in ilert, and run "
                "`il-alert-bot check --online`."
            ),
        ),
        State.IN_ILERT: Row(
            dialog=N_("Your alert to {target} is in ilert."),
            admins=N_("An alert to {target} is in ilert."),
        ),
        State.TAKEN: Row(
            dialog=N_("ilert has taken your alert to {target}."),
            admins=N_("ilert has taken an alert to {target}."),
        ),
        State.GROUPED: Row(
            dialog=N_(
                "Your alert to {target} was added to the open alert #{number}, and nobody is called again. If that "
                "alert is about something else, please contact the on-call team another way."
            ),
            admins=N_(
                "An alert to {target} was added to the open alert #{number}, and nobody is called again. The alert "
                "source groups alerts. If each of them should call people, change that in ilert, in the alert source's "
                "settings for alert creation."
            ),
        ),
        State.GROUPED_SOMEWHERE: Row(
            dialog=N_(
                "Your alert to {target} was added to an alert that is open already, and nobody is called again. Please "
                "contact the on-call team another way if you need to be sure that they know."
            ),
            admins=N_(
                "An alert to {target} was added to an alert that is open already, and nobody is called again. The "
                "alert source groups alerts. If each of them should call people, change that in ilert, in the alert "
                "source's settings for alert creation."
            ),
        ),
        State.NOT_SEEN: Row(
            dialog=N_(
                "ilert has taken your alert to {target}, but no alert has appeared. It is not certain that anybody is "
                "being called. The bot keeps looking and will notify you if it appears."
            ),
            admins=N_(
                "ilert has taken an alert to {target}, but no alert has appeared. It is not certain that anybody is "
                "being called. Why is only recorded in the event log of the alert source in ilert: look there, and at "
                "the source's event filter and its settings for alert creation. The bot keeps looking."
            ),
        ),
        Failure.ILERT_UNREACHABLE: Row(
            dialog=N_(
                "Your alert to {target} could not be raised: ilert did not take it in time. Nobody was alerted. Please "
                "contact the on-call team another way."
            ),
            admins=N_(
                "An alert to {target} was given up: ilert did not take it in time. Nobody was alerted. If it still "
                "matters, `il-alert-bot outbox retry {reference}` sends it again."
            ),
        ),
        Failure.OUTCOME_UNKNOWN: Row(
            dialog=N_(
                "The bot could not find out whether your alert to {target} reached ilert. Please contact the on-call "
                "team another way, to be sure."
            ),
            admins=N_(
                "The bot could not find out whether an alert to {target} reached ilert, and has stopped trying. Look "
                "for its reference in ilert's alerts, and tell the reporter what you find."
            ),
        ),
        Failure.ILERT_REFUSED: Row(
            dialog=N_(
                "Your alert to {target} could not be raised: ilert did not accept it. Nobody was alerted. Please "
                "contact the on-call team another way, and let the admin of this bot know."
            ),
            admins=N_(
                "ilert did not accept an alert to {target}. Nobody was alerted. The problem is in ilert's own words: "
                "fix it there or in the policy file, then `il-alert-bot outbox retry {reference}` sends it again."
            ),
        ),
        Failure.ILERT_UNAUTHORIZED: Row(
            dialog=N_(
                "Your alert to {target} could not be raised: the bot's access to ilert is not valid. Nobody was "
                "alerted. Please contact the on-call team another way, and ask the admin of this bot to reauthorize "
                "it with a new ilert API key."
            ),
            admins=N_(
                "An alert to {target} was given up: ilert does not accept the bot's API key. Nobody was alerted. Give "
                "the bot a key that works, then `il-alert-bot outbox retry {reference}` sends the alert again."
            ),
        ),
        Failure.DROPPED: Row(
            dialog=N_(
                "Your alert to {target} was not raised: the admin of this bot stopped it before it reached ilert. "
                "Nobody was alerted. If it still matters, please contact the on-call team another way."
            ),
            admins=N_(
                "An alert to {target} was stopped with `il-alert-bot outbox drop` before it reached ilert. Nobody was "
                "alerted."
            ),
        ),
        Failure.UNEXPECTED: Row(
            dialog=N_(
                "Your alert to {target} could not be raised: something went wrong in the bot. Nobody was alerted. "
                "Please contact the on-call team another way, and let the admin of this bot know."
            ),
            admins=N_(
                "An alert to {target} was given up: something went wrong in the bot, and its log says what. Nobody was "
                "alerted. If it still matters, `il-alert-bot outbox retry {reference}` tries again."
            ),
        ),
        Failure.OUTBOX_UNAVAILABLE: Row(
            dialog=N_(
                "Your alert to {target} could not be raised: the bot could not write to its disk. Nobody was alerted. "
                "Please contact the on-call team another way, and let the admin of this bot know."
            ),
            admins=N_(
                "An alert to {target} was given up: the bot could not write to its disk. Nobody was alerted. Make room "
                "or repair the disk, then `il-alert-bot outbox retry {reference}` sends the alert again."
            ),
        ),
        Failure.OTHER: Row(
            dialog=N_(
                "Your alert to {target} was given up for a reason that another version of the bot recorded and this "
                "version does not recognize. It is not certain that nobody was alerted. Please contact the on-call "
                "team another way, to be sure."
            ),
            admins=N_(
                "An alert to {target} was given up for a reason that another version of the bot recorded and this "
                "version does not recognize. It is not certain that nobody was alerted. Look for its reference in "
                "ilert's alerts."
            ),
        ),
    }
)


class StateWording(Sentences):
    """An alert's states, as mrkdwn."""

    def sentence(
        self, surface: Surface, known: Known, target: str, number: int | None = None, reference: str = ""
    ) -> str:
        """Say on a surface what is known of an alert. `number` is that of the open alert it was added to."""
        sentence = self._(STATES[known].sentence(surface))
        return sentence.format(target=target, number=number, reference=reference)

    def only_first_rule(self) -> str:
        return self._("ilert gave it low priority, so only the first escalation rule is called.")

    def alerted_instead(self, policy: str) -> str:
        return self._("ilert is alerting {policy} instead.").format(policy=policy)

    def raised_twice(self, number: int) -> str:
        sentence = self._(
            "The first alert has appeared in ilert after all, as #{number}: the same people may have been called twice."
        )
        return sentence.format(number=number)

    def alert_number(self, number: int) -> str:
        return self._("It is alert #{number} in ilert.").format(number=number)

    def open_alert(self, number: int) -> str:
        return self._("Open alert #{number} in ilert").format(number=number)

    def on_call_team(self) -> str:
        return self._("the on-call team")

    def press_page_now(self, target: str) -> str:
        return self._("Press Page now to have {target} alerted by a second way.").format(target=target)

    def page_now(self) -> str:
        return self._("Page now")
