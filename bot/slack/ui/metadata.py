"""What a dialog carries along in its `private_metadata`: where it was opened, and its reference. Pure.

Slack hands it back as we gave it, but an older version of this bot may have written it, and it is visible in
the person's own client. So it is read with suspicion and decides nothing that is not decided again.
"""

import json
import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.alerts import Origin
from bot.slack.ui.typed import clean

# Crockford's base 32: no letter that is mistaken for another when read out on the phone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(rf"[{_ALPHABET}]{{4}}-[{_ALPHABET}]{{4}}")
# For a release that has to read these keys in another way. The first one wrote none.
_VERSION = 1
_CHANNEL = re.compile(r"[A-Z0-9]{6,30}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """How a dialog came to be: its reference, and where it was asked for."""

    reference: str
    origin: Origin
    alert_key: str = ""
    """Of the alert that the dialog is about, where there is one."""


def new_reference() -> str:
    """Make the reference that people quote; 40 random bits, unique for all practical purposes."""
    bits = secrets.randbits(40)
    letters = "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 40, 5))
    return f"{letters[:4]}-{letters[4:]}"


def dump(metadata: Metadata) -> str:
    """Write metadata for Slack to keep (at most 3,000 characters; this takes about 100)."""
    origin = metadata.origin
    written = {"r": metadata.reference, "c": origin.channel_id, "n": origin.name, "d": origin.direct_message}
    message = {"m": origin.message_ts, "t": origin.thread_ts} if origin.message_ts else {}
    about = {"a": metadata.alert_key} if metadata.alert_key else {}
    return json.dumps({"v": _VERSION, **written, **message, **about})


def load(text: str) -> Metadata | None:
    """Read metadata back; None where they are not ours. What another release wrote besides is passed over."""
    try:
        match json.loads(text):
            case {"r": str(reference), "c": str(channel), "n": str() | None as name, "d": bool(direct), **more}:
                if _REFERENCE.fullmatch(reference) and (_CHANNEL.fullmatch(channel) or (direct and not channel)):
                    message_ts, thread_ts = _ts(more.get("m")), _ts(more.get("t"))
                    origin = Origin(channel, name and clean(name), direct_message=direct)
                    key = more.get("a")
                    origin = replace(origin, message_ts=message_ts, thread_ts=thread_ts)
                    return Metadata(reference, origin, key if isinstance(key, str) else "")
            case _:
                pass
    except (ValueError, RecursionError):
        pass
    return None


def _ts(value: Any) -> str | None:
    """Read the id of a message."""
    return value if isinstance(value, str) and _TS.fullmatch(value) else None
