"""The kinds of value that a policy file has, and what each must look like."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from bot.locale.catalogues import LANGUAGES

# Slack's limits (Slack docs, Block Kit reference): a view's title, an input's label, an option's text. A section
# holds 3000 characters; a fallback shares it with other words.
TITLE_LIMIT = 24
LABEL_LIMIT = 2000
OPTION_TEXT_LIMIT = 75
FALLBACK_LIMIT = 2000

DIRECT_MESSAGE = "dm"
"""What stands for "a direct message with the bot" in a list of channels."""

ANY_CHANNEL = "any"
"""What stands for all channels and direct messages, instead of a list."""

ANYONE = "anyone"
"""What stands for "somebody of the workspace without an ilert account" in a test."""

EACH_PERSONS = "auto"
"""What stands for "each person's language" instead of one."""

_LANGUAGE_SETTINGS = (EACH_PERSONS, *LANGUAGES)

ID_EXPECTED = "the number in the address of its page in ilert, without quotes, e.g. 2247477"
CHANNEL_EXPECTED = 'a channel id such as "C024BE91L" or a name such as "#ops"'
USER_EXPECTED = 'an e-mail address, a Slack user id such as "U02ABCDEF", or "anyone"'

# ilert's OpenAPI file: ids are int64.
_LARGEST_ID = 2**63 - 1

# A channel's id starts with C or G (Slack docs, conversation object); names are lower case, up to 80 characters.
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{5,}")
_CHANNEL_NAME = re.compile(r"#[^\s#,]{1,80}")
_PLAIN_NAME = re.compile(r"[\w-]{1,80}")
_USER_ID = re.compile(r"[UW][A-Z0-9]{5,}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class InvalidValue(ValueError):
    """A value that is not allowed. `found` describes what was there where the value alone does not."""

    def __init__(self, expected: str, *, suggestion: str = "", found: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.suggestion = suggestion
        self.found = found


def is_channel_name(channel: str) -> bool:
    """Tell a channel's name from its id."""
    return channel.startswith("#")


def is_user_id(user: str) -> bool:
    """Tell a Slack user's id from an e-mail address."""
    return _USER_ID.fullmatch(user) is not None


def _id(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID:
        return value
    digits = value.strip() if isinstance(value, str) else ""
    raise InvalidValue(ID_EXPECTED, suggestion=digits if digits.isascii() and digits.isdecimal() else "")


def _is_channel(value: str) -> bool:
    if is_channel_name(value):
        return _CHANNEL_NAME.fullmatch(value) is not None and value == value.lower()
    return _CHANNEL_ID.fullmatch(value) is not None


def _channel(value: str) -> str:
    if _is_channel(value):
        return value
    if value.lower() == DIRECT_MESSAGE:
        raise InvalidValue(f"{CHANNEL_EXPECTED}; direct messages have no channel to configure")
    raise InvalidValue(CHANNEL_EXPECTED, suggestion=_suggested_channel(value))


def channel_or_dm(value: str) -> str:
    """Take a channel's id or name, or "dm"; raise `InvalidValue` for anything else."""
    if value == DIRECT_MESSAGE or _is_channel(value):
        return value
    if value.lower() == ANY_CHANNEL:
        raise InvalidValue(f'{CHANNEL_EXPECTED}, or "dm"; "any" stands alone, without brackets')
    suggestion = DIRECT_MESSAGE if value.lower() == DIRECT_MESSAGE else _suggested_channel(value)
    raise InvalidValue(f'{CHANNEL_EXPECTED}, or "dm"', suggestion=suggestion)


def _suggested_channel(value: str) -> str:
    """Return what becomes right by another case or a missing #."""
    word = value.strip()
    if _CHANNEL_ID.fullmatch(word.upper()) and any(map(str.isdigit, word)):
        return word.upper()
    name = word.lower().removeprefix("#")
    return f"#{name}" if _PLAIN_NAME.fullmatch(name) else ""


def _user_id(value: str) -> str:
    if not _USER_ID.fullmatch(value):
        upper = value.upper()
        raise InvalidValue("a Slack user id such as U02ABCDEF", suggestion=upper if _USER_ID.fullmatch(upper) else "")
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise InvalidValue('an e-mail address such as "jane.doe@example.com"')
    return value


def tested_user(value: str) -> str:
    """Take an e-mail address, a Slack user id, or "anyone"; raise `InvalidValue` for anything else."""
    if value != ANYONE and not _USER_ID.fullmatch(value) and not _EMAIL.fullmatch(value):
        raise InvalidValue(USER_EXPECTED, suggestion=ANYONE if value.lower() == ANYONE else "")
    return value


def _language(value: str) -> str:
    if value not in _LANGUAGE_SETTINGS:
        quoted = ", ".join(f'"{one}"' for one in _LANGUAGE_SETTINGS)
        code = value.strip().lower().partition("-")[0]
        raise InvalidValue(f"one of {quoted}", suggestion=code if code in _LANGUAGE_SETTINGS else "")
    return value


def _not_blank(value: str) -> str:
    if value and not value.strip():
        raise InvalidValue("a text of more than spaces, or none")
    return value


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise InvalidValue("one line of text")
    return _not_blank(value)


def _text_like(*patterns: str) -> WithJsonSchema:
    """Describe a text to editors by a pattern. The functions above decide, and explain more than a pattern can."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{'|'.join(patterns)})$"})


_LOWER_CASE_NAME = r"#[^\s#,A-Z]{1,80}"

Id = Annotated[int, BeforeValidator(_id), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": _LARGEST_ID})]
Channel = Annotated[str, AfterValidator(_channel), _text_like(_CHANNEL_ID.pattern, _LOWER_CASE_NAME)]
ChannelOrDm = Annotated[
    str, AfterValidator(channel_or_dm), _text_like(_CHANNEL_ID.pattern, _LOWER_CASE_NAME, DIRECT_MESSAGE)
]
UserId = Annotated[str, AfterValidator(_user_id), _text_like(_USER_ID.pattern)]
Email = Annotated[str, AfterValidator(_email), _text_like(_EMAIL.pattern)]
TestedUser = Annotated[str, AfterValidator(tested_user), _text_like(ANYONE, _USER_ID.pattern, _EMAIL.pattern)]

Language = Annotated[str, AfterValidator(_language), WithJsonSchema({"type": "string", "enum": [*_LANGUAGE_SETTINGS]})]
Title = Annotated[str, StringConstraints(max_length=TITLE_LIMIT), AfterValidator(_one_line)]
Name = Annotated[str, StringConstraints(max_length=OPTION_TEXT_LIMIT), AfterValidator(_one_line)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=LABEL_LIMIT), AfterValidator(_not_blank)]
Fallback = Annotated[str, StringConstraints(max_length=FALLBACK_LIMIT), AfterValidator(_not_blank)]
