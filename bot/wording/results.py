"""What people are told after Submit besides an alert's state: whether it was kept, and by what it is found."""

from bot.wording.sentences import Sentences


class ResultsWording(Sentences):
    """After Submit."""

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

    def raised_link(self) -> str:
        return self._("Open the alert in ilert")

    def unreadable(self, time: str) -> str:
        return self._(
            "The bot has stored your alert of {time}, but the version of the bot that is running cannot read it. "
            "It is not known whether the alert was raised. Please contact the on-call team another way, to be sure."
        ).format(time=time)

    def reference(self, reference: str) -> str:
        return self._("Reference {reference}").format(reference=reference)
