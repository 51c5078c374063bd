"""The languages in which the bot addresses people: English, and each that has a catalogue beside this file.

A catalogue is `LANGUAGE/LC_MESSAGES/messages.po`, from which the build makes the `.mo` file that is read here.
"""

from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

ENGLISH = "en"

_CATALOGUES = files(__package__)

LANGUAGES = (ENGLISH, *sorted(one.name for one in _CATALOGUES.iterdir() if (one / "LC_MESSAGES").is_dir()))
"""Their codes (ISO 639-1)."""


def translations(language: str) -> NullTranslations:
    """Return the sentences of one of `LANGUAGES`. English ones are the originals and have no catalogue.

    Raises:
        FileNotFoundError: The catalogue was not compiled, as `make catalogues` does in a source tree.
    """
    if language == ENGLISH:
        return NullTranslations()
    with (_CATALOGUES / language / "LC_MESSAGES" / "messages.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
