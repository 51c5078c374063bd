"""Texts of others, made harmless to a terminal."""


def printable(text: str, instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    """Replace each character that a terminal would obey or could not show. The length stays the same."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else instead for character in text)
