"""The Home tab."""

from bot.wording.sentences import Sentences


class HomeWording(Sentences):
    """Home. Headings are plain text of at most 150 characters."""

    def welcome(self) -> str:
        return self._("From here you can alert the people on call, and see how your alerts stand.")

    def my_alerts(self) -> str:
        return self._("My alerts")

    def on_call(self) -> str:
        return self._("On call now")

    def what_i_may(self) -> str:
        return self._("What I may do, and why not more")

    def more_on_call(self, number: int, command: str) -> str:
        sentence = self.ngettext(
            "{number} more escalation policy: *{command}* shows who is on call for it.",
            "{number} more escalation policies: *{command}* shows who is on call for each.",
            number,
        )
        return sentence.format(number=number, command=command)
