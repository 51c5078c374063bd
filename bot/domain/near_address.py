"""Finds the address that somebody probably means by one that no ilert user has. Pure."""

from collections.abc import Iterable

_IGNORED = str.maketrans("", "", ".-_")


def near_address(email: str, known: Iterable[str]) -> str | None:
    """Return the known address that is the same but for one slip, or but for its domain; None where there is none.

    Both are compared as `normalise_email` writes them. Marks between names and what follows a plus sign do not count.
    """
    others = sorted(one for one in known if one != email)
    return next((one for one in others if _one_slip_apart(email, one)), None) or next(
        (one for one in others if _mailbox(one) == _mailbox(email)), None
    )


def _mailbox(email: str) -> str:
    """Return what stands before the "@": the same person often has the same there, at another domain."""
    return email.partition("@")[0].partition("+")[0].translate(_IGNORED)


def _one_slip_apart(one: str, other: str) -> bool:
    """Tell whether one letter more, fewer or another, or two in the wrong order, makes one text of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), len(one))
    mine, theirs = one[start:], other[start:]
    return (
        mine[1:] == theirs[1:]
        or mine[1:] == theirs
        or mine == theirs[1:]
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )
