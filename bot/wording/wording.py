"""Every sentence that people read in Slack and in ilert, in one language, as a value handed to whoever writes them.

Plain words; what happened first, then what to do.
"""

from gettext import NullTranslations

from bot.domain.alerts import Person
from bot.wording.admins import AdminWording
from bot.wording.alerts import AlertWording
from bot.wording.commands import CommandWording
from bot.wording.denials import DenialWording
from bot.wording.dialog import DialogWording
from bot.wording.failures import FailureWording
from bot.wording.page_now import PageNowWording
from bot.wording.results import ResultsWording
from bot.wording.shortcuts import ShortcutWording
from bot.wording.states import StateWording
from bot.wording.whoami import WhoamiWording

DEFAULT_LANGUAGE = "en"


class Wording:
    """All sentences in one language, by subject."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        """Its code, such as `en` (ISO 639-1)."""
        self.admins = AdminWording(translations)
        self.alert = AlertWording(translations)
        self.commands = CommandWording(translations)
        self.denials = DenialWording(translations)
        self.dialog = DialogWording(translations)
        self.failures = FailureWording(translations)
        self.page_now = PageNowWording(translations)
        self.results = ResultsWording(translations)
        self.shortcuts = ShortcutWording(translations)
        self.states = StateWording(translations)
        self.whoami = WhoamiWording(translations)


def english() -> Wording:
    """Return the English sentences, which are the originals."""
    return Wording(DEFAULT_LANGUAGE, NullTranslations())


class Wordings:
    """The languages that the bot speaks. The language of a locale such as `de-DE` is what stands before its hyphen."""

    def __init__(self) -> None:
        self._english = english()
        self._by_language = {self._english.language: self._english}

    def for_language(self, code: str) -> Wording:
        """Return the wording of a language or locale; English where the bot does not speak it."""
        return self._by_language.get(code.partition("-")[0].lower(), self._english)

    def for_person(self, person: Person) -> Wording:
        """Return the wording in the language in which a person uses Slack."""
        return self.for_language(person.locale)

    def for_admins(self) -> Wording:
        """Return the wording of what is not for one person: the admin channel, and alerts in ilert."""
        return self._english
