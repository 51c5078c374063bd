"""What people are told when the bot or Slack fails."""

from bot.wording.sentences import Sentences


class FailureWording(Sentences):
    """Failures."""

    def own_channels_unknown(self) -> str:
        return self._("Slack did not say in time which channels you are in. Please try again.")

    def unknown_person(self) -> str:
        return self._("The bot could not look you up in Slack, so it cannot open the dialog. Please try again.")

    def hidden_person(self) -> str:
        return self._(
            "Slack does not show the bot who you are, as with people of other companies in shared channels, so nothing "
            "was sent. Only members of this workspace can raise alerts. Please ask one of them to do it."
        )

    def not_for_us(self) -> str:
        return self._(
            "This came from another Slack workspace or app than the one that the bot serves, so nothing was sent. "
            "Please use the command in a channel of the bot's own workspace."
        )

    def submit_again(self) -> str:
        return self._("The bot could not look you up in Slack, so nothing was sent. Please press Submit again.")

    def dialog_too_late(self) -> str:
        return self._("The dialog could not be opened in time. Please try again.")

    def dialog_failed(self) -> str:
        return self._(
            "The dialog could not be opened. Please try again; if it happens again, let the admin of this bot know."
        )

    def dialog_not_updated(self) -> str:
        return self._("The dialog could not be changed. Please close it and type the command again.")

    def dialog_unreadable(self) -> str:
        return self._(
            "The bot cannot read this dialog, because it was opened before the bot was updated. Nothing was sent. "
            "Please type the command again."
        )

    def submission_failed(self) -> str:
        return self._(
            "Something went wrong in the bot, and it may not have taken what you submitted. If you get no message "
            "about it within a minute, please type the command again, and let the admin of this bot know."
        )

    def slack_failed(self) -> str:
        return self._("Slack did not answer the bot as it should. Please try again.")

    def missing_scope(self, needed: str) -> str:
        sentence = self._(
            "The bot is missing the Slack permission {needed}. Please ask the admin of this bot to reauthorize it: add "
            "the scope to the Slack app and reinstall the app."
        )
        return sentence.format(needed=needed)

    def access_revoked(self) -> str:
        return self._(
            "Slack no longer accepts the bot's token. Please ask the admin of this bot to reauthorize it: reinstall "
            "the Slack app and give the bot its new token."
        )

    def unexpected(self) -> str:
        return self._(
            "Something went wrong in the bot. Nobody was alerted. Please try again, or let the admin of this bot know."
        )
