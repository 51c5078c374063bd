"""Runs a program as it is, and writes down for how long each turn held its event loop.

    python -P probe.py FILE MODULE_OR_SCRIPT [ARGUMENT ...]

At the end FILE holds, as JSON, each hold of more than a millisecond: when it began (seconds, the system's monotonic
clock) and how long it lasted. Every callback that asyncio runs is timed where it is run, so that nothing is added to
the program's own turns but two looks at the clock.

Libraries that only development has, and that one of the bot's libraries takes up where it finds them, are hidden.

Earlier revisions of the bot, which it is compared with, count their calls to ilert themselves, and end at what ilert
allows; these limits are lifted, as the simulators' are.
"""

import asyncio.events
import atexit
import json
import runpy
import sys
import time
from pathlib import Path

WORTH_NOTING_SECONDS = 0.001
UNLIMITED = 1_000_000_000

# structlog takes both up where they are installed: rich, which import-linter brings here, for tracebacks (3 MB), and
# greenlet, which Playwright brings, for what belongs to a thread (0.3 MB).
NOT_INSTALLED_WITH_THE_BOT = ("rich", "greenlet")


def time_callbacks():
    """Time everything that event loops run from now on. Returns the list that holds fill."""
    holds, run, now = [], asyncio.events.Handle._run, time.monotonic

    def timed(handle):
        began = now()
        run(handle)
        lasted = now() - began
        if lasted > WORTH_NOTING_SECONDS:
            holds.append((began, lasted))

    asyncio.events.Handle._run = timed
    return holds


def lift_limits():
    """Let an earlier revision of the bot call ilert as often as it likes; the present one has no limits of its own."""
    try:
        from bot.ilert import budget  # noqa: PLC0415 - not every program has it
    except ImportError:
        return
    budget.API_KEY_LIMIT = budget.INTEGRATION_KEY_LIMIT = UNLIMITED


def main():
    path, program, *arguments = sys.argv[1:]
    sys.modules.update(dict.fromkeys(NOT_INSTALLED_WITH_THE_BOT))
    holds = time_callbacks()
    atexit.register(lambda: Path(path).write_text(json.dumps(holds)))
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        lift_limits()
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
