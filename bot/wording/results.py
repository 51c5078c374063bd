"""What people are told after Submit: on its way, kept, raised, or not."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.alerts import Failure
from bot.wording.sentences import N_, Sentences

NOT_RAISED: Mapping[Failure, str] = MappingProxyType(
    {
        Failure.ILERT_UNREACHABLE: N_(
            "The alert could not be raised: ilert did not respond. Nobody was alerted. Please contact the on-call team "
            "another way."
        ),
        Failure.OUTCOME_UNKNOWN: N_(
            "The bot could not find out whether the alert reached ilert. Please contact the on-call team another way, "
            "to be sure."
        ),
        Failure.ILERT_REFUSED: N_(
            "The alert could not be raised: ilert did not accept it. Nobody was alerted. Please contact the on-call "
            "team another way, and let the admin of this bot know."
        ),
        Failure.ILERT_UNAUTHORIZED: N_(
            "The alert could not be raised: the bot's access to ilert is no longer valid. Nobody was alerted. Please "
            "contact the on-call team another way, and ask the admin of this bot to reauthorize it with a new ilert "
            "API key."
        ),
        Failure.DROPPED: N_(
            "The alert was not raised: the admin of this bot stopped it before it reached ilert. Nobody was alerted. "
            "If it still matters, please contact the on-call team another way."
        ),
        Failure.UNEXPECTED: N_(
            "The alert could not be raised: something went wrong in the bot. Nobody was alerted. Please contact the "
            "on-call team another way, and let the admin of this bot know."
        ),
        Failure.OUTBOX_UNAVAILABLE: N_(
            "The alert could not be raised: the bot could not write to its disk. Nobody was alerted. Please contact "
            "the on-call team another way, and let the admin of this bot know."
        ),
        Failure.OTHER: N_(
            "The alert was given up for a reason that another version of the bot recorded and this version does not "
            "recognize. It is not certain that nobody was alerted. Please contact the on-call team another way, to be "
            "sure."
        ),
    }
)


class ResultsWording(Sentences):
    """An alert's life after Submit."""

    def sending(self) -> str:
        return self._("Sending your alert to ilert …")

    def still_trying(self) -> str:
        return self._(
            "ilert has not accepted your alert yet. It is stored safely, and the bot keeps trying. You will get a "
            "direct message when it has gone through, or if the bot gives up. You can close this dialog."
        )

    def submitted_by_another(self) -> str:
        return self._(
            "Somebody else has already submitted this dialog. What you typed was not sent, and nobody was alerted "
            "because of it. To raise an alert of your own, type the command again."
        )

    def submitted_before(self) -> str:
        return self._(
            "This alert has already been submitted. It is stored safely and on its way to ilert, and it will not be "
            "sent twice. You will be notified of the outcome."
        )

    def not_kept(self) -> str:
        return self._(
            "Nothing was sent: the bot cannot store your alert at the moment. Please press Submit again shortly."
        )

    def perhaps_kept(self) -> str:
        return self._(
            "The bot could not confirm that it has stored your alert. Please press Submit again to check; it will be "
            "sent only once."
        )

    def raised(self) -> str:
        return self._("The alert has been raised in ilert.")

    def raised_link(self) -> str:
        return self._("Open the alert in ilert")

    def not_raised(self, reason: Failure) -> str:
        return self._(NOT_RAISED[reason])

    def unreadable(self, time: str) -> str:
        return self._(
            "The bot has stored your alert of {time} UTC, but the version of the bot that is running cannot read it. "
            "It is not known whether the alert was raised. Please contact the on-call team another way, to be sure."
        ).format(time=time)

    def reference(self, reference: str) -> str:
        return self._("Reference {reference}").format(reference=reference)
