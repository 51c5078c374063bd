"""`il-alert-bot` as an admin types it, beside the daemon."""

import asyncio
import os
import sys


async def il_alert_bot(settings, *arguments):
    """Run it and return its exit code and all that it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.cli.main",
        *arguments,
        env={**os.environ, **settings},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()
