"""The catalogues of translations and what belongs into them, as tests read them."""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.locale import catalogues

BOT = Path(catalogues.__file__).parents[1]
TRANSLATED = [language for language in catalogues.LANGUAGES if language != catalogues.ENGLISH]


def english(folder: Path = BOT) -> Catalog:
    """Gather the English sentences of a folder's modules, as `make catalogues` does."""
    found = Catalog()
    for _, _, sentence, _, context in extract_from_dir(folder):
        found.add(sentence, context=context)
    return found


def catalogue(language: str) -> Catalog:
    path = BOT / "locale" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as text:
        return read_po(text, locale=language)


def messages(catalog: Catalog) -> list[Message]:
    """All but the header."""
    return [message for message in catalog if message.id]


def originals(message: Message) -> list[str]:
    """The English sentence, or its singular and plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translations(message: Message) -> list[str]:
    """The translated sentence, or its plural forms."""
    return [message.string] if isinstance(message.string, str) else list(message.string)
