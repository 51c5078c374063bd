"""The commands: what Slack shows beside them, and what `help` answers."""

from bot.wording.sentences import Sentences


class CommandWording(Sentences):
    """Commands."""

    def alert(self, command: str) -> str:
        sentence = self._(
            "*{command}* opens a dialog to alert the people on call.\n"
            "*{command} the checkout is down* opens it with the summary filled in."
        )
        return sentence.format(command=command)

    def on_call(self, command: str) -> str:
        return self._("*{command} on-call* shows who is on call.").format(command=command)

    def mine(self, command: str) -> str:
        return self._("*{command} mine* lists your own alerts and how they stand.").format(command=command)

    def whoami(self, command: str) -> str:
        sentence = self._("*{command} whoami* shows how the bot identifies you, and what you may alert from here.")
        return sentence.format(command=command)

    def help(self, command: str) -> str:
        return self._("*{command} help* shows this help.").format(command=command)

    def message_shortcut(self) -> str:
        return self._(
            "*Create ilert alert* in a message's menu, also in threads, opens the dialog with the message filled in."
        )

    def global_shortcut(self) -> str:
        return self._("*Create ilert alert* in the shortcuts menu opens the dialog from anywhere.")

    def who_may(self) -> str:
        return self._(
            "With an ilert account you can alert whatever your role and teams in ilert allow, from any channel where "
            "the admin permits it. Without one you can alert the people listed for a channel that is set up for it."
        )

    def unknown(self, command: str) -> str:
        return self._("The bot does not know the command {command}. It knows these:").format(command=command)

    def direct_message(self, command: str) -> str:
        sentence = self._(
            "Writing here alerts nobody. To alert the people on call, press *{button}* or type *{command}*."
        )
        return sentence.format(button=self.open_dialog_button(), command=command)

    def open_dialog_button(self) -> str:
        return self._("Raise an alert")
