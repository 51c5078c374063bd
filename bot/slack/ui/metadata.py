"""What a dialog carries along in its `private_metadata`: where it was opened, and its reference. Pure.

Slack hands it back as we gave it, but an older version of this bot may have written it, and it is visible in
the person's own client. So it is read with suspicion and decides nothing that is not decided again.
"""

import json
import re
import secrets
from dataclasses import dataclass

from bot.domain.alerts import Origin

# Crockford's base 32: no letter that is mistaken for another when read out on the phone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(rf"[{_ALPHABET}]{{4}}-[{_ALPHABET}]{{4}}")
_CHANNEL = re.compile(r"[A-Z0-9]{6,30}")


@dataclass(frozen=True, slots=True)
class DialogContext:
    """One interaction: its reference and the place where the command was typed."""

    reference: str
    place: Origin


def new_reference() -> str:
    """Make the reference that people quote; 40 random bits, unique for all practical purposes."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def dump(context: DialogContext) -> str:
    """Write a context for Slack to keep (at most 3,000 characters; this takes about 100)."""
    place = context.place
    return json.dumps({"r": context.reference, "c": place.channel_id, "n": place.name, "d": place.direct_message})


def load(text: str) -> DialogContext | None:
    """Read a context back; None where it is not one of ours."""
    try:
        match json.loads(text):
            case {"r": str(reference), "c": str(channel), "n": str() | None as name, "d": bool(direct)}:
                if _REFERENCE.fullmatch(reference) and _CHANNEL.fullmatch(channel):
                    return DialogContext(reference, Origin(channel, name, direct_message=direct))
            case _:
                pass
    except ValueError:
        pass
    return None
