"""The daemon whose seconds are half as long where it connects to Slack: a test need not wait so long."""

import dataclasses
import functools
import sys

from bot.cli.main import main
from bot.service import wiring
from bot.slack.socket_mode.backoff import Backoff
from bot.slack.socket_mode.client import SocketMode
from bot.slack.socket_mode.timing import SocketTiming

SECOND = 0.5


def hurried(usual: SocketTiming) -> SocketTiming:
    """Shorten every time and every pause."""
    times = {one.name: getattr(usual, one.name) * SECOND for one in dataclasses.fields(usual) if one.type is float}
    pauses = {name: tuple(one * SECOND for one in getattr(usual.backoff, name)) for name in ("unreachable", "refused")}
    return dataclasses.replace(usual, **times, backoff=Backoff(**pauses, storm=usual.backoff.storm * SECOND))


if __name__ == "__main__":
    wiring.SocketMode = functools.partial(SocketMode, timing=hurried(SocketTiming()))
    sys.exit(main(sys.argv[1:]))
