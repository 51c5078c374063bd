"""A person's own alerts."""

from bot.wording.sentences import Sentences


class MineWording(Sentences):
    """`mine`, and the Home tab. Times come as mrkdwn."""

    def headline(self) -> str:
        return self._("Your alerts, the newest first:")

    def none(self) -> str:
        return self._("You have raised no alert lately.")

    def unknown(self) -> str:
        return self._("The bot cannot read its list of alerts right now. Please try again in a minute.")

    def raised_at(self, time: str, reference: str) -> str:
        return self._("Submitted {time}. Reference {reference}").format(time=time, reference=reference)
