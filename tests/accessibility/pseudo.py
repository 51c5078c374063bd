"""A language that nobody speaks: every sentence longer than English, and marked as one that comes from a catalogue."""

from gettext import NullTranslations

from bot.wording.wording import Wording

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4


class Longer(NullTranslations):
    """English sentences, 40 % longer: German ones are a third longer, and short ones more than that."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{'ö' * max(0, round(len(message) * LONGER) - 2)}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


PSEUDO = Wording("pseudo", Longer())
