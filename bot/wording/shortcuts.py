"""What the shortcuts write: the details of an alert about a message, and the choice of a channel."""

from bot.wording.sentences import Sentences


class ShortcutWording(Sentences):
    """Message shortcut and global shortcut. What is written into an alert's details is plain text."""

    def wrote(self, name: str) -> str:
        return self._("{name} wrote in Slack:").format(name=name)

    def attachments(self, names: str) -> str:
        return self._("Attachments: {names}").format(names=names)

    def files(self, names: str) -> str:
        return self._("Files: {names}").format(names=names)

    def channel_label(self) -> str:
        return self._("Channel whose on-call engineers to alert")

    def channel_placeholder(self) -> str:
        return self._("Choose a channel")

    def channel_hint(self) -> str:
        return self._("Listed are the channels that you are in and from which you can alert somebody.")

    def continue_button(self) -> str:
        return self._("Continue")

    def not_there_any_more(self) -> str:
        return self._("You are not in this channel any more, or nobody can be alerted from there now. Choose another.")
