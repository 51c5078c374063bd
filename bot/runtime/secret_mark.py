"""A name for a secret by which whoever has it recognises it, and from which nobody else learns it."""

from hashlib import sha256

_CHARACTERS = 16


def secret_mark(secret: str) -> str:
    """Return the name: always the same for the same secret, and as good as never for others.

    What is marked must be long and random, as keys are: a short or guessable text could be found by trying.
    """
    return sha256(secret.encode()).hexdigest()[:_CHARACTERS]
