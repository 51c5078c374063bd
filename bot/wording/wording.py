"""Every sentence that people read in Slack and in ilert, in one language, as a value handed to whoever writes them.

Plain words; what happened first, then what to do.
"""

from collections.abc import Callable
from gettext import NullTranslations

from bot.domain.alerts import Person
from bot.locale.catalogues import ENGLISH, LANGUAGES, translations
from bot.policy.values import EACH_PERSONS
from bot.wording.acting import ActingWording
from bot.wording.admins import AdminWording
from bot.wording.alerts import AlertWording
from bot.wording.card import CardWording
from bot.wording.commands import CommandWording
from bot.wording.denials import DenialWording
from bot.wording.dialog import DialogWording
from bot.wording.failures import FailureWording
from bot.wording.hints import HintWording
from bot.wording.home import HomeWording
from bot.wording.mine import MineWording
from bot.wording.on_call import OnCallWording
from bot.wording.page_now import PageNowWording
from bot.wording.progress import ProgressWording
from bot.wording.results import ResultsWording
from bot.wording.shortcuts import ShortcutWording
from bot.wording.states import StateWording
from bot.wording.whoami import WhoamiWording


class Wording:
    """All sentences in one language, by subject."""

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        """Its code, such as `en` (ISO 639-1)."""
        self.acting = ActingWording(translations)
        self.admins = AdminWording(translations)
        self.alert = AlertWording(translations)
        self.card = CardWording(translations)
        self.commands = CommandWording(translations)
        self.denials = DenialWording(translations)
        self.dialog = DialogWording(translations)
        self.failures = FailureWording(translations)
        self.hints = HintWording(translations)
        self.home = HomeWording(translations)
        self.mine = MineWording(translations)
        self.on_call = OnCallWording(translations)
        self.page_now = PageNowWording(translations)
        self.progress = ProgressWording(translations)
        self.results = ResultsWording(translations)
        self.shortcuts = ShortcutWording(translations)
        self.states = StateWording(translations)
        self.whoami = WhoamiWording(translations)


def english() -> Wording:
    """Return the English sentences, which are the originals."""
    return Wording(ENGLISH, translations(ENGLISH))


class Wordings:
    """The languages that the bot speaks. The language of a locale such as `de-DE` is what stands before its hyphen.

    `setting` returns the policy's `language` at each call.
    """

    def __init__(self, setting: Callable[[], str]) -> None:
        self._setting = setting
        self._by_language = {language: Wording(language, translations(language)) for language in LANGUAGES}

    def for_language(self, code: str) -> Wording:
        """Return the wording of a language or locale, or that of the policy where the bot does not speak it."""
        return self._by_language.get(code.partition("-")[0].lower()) or self.for_policy()

    def for_person(self, person: Person) -> Wording:
        """Return the wording in which a person is addressed: the policy's, or that of the person's Slack."""
        return self.for_language(person.locale) if self._setting() == EACH_PERSONS else self.for_policy()

    def for_policy(self) -> Wording:
        """Return the wording of what is not for one person: the admin channel, and alerts in ilert."""
        return self._by_language.get(self._setting(), self._by_language[ENGLISH])
