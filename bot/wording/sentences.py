"""What all groups of sentences share: how a sentence gets from English into a language. Pure.

The English sentence stands where it is used and is the key to its translations (gettext, `msgid`). A method fills
in its placeholders after translation, so that each language puts them where its grammar wants them. Where a
sentence is shown as Slack's mrkdwn, the caller escapes what it fills in.
"""

from datetime import UTC, datetime
from gettext import NullTranslations


class Sentences:
    """The sentences of one subject in one language."""

    def __init__(self, translations: NullTranslations) -> None:
        self._ = translations.gettext
        self.ngettext = translations.ngettext

    def time(self, time: datetime) -> str:
        """Write when something was, for where Slack does not write it in each reader's own way."""
        return self._("{time:%Y-%m-%d %H:%M} UTC").format(time=time.astimezone(UTC))


def N_(sentence: str) -> str:  # noqa: N802 - the name that translators' tools look for (gettext manual, special cases)
    """Mark a sentence of a table for translation; the method that reads the table translates it."""
    return sentence
