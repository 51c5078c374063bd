"""The commands: what Slack shows beside them, and what `help` answers."""

from bot.wording.sentences import Sentences


class CommandWording(Sentences):
    """Commands."""

    def help(self, command: str) -> str:
        sentence = self._(
            "*{command}* opens a dialog to alert the people on call.\n"
            "*{command} the checkout is down* opens it with the summary filled in.\n"
            "*{command} whoami* shows how the bot identifies you, and what you may alert from here.\n"
            "*{command} help* shows this help.\n\n"
            "With an ilert account you can alert whatever your role and teams in ilert allow, from any channel where "
            "the admin permits it. Without one you can alert the people listed for a channel that is set up for it."
        )
        return sentence.format(command=command)

    def unknown(self, command: str) -> str:
        return self._("The bot does not know the command {command}. It knows these:").format(command=command)

    def direct_message(self, command: str) -> str:
        sentence = self._(
            "Writing here alerts nobody. To alert the people on call, press *{button}* or type *{command}*."
        )
        return sentence.format(button=self.open_dialog_button(), command=command)

    def open_dialog_button(self) -> str:
        return self._("Raise an alert")
