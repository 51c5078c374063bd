"""What people are told when the bot or Slack fails."""

from bot.wording.sentences import Sentences


class FailureWording(Sentences):
    """Failures."""

    def unknown_person(self) -> str:
        return self._("Slack did not tell the bot who you are, so it cannot show you the dialog. Please try again.")

    def submit_again(self) -> str:
        return self._("Slack did not tell the bot who you are, so nothing was sent. Please press Submit again.")

    def dialog_too_late(self) -> str:
        return self._("The dialog could not be opened in time. Please try again.")

    def dialog_failed(self) -> str:
        return self._(
            "The dialog could not be opened. Please try again; if it happens again, tell the admin of this bot."
        )

    def missing_scope(self, needed: str) -> str:
        sentence = self._(
            "The bot lacks the Slack permission {needed}. Please ask the admin of this bot to reauthorize it: "
            "add the scope to the Slack app and install the app again."
        )
        return sentence.format(needed=needed)

    def access_revoked(self) -> str:
        return self._(
            "Slack does not accept the bot's token any more. Please ask the admin of this bot to reauthorize it: "
            "install the Slack app again and give the bot its new token."
        )

    def unexpected(self) -> str:
        return self._(
            "Something went wrong in the bot. Nobody was alerted. Please try again, or tell the admin of this bot."
        )
