"""What people are told after Submit: on its way, kept, raised, or not."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.alerts import Failure
from bot.wording.sentences import N_, Sentences

NOT_RAISED: Mapping[Failure, str] = MappingProxyType(
    {
        Failure.ILERT_UNREACHABLE: N_(
            "The alert could not be raised: ilert did not answer. Nobody was alerted. "
            "Please reach the on-call team another way."
        ),
        Failure.FATE_UNKNOWN: N_(
            "ilert did not answer, and the bot could not find out whether the alert got through. "
            "Please reach the on-call team another way, to be sure."
        ),
        Failure.ILERT_REFUSED: N_(
            "The alert could not be raised: ilert did not accept it. Nobody was alerted. "
            "Please reach the on-call team another way, and tell the admin of this bot."
        ),
        Failure.ILERT_UNAUTHORIZED: N_(
            "The alert could not be raised: the bot's access to ilert is no longer valid. "
            "Nobody was alerted. Please reach the on-call team another way, and ask the admin of this bot to "
            "reauthorize it with a new ilert API key."
        ),
        Failure.DROPPED: N_(
            "The alert was not raised: the admin of this bot stopped it before it reached ilert. Nobody was "
            "alerted. If it still matters, please reach the on-call team another way."
        ),
        Failure.UNEXPECTED: N_(
            "The alert could not be raised: something went wrong in the bot. Nobody was alerted. Please "
            "reach the on-call team another way, and tell the admin of this bot."
        ),
        Failure.OUTBOX_UNAVAILABLE: N_(
            "The alert could not be raised: the bot could not write to its disk. Nobody was alerted. "
            "Please reach the on-call team another way, and tell the admin of this bot."
        ),
        Failure.OTHER: N_(
            "The alert was given up, for a reason that another version of the bot recorded and this one "
            "does not have words for. It is not certain that nobody was alerted. Please reach the on-call team another "
            "way, to be sure."
        ),
    }
)


class ResultsWording(Sentences):
    """An alert's life after Submit."""

    def sending(self) -> str:
        return self._("Sending your alert to ilert …")

    def still_trying(self) -> str:
        return self._(
            "ilert has not taken your alert yet. It is kept safely, and the bot keeps trying: a direct message will "
            "tell you when it got through, or if it is given up. You may close this dialog."
        )

    def submitted_before(self) -> str:
        return self._(
            "This alert was submitted already. It is kept safely and on its way to ilert, once. "
            "You will be told what comes of it."
        )

    def not_kept(self) -> str:
        return self._(
            "Nothing was sent: the bot cannot keep your alert at the moment. Please press Submit again in a moment."
        )

    def perhaps_kept(self) -> str:
        return self._(
            "The bot does not know yet whether it could keep your alert. Please press Submit again to see; "
            "it is sent only once."
        )

    def raised(self) -> str:
        return self._("The alert has been raised in ilert.")

    def raised_link(self) -> str:
        return self._("Open the alert in ilert")

    def not_raised(self, reason: Failure) -> str:
        return self._(NOT_RAISED[reason])

    def reference(self, reference: str) -> str:
        return self._("Reference {reference}").format(reference=reference)
