"""Finds the address that somebody probably means by one that no ilert user has. Pure."""

from collections.abc import Collection, Iterator
from string import ascii_lowercase, digits

_LETTERS = ascii_lowercase + digits + ".-_"
_IGNORED = str.maketrans("", "", ".-_")


def near_address(email: str, known: Collection[str]) -> str | None:
    """Return the known address that is the same but for one slip, or but for its domain; None where there is none.

    Both are compared as `normalise_email` writes them. Marks between names and what follows a plus sign do not count.
    """
    return next((one for one in _one_slip_apart(email) if one != email and one in known), None) or next(
        (one for one in known if one[:1] == email[:1] and one != email and _mailbox(one) == _mailbox(email)), None
    )


def _mailbox(email: str) -> str:
    """Return what stands before the "@": the same person often has the same there, at another domain."""
    return email.partition("@")[0].partition("+")[0].translate(_IGNORED)


def _one_slip_apart(text: str) -> Iterator[str]:
    """Write a text with one letter fewer, two in the wrong order, another letter, or one more, at every place.

    To look these up is quicker than to compare with each of some ten thousand known ones.
    """
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        yield before + after[1:]
        yield before + after[1::-1] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after[1:]
            yield before + letter + after
