"""The arguments that name a person, a channel and a policy file."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.policy.values import DIRECT_MESSAGE, InvalidValue, channel_or_dm, tested_user


def add_subject(parser: argparse.ArgumentParser, *, user_required: bool) -> None:
    """Add --user, --channel and --file."""
    parser.add_argument(
        "--user",
        required=user_required,
        type=_user,
        default="anyone",
        help="an e-mail address, a Slack user id, or 'anyone' for somebody without an ilert account"
        + ("" if user_required else "; default: anyone"),
    )
    parser.add_argument(
        "--channel", required=True, type=_channel, help="a channel's id or '#name', as the policy file writes it; or dm"
    )
    parser.add_argument("--file", type=Path, help="the policy file; default: the bot's own (IL_ALERT_CONFIG)")


def _user(value: str) -> str:
    return _fit(tested_user, value)


def _channel(value: str) -> str:
    return _fit(channel_or_dm, value)


def channel_argument(value: str) -> str:
    """Read a channel that is no direct message. Raises `argparse.ArgumentTypeError`."""
    if value == DIRECT_MESSAGE:
        raise argparse.ArgumentTypeError(f"found {value!r}, expected a channel's id or '#name'")
    return _channel(value)


def _fit(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except InvalidValue as error:
        hint = f"; did you mean {error.suggestion}?" if error.suggestion else ""
        raise argparse.ArgumentTypeError(f"found {value!r}, expected {error.expected}{hint}") from None
